// error: number_is_outside_its_range|(in_range|at_least)\(.*dropout.*rate
// error: (in_range|at_least)\(.*dropout.*rate
// A dropout rate of 1 keeps nothing: refused while the expression is declared.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = dropout(1.0);
