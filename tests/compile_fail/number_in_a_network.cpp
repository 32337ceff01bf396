// error: node_is_followed_by_what_is_none<int>
// A width stands in a layer: dense<3>.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | 3;
