// SPDX-License-Identifier: BSL-1.0
#include <lagom/graph/counter.hpp>
#include <lagom/graph/formula.hpp>

#include <lagom/expr/activation/sigmoid.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace lagom;

namespace {

constexpr auto cube = [](auto x) {
    return x * x * x;
};
constexpr auto ratio = [](auto x, auto y) {
    return x / y;
};

} // namespace

// The same object on a float, a double, a dual number and a counter.
static_assert(cube(2.0F) == 8.0F && cube(2.0) == 8.0);
static_assert(graphs::derivative<decltype(cube), 0>{}(1.0, 2.0) == 12.0);
static_assert(graphs::derivative<decltype(ratio), 0>{}(1.0, 6.0, 2.0) == 0.5);
static_assert(graphs::derivative<decltype(ratio), 1>{}(1.0, 6.0, 2.0) == -1.5);
static_assert(cube(math::counter{}).operations == 2);

TEST_CASE("dual: slopes of every function agree with central differences")
{
    auto const check = [](auto f, double x) {
        double const h = 1e-6, slope = f(math::dual<double>{x, 1}).slope;
        CHECK(slope == doctest::Approx((f(x + h) - f(x - h)) / (2 * h)).epsilon(1e-7));
    };
    using namespace math;
    for (double const x : {-1.7, -0.3, 0.4, 2.2}) {
        CAPTURE(x);
        check(
            [](auto v) {
                return exp(v);
            },
            x);
        check(
            [](auto v) {
                return log(v * v + 1);
            },
            x);
        check(
            [](auto v) {
                return sqrt(v * v + 1);
            },
            x);
        check(
            [](auto v) {
                return tanh(v);
            },
            x);
        check(
            [](auto v) {
                return erf(v);
            },
            x);
        check(
            [](auto v) {
                return logistic(v);
            },
            x);
        check(
            [](auto v) {
                return abs(v);
            },
            x);
        check(
            [](auto v) {
                return max(v, 0.5 * v);
            },
            x);
        check(
            [](auto v) {
                return min(v, 1 - v);
            },
            x);
        check(
            [](auto v) {
                return 1 / (2 + v * v) - v / 3 + (4 - v) * 2;
            },
            x);
        check(
            [](auto v) {
                return where(v > 0.3, v * v, -v);
            },
            x);
        check(
            [](auto v) {
                return v * sigmoid(v);
            },
            x);
    }
}
