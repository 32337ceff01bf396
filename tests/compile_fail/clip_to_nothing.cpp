// error: number_is_outside_its_range|(in_range|at_least)\(.*clip_norm.*limit
// error: (in_range|at_least)\(.*clip_norm.*limit
// A norm of 0 learns nothing: above 0.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = clip_norm(0.0);
