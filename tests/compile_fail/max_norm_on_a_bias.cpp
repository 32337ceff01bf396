// error: rule_is_for_kernels_and_selects_another<lagom::max_norm_t<
// A bound on the weights of a unit is for kernels.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | relu | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | max_norm(1.0).on(bias), epochs(1));
}
