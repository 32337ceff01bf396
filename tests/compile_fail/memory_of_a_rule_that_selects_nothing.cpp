// error: rule_selects_nothing<lagom::penalty_t<lagom::l2_kind, lagom::named_t<.*nearest_is<.*stem
// A step that cannot be trained has no size.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

constexpr auto bytes = memory<float>(net, cross_entropy + l2(1e-4).on(named<"steam">), adam(1e-3), 64);
