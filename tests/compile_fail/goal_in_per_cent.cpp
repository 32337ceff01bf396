// error: number_is_outside_its_range|(in_range|at_least)\(.*goal.*accuracy
// error: (in_range|at_least)\(.*goal.*accuracy
// An accuracy is a share, from 0 to 1.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = goal(accuracy, 97.0);
