// error: rule_selects_nothing<lagom::decay_t<lagom::named_t<.*"steam"
// No block has this name.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | decay(0.1).on(named<"steam">), epochs(1));
}
