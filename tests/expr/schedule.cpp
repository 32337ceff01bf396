// SPDX-License-Identifier: BSL-1.0
#include <lagom/expr/schedule/constant.hpp>
#include <lagom/expr/schedule/cosine.hpp>
#include <lagom/expr/schedule/cosine_restarts.hpp>
#include <lagom/expr/schedule/exponential.hpp>
#include <lagom/expr/schedule/one_cycle.hpp>
#include <lagom/expr/schedule/step_decay.hpp>
#include <lagom/expr/schedule/warm_up.hpp>

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <limits>

#include <cmath>
#include <unistd.h>
using namespace lagom;

namespace {

static_assert(rate_schedule<constant_t> && rate_schedule<decltype(cosine(0.1))>);
static_assert(rate_schedule<decltype(warm_up(0.1, steps(3)))> && rate_schedule<decltype(one_cycle(0.1))>);
static_assert(!rate_schedule<double> && !rate_schedule<epochs_t>);
static_assert(rate_like<double> && rate_like<int> && rate_like<exponential_t> && !rate_like<steps_t>);
static_assert(std::is_same_v<decltype(expr::as_schedule(1e-3)), constant_t>);
static_assert(std::is_same_v<decltype(expr::as_schedule(exponential(1, 0.5))), exponential_t>);

static_assert(decltype(cosine(0.1))::needs_length && decltype(one_cycle(0.1))::needs_length);
static_assert(!decltype(cosine(0.1, steps(5)))::needs_length && !constant_t::needs_length);
static_assert(decltype(warm_up(cosine(0.1), epochs(1)))::needs_length);
static_assert(!decltype(warm_up(cosine(0.1, epochs(3)), epochs(1)))::needs_length);

constexpr auto declared = warm_up(cosine(1e-3, steps(2000)).down_to(1e-5), epochs(2)).from(0.1);
static_assert(declared.schedule.rate == 1e-3 && declared.schedule.low == 1e-5 && declared.start == 0.1);
static_assert(constant(0.1).at({}) == 0.1);

template <int Rate>
concept constant_cosine = requires { typename std::bool_constant<(cosine(Rate), true)>; };
static_assert(constant_cosine<0> && constant_cosine<1> && !constant_cosine<-1>);

/// At step t, five steps an epoch, 40 in all.
auto rate_at(auto const& schedule, double t) -> double
{
    return schedule.at({.step = t, .steps_per_epoch = 5, .total_steps = 40});
}

// Products and a cosine of numbers of this size: a few roundings.
auto near(double value) -> doctest::Approx { return doctest::Approx(value).epsilon(1e-14).scale(0.1); }

} // namespace

TEST_CASE("cosine: begins at the rate, halves midway, ends at the low rate and stays there")
{
    auto const plain = cosine(0.1, steps(30));
    CHECK(rate_at(plain, 0) == 0.1);
    CHECK(rate_at(plain, 15) == near(0.05));
    CHECK(rate_at(plain, 30) == 0);
    CHECK(rate_at(plain, 31) == 0);
    CHECK(rate_at(plain, 60) == 0);
    auto const low = plain.down_to(0.001);
    CHECK(rate_at(low, 0) == near(0.1));
    CHECK(rate_at(low, 15) == near(0.0505));
    CHECK(rate_at(low, 30) == 0.001);
    CHECK(rate_at(low, 1e9) == 0.001);
}

TEST_CASE("cosine: a length in epochs is so many steps, no length is the whole run")
{
    for (double t = 0; t < 50; ++t) {
        CHECK(rate_at(cosine(0.1, epochs(6)), t) == rate_at(cosine(0.1, steps(30)), t));
        CHECK(rate_at(cosine(0.1), t) == rate_at(cosine(0.1, steps(40)), t));
        CHECK(rate_at(one_cycle(0.1), t) == rate_at(one_cycle(0.1, epochs(8)), t));
    }
}

