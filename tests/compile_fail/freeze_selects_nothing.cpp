// error: rule_selects_nothing<lagom::freeze_t<lagom::named_t<.*nearest_is<.*stem
// A name with a slip; the nearest name is said.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | freeze(named<"sten">), epochs(1));
}
