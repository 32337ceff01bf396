// error: formula_takes_one_generic_lane_and_returns_one
// A layer gives numbers.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto layer = pointwise([](auto) {});
