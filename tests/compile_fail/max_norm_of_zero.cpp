// error: number_is_outside_its_range|(in_range|at_least)\(.*max_norm.*limit
// error: (in_range|at_least)\(.*max_norm.*limit
// Weights of norm 0 compute nothing: above 0.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = max_norm(0.0);