TEST_CASE("warm_up: rises in a line from the start factor, then leaves the rate alone")
{
    auto const plain = warm_up(0.1, steps(5));
    CHECK(rate_at(plain, 0) == 0);
    CHECK(rate_at(plain, 1) == near(0.02));
    CHECK(rate_at(plain, 4) == near(0.08));
    CHECK(rate_at(plain, 5) == 0.1);
    CHECK(rate_at(plain, 500) == 0.1);
    CHECK(rate_at(plain.from(0.1), 0) == near(0.01));
    CHECK(rate_at(plain.from(0.1), 2.5) == near(0.055));
    CHECK(rate_at(plain.from(1), 0) == 0.1);
    CHECK(rate_at(warm_up(1, epochs(2)), 5) == 0.5);
}

TEST_CASE("warm_up: the schedule inside starts at the same step")
{
    auto const inner = cosine(0.1, steps(30));
    auto const both = warm_up(inner, steps(10));
    CHECK(rate_at(both, 5) == near(rate_at(inner, 5) / 2));
    CHECK(rate_at(both, 10) == rate_at(inner, 10));
    CHECK(rate_at(both, 20) == rate_at(inner, 20));
}

TEST_CASE("exponential and step_decay: the factor after every step, and after every n steps")
{
    CHECK(rate_at(exponential(0.1, 0.9), 0) == 0.1);
    CHECK(rate_at(exponential(0.1, 0.9), 2) == near(0.081));
    auto const stairs = step_decay(0.1, steps(7), 0.1);
    CHECK(rate_at(stairs, 0) == 0.1);
    CHECK(rate_at(stairs, 6) == 0.1);
    CHECK(rate_at(stairs, 7) == near(0.01));
    CHECK(rate_at(stairs, 14) == near(0.001));
    CHECK(rate_at(step_decay(0.1, epochs(2), 0.5), 9) == 0.1);
    CHECK(rate_at(step_decay(0.1, epochs(2), 0.5), 10) == 0.05);
}

TEST_CASE("cosine_restarts: back to the rate at the end of each period, each so many times as long")
{
    auto const doubling = cosine_restarts(0.1, steps(4), 2).down_to(0.001);
    for (auto const start : {0, 4, 12, 28}) {
        CHECK(rate_at(doubling, start) == near(0.1));
    }
    CHECK(rate_at(doubling, 2) == near(0.0505));
    CHECK(rate_at(doubling, 8) == near(0.0505));
    CHECK(rate_at(doubling, 20) == near(0.0505));
    auto const even = cosine_restarts(0.1, epochs(1));
    CHECK(rate_at(even, 3) == rate_at(cosine(0.1, steps(5)), 3));
    CHECK(rate_at(even, 1e9 + 3) == rate_at(even, 3));
}

TEST_CASE("one_cycle: from a 25th up to the rate, down to a 250,000th, and no further")
{
    auto const cycle = one_cycle(0.1, steps(30));
    CHECK(rate_at(cycle, 0) == near(0.004));
    CHECK(rate_at(cycle, 4) == near(0.052));
    CHECK(rate_at(cycle, 8) == near(0.1));
    CHECK(rate_at(cycle, 29) == near(4e-7));
    CHECK(rate_at(cycle, 100) == rate_at(cycle, 29));
    CHECK(std::isfinite(rate_at(one_cycle(0.1, steps(1)), 0)));
    CHECK(std::isfinite(rate_at(one_cycle(0.1, steps(2)), 1)));
}

TEST_CASE("schedules: what is out of range is an argument_error")
{
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(constant(-1), argument_error);
    CHECK_THROWS_AS(cosine(nan), argument_error);
    CHECK_THROWS_AS(cosine(0.1).down_to(0.2), argument_error);
    CHECK_THROWS_AS(cosine_restarts(0.1, steps(5), 0.5), argument_error);
    CHECK_THROWS_AS(exponential(0.1, 0), argument_error);
    CHECK_THROWS_AS(step_decay(0.1, steps(5), -1), argument_error);
    CHECK_THROWS_AS(warm_up(0.1, steps(5)).from(1.5), argument_error);
    CHECK_THROWS_AS(warm_up(-0.1, steps(5)), argument_error);
    CHECK_THROWS_AS(one_cycle(std::numeric_limits<double>::infinity()), argument_error);
    CHECK_THROWS_WITH(cosine(-0.1, epochs(3)), doctest::Contains("cosine: rate is -0.1"));
}
