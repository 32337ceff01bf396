// error: a pointwise callable takes one generic lane
// A layer gives numbers.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto layer = pointwise([](auto) {});
