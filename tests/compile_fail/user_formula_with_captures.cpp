// error: formula_has_captures_and_a_number_that_changes_is_a_rate_of_a_node
// What changes is a node's rate, not a captured number.
#include <lagom/expr/layer/pointwise.hpp>

auto make(double slope)
{
    return lagom::pointwise([slope](auto x) { return x * slope; });
}
