// error: number_is_outside_its_range|at_least\(
// error: at_least\(.*epochs
// A run has at least one epoch.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = epochs(0);
