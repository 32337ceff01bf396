// error: strict_refuses<lagom::advice_kind::l2_before_a_norm, lagom::at_path<.*dense.0
// Under strict, advice is an error: a norm undoes the scale that l2 pulls at.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8>(no_bias) | layer_norm | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + l2(1e-4), adam(1e-3), epochs(1), strict);
}
