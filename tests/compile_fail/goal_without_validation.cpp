// error: rule_watches_validation_and_none_is_given<
// A goal needs something to watch.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), goal(0.1) || epochs(9));
}
