// error: strict_refuses<lagom::advice_kind::l1_subgradient_under_adam, lagom::at_path<.*dense.0
// Under strict, advice is an error: no weight becomes zero.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + l1_subgradient(1e-4), adam(1e-3), epochs(1), strict);
}
