// error: branch_is_not_joined_by_sum_or_concat<lagom::dense_t<2
// Arms are joined by concat or sum.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | branch(dense<2>, dense<3>) | dense<2>;
