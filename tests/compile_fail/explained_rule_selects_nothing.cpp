// error: rule_selects_nothing<lagom::freeze_t<lagom::named_t<.*nearest_is<.*stem
// An explanation tells what a step does, and this rule does nothing.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

auto const told = explain(net, cross_entropy, adam(1e-3) | freeze(named<"sten">));
