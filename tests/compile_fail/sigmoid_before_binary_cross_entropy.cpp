// error: loss_holds_what_the_last_layer_does<lagom::binary_cross_entropy_t, lagom::pointwise_t<lagom::formulas::sigmoid>
// binary_cross_entropy reads logits: it holds its own sigmoid.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<1> | sigmoid;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, binary_cross_entropy, adam(1e-3), epochs(1));
}
