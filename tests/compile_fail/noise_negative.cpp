// error: number_is_outside_its_range|(in_range|at_least)\(.*gaussian_noise.*deviation
// error: (in_range|at_least)\(.*gaussian_noise.*deviation
// A standard deviation is at least 0.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = gaussian_noise(-0.1);
