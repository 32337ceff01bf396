// error: node_is_followed_by_what_is_none<lagom::named_t<
// A name wants its node: named<"head">(dense<3>).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"head">;
