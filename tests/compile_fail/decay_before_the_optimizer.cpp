// error: updates_are_out_of_order<lagom::chain<lagom::decay_t<
// Gradient transformations, one optimizer, decay, constraints: in this order.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | relu | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, decay(0.1) | adam(1e-3), epochs(1));
}
