// error: loss_holds_what_the_last_layer_does<lagom::cross_entropy_t, lagom::softmax_t>
// A name around the last layer, or a flatten behind it, hides no softmax.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"head">(dense<3> | softmax) | flatten;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1));
}
