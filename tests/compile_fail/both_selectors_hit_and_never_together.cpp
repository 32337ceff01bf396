// error: rule_selects_nothing<lagom::penalty_t<lagom::l1_kind, .*nearest_is<.*dense.0.kernel
// Kernels there are, biases too, but nothing is both; the first that the left side selects is named.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + l1(1e-4).on(kernel && bias), adam(1e-3), epochs(1));
}
