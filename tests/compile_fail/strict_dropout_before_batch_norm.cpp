// error: strict_refuses<lagom::advice_kind::dropout_before_batch_norm, lagom::at_path<.*batch_norm.0
// Under strict, advice is an error: the variance differs between training and inference.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8>(no_bias) | dropout(0.2) | batch_norm | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1), strict);
}
