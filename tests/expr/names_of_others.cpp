// SPDX-License-Identifier: BSL-1.0
// The macros of Qt, X11 and others stand before the library, and namespaces std and xt are open beside it.
#define slots
#define signals public
#define emit
#define foreach(variable, container) for (variable : container)
#define forever for (;;)
#define Q_OBJECT
#define Q_SLOTS
#define Q_SIGNALS public
#define Q_EMIT
#define None 0L
#define Success 0
#define True 1
#define False 0
#define Status int
#define Always 2
#define Never 3
#define Complex 0
#define Above 0
#define Below 1
#define Unsorted 0
#define KeyPress 2
#define near
#define far
#define small char
#define interface struct
#define IN
#define OUT
#define ERROR 0
#define DELETE 1
#define TRUE 1
#define FALSE 0
#define check(x) x
#define require(x) x
#define verify(x) x
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

#include <lagom/lagom.hpp>

#undef None // the test's own header does not stand these
#undef min
#undef max
#undef check
#undef require
#undef verify
#undef interface
#undef near
#undef far
#undef small
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <regex>
#include <thread>
#include <variant>

// Each word that stands for something in std or xt, too, has a second spelling: weight_decay, flatten_all, sum_of_arms,
// zero_weights, tanh(). forward, split, repeat, value, where and tanh are functions on both sides, and overload.
using namespace std;
using namespace xt;
using namespace lagom;

namespace {

constexpr auto picture = input<2, 2, 1> | flatten_all | standardize |
    branch(dense<4> | tanh(), lagom::repeat<2>(dense<4>)) | sum_of_arms | dense<3>(zero_weights);
constexpr auto goal_of_training = cross_entropy + l2(1e-4).on(kernel && !first<1>) + l1(1e-5);
constexpr auto steps_taken = clip_norm(1.0) | adam(warm_up(cosine(1e-2), steps(2))) | weight_decay(0.01) |
    max_norm(2.0) | freeze(bias && last<1>);
constexpr auto end_of_run = (patience(3).restoring_best() && steps(1000)) || epochs(2);

static_assert(std::is_same_v<decltype(weight_decay(0.1)), decltype(lagom::decay(0.1))>);
static_assert(std::is_same_v<decltype(flatten_all), decltype(lagom::flatten)>);
static_assert(std::is_same_v<decltype(sum_of_arms), decltype(lagom::sum)>);
static_assert(std::is_same_v<decltype(zero_weights), decltype(lagom::zeros)>);

#ifdef __clang__
#pragma clang diagnostic ignored "-Wunqualified-std-cast-call" // that it is std's is what is tested
#endif
template <class T>
auto handed_on(T&& x) -> T&&
{
    return forward<T>(x); // std's
}

} // namespace

TEST_CASE("names: the library works beside `using namespace std`, `using namespace xt` and macros of others")
{
    xtensor<float, 2> x = xt::zeros<float>({12, 4});
    vector<int> y(12);
    for (size_t i = 0; i < 12; ++i) {
        y[i] = static_cast<int>(i % 3);
        x(i, i % 3) = 1.0F;
        x(i, 3) = 0.1F * static_cast<float>(i);
    }
    auto const [a, b] = split(data_set(x, y), {0.5, 0.5}, seed(1), stratified);
    auto model = make_model(picture, seed(1));
    auto const result = fit(model, a, b, goal_of_training, steps_taken, end_of_run, batch(4), threads(1),
                            quiet, on_epoch([](epoch_record const&) {}));
    CHECK(result.epochs == 2);
    CHECK(evaluate(model, b, goal_of_training).accuracy() >= 0);
    CHECK(predict(model, x).shape(1) == 3);
    CHECK(lagom::forward(model, x).shape(0) == 12);
    CHECK(backward(model, x, predict(model, x)).dx.shape(1) == 4);
    CHECK(value(l2(1.0), x) > 0);
    CHECK(handed_on(3) == 3);
    auto leaky = make_model(input<4> | pointwise([](auto v) {
                                return where(v > 0, v, 0.1 * v) + tanh(v);
                            }),
                            seed(1));
    CHECK(predict(leaky, x).shape(1) == 4);
}
