// error: strict_refuses<lagom::advice_kind::bias_before_batch_norm, lagom::at_path<.*dense.0
// Under strict, advice is an error: batch norm takes the bias off again.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | batch_norm | relu | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1), strict);
}
