// error: strict_refuses<lagom::advice_kind::decay_on_a_bias_or_norm, lagom::at_path<.*dense.0
// Under strict, advice is an error: a bias holds no capacity.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | decay(0.01).on(bias), epochs(1), strict);
}
