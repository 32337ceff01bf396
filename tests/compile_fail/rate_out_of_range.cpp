// error: out_of_range
// A dropout rate of 1 keeps nothing: refused while the expression is declared.
#include <lagom/expr/noise/dropout.hpp>

constexpr auto noise = lagom::dropout(1.0);
