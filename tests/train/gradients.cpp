// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

using namespace lagom;

namespace {

// Central differences in double with h = 1e-5: truncation about h^2, rounding about 1e-16 / h; both well
// below this.
constexpr double close_enough = 1e-6;

auto const classes = support::classes_of_rows(12, 5);

auto numbers() -> xt::xtensor<double, 2> { return support::rows_of<double>(12, 5); }

} // namespace

#define GRADIENT_OF(name, ...)                                                                               \
    TEST_CASE("gradient: " name)                                                                             \
    {                                                                                                        \
        constexpr auto net = input<6> | dense<7> | __VA_ARGS__ | dense<5>;                                   \
        CHECK(support::worst_gradient_error(net, 6, classes, cross_entropy) < close_enough);                 \
    }

GRADIENT_OF("relu", relu)
GRADIENT_OF("gelu by erf", gelu)
GRADIENT_OF("gelu by tanh", gelu(approximate))
GRADIENT_OF("silu", silu)
GRADIENT_OF("tanh", tanh)
GRADIENT_OF("sigmoid", sigmoid)
GRADIENT_OF("softmax", softmax)
GRADIENT_OF("a formula of the user", pointwise([](auto x) {
                return x / sqrt(1 + x * x);
            }))
GRADIENT_OF("dropout after relu", relu | dropout(0.4))
GRADIENT_OF("dropout alone", dropout(0.3))
GRADIENT_OF("gaussian_noise", gaussian_noise(0.3) | tanh)
GRADIENT_OF("batch_norm", batch_norm | relu)
GRADIENT_OF("layer_norm", layer_norm | sigmoid)
GRADIENT_OF("both norms after one another", batch_norm | layer_norm)
GRADIENT_OF("a dense layer without bias", dense<9>(no_bias))
GRADIENT_OF("residual around both norms",
            residual(dense<9> | batch_norm | silu | dropout(0.2) | dense<7> | layer_norm))
GRADIENT_OF("residual around nothing that is learnt", residual(tanh))
GRADIENT_OF("repeat", repeat<3>(residual(dense<7> | tanh)))
GRADIENT_OF("branches side by side", branch(dense<3>, dense<20> | relu, softmax) | concat)
GRADIENT_OF("branches added up", branch(dense<4>, dense<4> | batch_norm | sigmoid) | sum)
GRADIENT_OF("a branch that passes its input", branch(relu, tanh) | concat)
GRADIENT_OF("named blocks", named<"stem">(dense<8> | relu) | named<"head">(dense<6>))

TEST_CASE("gradient: standardize")
{
    CHECK(support::worst_gradient_error(input<6> | standardize | dense<5>, 6, classes, cross_entropy) <
          close_enough);
}

TEST_CASE("gradient: cross_entropy on rows of probabilities")
{
    auto soft = numbers();
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

TEST_CASE("gradient: mse, least_squares and binary_cross_entropy")
{
    constexpr auto net = input<6> | dense<7> | tanh | dense<5>;
    CHECK(support::worst_gradient_error(net, 6, numbers(), mse) < close_enough);
    CHECK(support::worst_gradient_error(net, 6, numbers(), least_squares) < close_enough);
    xt::xtensor<double, 2> const shares = xt::abs(numbers());
    CHECK(support::worst_gradient_error(net, 6, shares, binary_cross_entropy) < close_enough);
}

TEST_CASE("gradient: penalties, selected by role, depth, name and kind")
{
    constexpr auto net =
        input<6> | named<"stem">(dense<7>) | batch_norm | relu | residual(dense<7>) | dense<5>;
    CHECK(support::worst_gradient_error(net, 6, classes, cross_entropy + l2(0.1)) < close_enough);
    CHECK(support::worst_gradient_error(net, 6, classes,
                                        cross_entropy + l2(0.1).on(bias || norm_scale) +
                                            l1_subgradient(0.01).on(named<"stem">)) < close_enough);
    CHECK(support::worst_gradient_error(
              net, 6, classes, cross_entropy + l2(0.1).on(last<1>) + l2(0.2).on(kind<"residual"> && !bias)) <
          close_enough);
    CHECK(support::worst_gradient_error(net, 6, classes, cross_entropy + l1(0.1)) <
          close_enough); // proximal: adds no gradient
}

TEST_CASE("gradient: an input alone, which is how losses are compared with other libraries")
{
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
