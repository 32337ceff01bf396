// error: rule_selects_nothing<lagom::rate_factor_t<lagom::role_selector<.*norm_scale.*nearest_is<.*kernel
// There is no norm.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | rate_factor(0.1).on(norm_scale), epochs(1));
}
