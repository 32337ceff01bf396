// error: a pointwise callable has no captures
// What changes is a node's rate, not a captured number.
#include <lagom/expr/layer/pointwise.hpp>

auto make(double slope)
{
    return lagom::pointwise([slope](auto x) { return x * slope; });
}
