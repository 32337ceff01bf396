// error: node_follows_what_is_none<int>
// A network begins with its input: input<4>.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = 4 | dense<3>;
