// SPDX-License-Identifier: BSL-1.0
#include <lagom/expr/layer/pointwise.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace {

// Operators between a lane and an integer, that no formula of the library has: nothing else makes them known before.
constexpr auto scaled = lagom::pointwise([](auto x) {
    return x / 16 - 3 + 2 * x;
});
constexpr auto unchanged =
    std::is_same_v<decltype(scaled), lagom::pointwise_t<lagom::formulas::unchanged> const>;

} // namespace

TEST_CASE("pointwise: a formula may have operators that no other formula has")
{
    CHECK(!unchanged);
    CHECK(scaled(8.0) == 13.5);
}
