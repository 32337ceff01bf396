// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

using namespace lagom;

namespace {

// Central differences in double with h = 1e-5: truncation about h^2, rounding about 1e-16 / h; both well
// below this.
constexpr double close_enough = 1e-6;

} // namespace

// The gradient of each layer, loss and penalty is a line in tests/law. Here is what no line says.

TEST_CASE("gradient: cross_entropy on rows of probabilities")
{
    auto soft = support::rows_of<double>(12, 5);
    for (std::size_t r = 0; r < 12; ++r) {
        double total = 0;
        for (std::size_t c = 0; c < 5; ++c) {
            soft(r, c) = soft(r, c) * soft(r, c);
            total += soft(r, c);
        }
        for (std::size_t c = 0; c < 5; ++c) {
            soft(r, c) /= total;
        }
    }
    CHECK(support::worst_gradient_error(input<6> | dense<5>, 6, soft, cross_entropy) < close_enough);
}

TEST_CASE("gradient: an input alone, which is how losses are compared with other libraries")
{
    auto const classes = support::classes_of_rows(12, 5);
    CHECK(support::worst_gradient_error(input<5>, 5, classes, cross_entropy) < close_enough);
}

TEST_CASE("penalties: gradient is the slope of the value, and prox its minimizer")
{
    xt::xtensor<double, 1> const w{-2.0, -0.4, -0.01, 0.02, 0.5, 3.0};
    double const h = 1e-6, step = 0.3;
    auto const check = [&](auto penalty) {
        auto const slope = gradient(penalty, w), moved = prox(penalty, w, step);
        for (std::size_t i = 0; i < w.size(); ++i) {
            xt::xtensor<double, 1> const up{w(i) + h}, down{w(i) - h};
            CHECK(slope(i) ==
                  doctest::Approx((value(penalty, up) - value(penalty, down)) / (2 * h)).epsilon(1e-6));
            auto const cost = [&](double v) {
                xt::xtensor<double, 1> const one{v};
                return step * value(penalty, one) + (v - w(i)) * (v - w(i)) / 2;
            };
            for (double v = -3.5; v <= 3.5; v += 0.001) { // brute force
                CHECK(cost(moved(i)) <= cost(v) + 1e-12);
            }
        }
    };
    check(l1(0.2));
    check(l1_subgradient(0.2));
    check(l2(0.2));
    CHECK(prox(l1(1.0), w, 0.5)(2) == 0.0);
}
