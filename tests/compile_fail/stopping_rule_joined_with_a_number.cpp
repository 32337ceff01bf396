// error: what_joins_a_stopping_rule_is_none<int>
// Ten of what? epochs(10).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), patience(3) || 10);
}
