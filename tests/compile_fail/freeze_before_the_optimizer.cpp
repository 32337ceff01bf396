// error: updates_are_out_of_order<
// What changes the rate of some parameters stands behind the optimizer.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, freeze(bias) | adam(1e-3), epochs(1));
}
