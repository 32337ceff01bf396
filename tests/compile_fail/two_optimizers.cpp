// error: updates_have_two_optimizers<lagom::chain<
// Two optimizers in one chain.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | sgd(0.1), epochs(1));
}
