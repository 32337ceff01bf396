// error: strict_refuses<lagom::advice_kind::dropout_after_the_last_layer, lagom::at_path<.*dropout.0
// Under strict, advice is an error: outputs are zeroed that the loss compares.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3> | dropout(0.2);

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1), strict);
}
