// error: node_is_followed_by_what_is_none<lagom::penalty_t<lagom::l2_kind
// A penalty stands in the objective.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | l2(1e-4) | dense<3>;
