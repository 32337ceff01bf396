// error: node_is_followed_by_what_is_none<lagom::sum_t>
// sum joins the arms of a branch.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3> | sum;
