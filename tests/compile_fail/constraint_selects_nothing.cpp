// error: rule_selects_nothing<lagom::max_norm_t<lagom::both_t<
// No norm in this network has a scale.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | max_norm(2).on(norm_scale && first<1>), epochs(1));
}
