// error: node_is_followed_by_what_is_none<lagom::dropout_t<> ?\(double\)>
// dropout takes its rate: dropout(0.5).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dropout | dense<3>;
