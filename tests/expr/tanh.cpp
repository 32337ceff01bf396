// SPDX-License-Identifier: BSL-1.0
// `tanh` is a function of the C library, and a node wherever a node may stand.
#include "../support.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace lagom;

namespace {

template <auto const& A, auto const& B>
inline constexpr bool same = std::is_same_v<decltype(A), decltype(B)>;

constexpr auto two = branch(tanh, tanh), two_values = branch(tanh(), tanh());
constexpr auto first_of_three = branch(tanh, relu, gelu), first_value = branch(tanh(), relu, gelu);
constexpr auto last_of_three = branch(relu, dense<4>, tanh), last_value = branch(relu, dense<4>, tanh());
constexpr auto all_of_five = branch(tanh, tanh, tanh, tanh, tanh),
               five_values = branch(tanh(), tanh(), tanh(), tanh(), tanh());
constexpr auto some_of_nine = branch(relu, tanh, relu, tanh, relu, relu, relu, tanh, relu),
               nine_values = branch(relu, tanh(), relu, tanh(), relu, relu, relu, tanh(), relu);
static_assert(same<two, two_values> && same<first_of_three, first_value> && same<last_of_three, last_value> &&
              same<all_of_five, five_values> && same<some_of_nine, nine_values>);
static_assert(sizeof(branch(relu, relu, relu, relu, relu, relu, relu, relu, relu, relu)) > 0);

constexpr auto left = residual(tanh), left_value = residual(tanh());
constexpr auto twice = repeat<2>(tanh), twice_value = repeat<2>(tanh());
constexpr auto called = named<"squash">(tanh), called_value = named<"squash">(tanh());
static_assert(same<left, left_value> && same<twice, twice_value> && same<called, called_value>);

} // namespace

TEST_CASE("tanh: stands as any arm of a branch, in a residual, a repeat and under a name")
{
    constexpr auto net =
        input<3> | (branch(relu, tanh, named<"squash">(tanh)) | concat) | residual(tanh) | repeat<2>(tanh);
    auto const m = make_model<double>(net, seed(1));
    auto const x = support::rows_of<double>(5, 3);
    auto const y = predict(m, x);
    REQUIRE(y.shape(1) == 9);
    for (std::size_t r = 0; r < 5; ++r) {
        for (std::size_t c = 0; c < 9; ++c) {
            double const in = x(r, c % 3), arm = c < 3 ? std::max(in, 0.0) : std::tanh(in);
            CHECK(y(r, c) == doctest::Approx(std::tanh(std::tanh(std::tanh(arm) + arm))).epsilon(1e-14));
        }
    }
}
