// error: block_is_repeated_less_than_once<0>
// A block is there at least once.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | repeat<0>(dense<4> | relu) | dense<3>;
