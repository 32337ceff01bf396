// error: number_is_outside_its_range|(in_range|at_least)\(.*adam.*rate
// error: (in_range|at_least)\(.*adam.*rate
// A step goes down the gradient: at least 0.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = adam(-1e-3);
