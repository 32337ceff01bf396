// error: number_is_outside_its_range|at_least\(
// error: at_least\(.*patience
// Patience is at least one evaluation.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = patience(0);
