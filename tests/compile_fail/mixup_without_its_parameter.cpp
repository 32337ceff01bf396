// error: node_is_followed_by_what_is_none<lagom::mixup_t ?\(double\)>
// mixup takes its concentration: mixup(0.2).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | mixup | dense<3>;
