// error: number_is_outside_its_range|(in_range|at_least)\(.*l2.*strength
// error: (in_range|at_least)\(.*l2.*strength
// A penalty pulls towards zero, never away: at least 0.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = l2(-1.0);
