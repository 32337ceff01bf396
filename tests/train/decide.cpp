// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/decide.hpp>

#include <lagom/expr/stop/divergence.hpp>
#include <lagom/expr/stop/generalization_loss.hpp>
#include <lagom/expr/stop/goal.hpp>
#include <lagom/expr/stop/progress_quotient.hpp>
#include <lagom/expr/stop/successive_rises.hpp>
#include <lagom/expr/stop/time_limit.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

using namespace lagom;

namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinite = std::numeric_limits<double>::infinity();

struct outcome {
    long stop;
    std::string fired;
    long best, improved;

    auto operator==(outcome const&) const -> bool = default;
};

auto operator<<(std::ostream& out, outcome const& o) -> std::ostream&
{
    return out << o.stop << ' ' << o.fired << ", best " << o.best << ", improved " << o.improved;
}

auto run(auto const& rule, std::initializer_list<double> values) -> outcome
{
    auto const series = std::vector<double>(values);
    auto const d = decide(rule, series);
    return {d.stop_index, d.fired, d.best_index, d.last_improvement_index};
}

} // namespace

TEST_CASE("patience: 3 2 2 2 1 with patience 2 stops at the fourth value and restores the second")
{
    CHECK(run(patience(2), {3, 2, 2, 2, 1}) == outcome{3, "patience", 1, 1});
}

TEST_CASE("patience: counts values in a row that do not improve on the best")
{
    CHECK(run(patience(1), {3, 2, 1}) == outcome{-1, "nothing", 2, 2});
    CHECK(run(patience(1), {3, 2, 1, 1.5, 0.5}) == outcome{3, "patience", 2, 2});
    CHECK(run(patience(3), {2, 2, 2, 2, 2}) == outcome{3, "patience", 0, 0});
    CHECK(run(patience(3), {3, 4, 4, 2, 3, 3, 3, 1}) == outcome{6, "patience", 3, 3});
    CHECK(run(patience(4), {1, 3, 2.5, 2, 1.5, 1.25}) == outcome{4, "patience", 0, 0});
}

TEST_CASE("patience: min_delta is absolute, strict, and measured from the last improvement")
{
    auto const rule = patience(2).min_delta(0.25);
    CHECK(run(rule, {4, 3.75, 3.75, 1}) == outcome{2, "patience", 1, 0});
    CHECK(run(rule, {-1, -1.5, -1.5, -1.25, -3}) == outcome{3, "patience", 1, 1});
    CHECK(run(patience(4).min_delta(0.25), {4, 3.875, 3.75, 3.625, 3.5, 3.375}) ==
          outcome{-1, "nothing", 5, 3});
}

TEST_CASE("patience: min_epochs holds it back, and counts from the start")
{
    CHECK(run(patience(2).min_epochs(6), {1, 2, 2, 2, 2, 2, 2, 2}) == outcome{5, "patience", 0, 0});
    CHECK(run(patience(2).min_epochs(5), {2, 3, 3, 3, 1, 3, 3, 3}) == outcome{6, "patience", 4, 4});
}

TEST_CASE("patience: NaN does not improve and is never the best")
{
    CHECK(run(patience(2), {nan, 3, 2, 2, 2, 1}) == outcome{4, "patience", 2, 2});
    CHECK(run(patience(2), {3, 2, nan, nan, 1}) == outcome{3, "patience", 1, 1});
    CHECK(run(patience(3), {nan, nan, nan, nan}) == outcome{2, "patience", -1, -1});
}

TEST_CASE("patience: on accuracy, higher is better")
{
    auto const rule = patience(2).watching(accuracy);
    CHECK(run(rule, {0.25, 0.5, 0.5, 0.25, 0.75}) == outcome{3, "patience", 1, 1});
    CHECK(run(rule.min_delta(0.25), {0.25, 0.5, 0.5, 1}) == outcome{2, "patience", 1, 0});
}

TEST_CASE("goal: reached at the value itself")
{
    CHECK(run(goal(1.0), {3, 2, 1.5, 1, 0.5}) == outcome{3, "goal", 3, 3});
    CHECK(run(goal(accuracy, 0.75), {0.25, 0.5, 0.75, 1}) == outcome{2, "goal", 2, 2});
    CHECK(run(goal(1.0), {nan, nan}) == outcome{-1, "nothing", -1, -1});
}

TEST_CASE("divergence: NaN or infinity ends the run, and the best is one before")
{
    CHECK(run(divergence, {3, 2, nan, 1}) == outcome{2, "divergence", 1, 1});
    CHECK(run(patience(9) || divergence, {3, 2, infinite}) == outcome{2, "divergence", 1, 1});
    CHECK(run(divergence, {3, -infinite}) == outcome{1, "divergence", 0, 0});
}

TEST_CASE("or: the left one is named on a tie")
{
    CHECK(run(patience(2) || epochs(3), {1, 2, 2, 2}) == outcome{2, "patience", 0, 0});
    CHECK(run(epochs(3) || patience(2), {1, 2, 2, 2}) == outcome{2, "epochs", 0, 0});
    CHECK(run(patience(2) || goal(1), {3, 2, 2.5, 1, 2}) == outcome{3, "goal", 3, 3});
}

TEST_CASE("and: both at the same evaluation, nothing is latched")
{
    CHECK(run(patience(2) && epochs(5), {1, 2, 2, 2, 2, 2}) == outcome{4, "patience && epochs", 0, 0});
    CHECK(run(patience(2) && goal(1), {3, 2, 2.5, 2.5, 1, 0.75}) == outcome{-1, "nothing", 5, 5});
    CHECK(run((patience(2) && epochs(6)) || goal(0.75), {3, 2, 2.5, 2.5, 2.5, 0.5}) ==
          outcome{5, "goal", 5, 5});
    CHECK(run((patience(2) || goal(1)) && epochs(4), {1, 2, 2, 2}) == outcome{3, "patience && epochs", 0, 0});
}

TEST_CASE("no clause misses a value because the other side has decided")
{
    // Were patience not asked at the third value, where epochs already says no, it would be late.
    CHECK(run(epochs(4) && patience(3), {1, 2, 2, 2}) == outcome{3, "epochs && patience", 0, 0});
    CHECK(run(patience(3) && epochs(4), {1, 2, 2, 2}) == outcome{3, "patience && epochs", 0, 0});
    CHECK(run((goal(5) || patience(2)) && epochs(3), {9, 9, 9}) == outcome{2, "patience && epochs", 0, 0});
}

TEST_CASE("Prechelt's rules: the ratio at once, quotient and rises at strip ends only")
{
    CHECK(run(generalization_loss(50), {2, 3, 3.5}) == outcome{2, "generalization_loss", 0, 0});
    CHECK(run(successive_rises(1, 2), {9, 1, 2, 3, 0, 4}) == outcome{3, "successive_rises", 1, 1});
    CHECK(run(successive_rises(1, 1), {1, 1, 2}) == outcome{2, "successive_rises", 0, 0});
    CHECK(run(successive_rises(2, 2), {1, 5, 9, 6, 9, 7, 9}) == outcome{5, "successive_rises", 0, 0});

    // GL is 50 at both strip ends; the strip's progress is 1000 (3 / 2 - 1) = 500, then 1000 (2 / 2 - 1) = 0.
    auto const validation = std::vector<double>{2, 3, 3, 3}, training = std::vector<double>{2, 1, 1, 1};
    auto const d = decide(progress_quotient(1, 2), validation, training);
    CHECK(d.stop_index == 3);
    CHECK(d.fired == "progress_quotient");
}

TEST_CASE("decide: training losses must be as many as validation losses where they are read")
{
    auto const three = std::vector<double>{3, 2, 1}, two = std::vector<double>{3, 2};
    CHECK_THROWS_AS(decide(progress_quotient(1), three), data_error);
    CHECK_THROWS_AS(decide(patience(1), three, two), data_error);
    CHECK(decide(patience(1), three, three).fired == "nothing");
}

TEST_CASE("decide: an empty series decides nothing")
{
    CHECK(run(epochs(1), {}) == outcome{-1, "nothing", -1, -1});
}

TEST_CASE("tracker: within an epoch only steps and time_limit answer")
{
    auto const limits = trainers::tracker(patience(1) || steps(100) || time_limit(60));
    CHECK(!limits.within(99, 59).stop);
    CHECK(limits.within(100, 0).clause == "steps");
    CHECK(limits.within(0, 60).clause == "time_limit");
    CHECK(limits.within(100, 60).clause == "steps");

    auto const both = trainers::tracker(steps(100) && time_limit(60));
    CHECK(!both.within(100, 59).stop);
    CHECK(both.within(100, 60).clause == "steps && time_limit");

    auto const needs_an_epoch = trainers::tracker(steps(100) && epochs(1));
    CHECK(!needs_an_epoch.within(1000, 0).stop);
    CHECK(!trainers::tracker(epochs(1)).within(1000, 1e9).stop);
}

TEST_CASE("tracker: steps and time_limit hold at the end of an epoch too")
{
    auto at_end = trainers::tracker(steps(100) || time_limit(60));
    CHECK(!at_end.see({.loss = 1, .accuracy = 0, .training_loss = 1, .step = 50, .seconds = 30}).stop);
    CHECK(at_end.see({.loss = 1, .accuracy = 0, .training_loss = 1, .step = 99, .seconds = 60}).clause ==
          "time_limit");
}

TEST_CASE("tracker: the restoring clause says what is best, whatever else is watched")
{
    auto follows = trainers::tracker(goal(accuracy, 0.9) || patience(5).restoring_best());
    CHECK(follows.best_index() == -1);
    CHECK(!follows.is_best());
    follows.see({.loss = 1.0, .accuracy = 0.50, .training_loss = 1, .step = 1, .seconds = 0});
    CHECK(follows.is_best());
    follows.see({.loss = 0.5, .accuracy = 0.25, .training_loss = 1, .step = 2, .seconds = 0});
    CHECK(follows.is_best());
    CHECK(follows.best_value() == 0.5);
    auto const end = follows.see({.loss = 0.75, .accuracy = 1, .training_loss = 1, .step = 3, .seconds = 0});
    CHECK(end.clause == "goal");
    CHECK(end.describe() == "goal(accuracy, 0.9)");
    CHECK(!follows.is_best());
    CHECK(follows.best_index() == 1);
    CHECK(follows.seen() == 3);
}

TEST_CASE("describe: a rule reads as it was written")
{
    CHECK(describe(patience(10)) == "patience(10)");
    CHECK(describe(divergence) == "divergence");
    CHECK(describe(patience(10).restoring_best() || epochs(200)) ==
          "patience(10).restoring_best() || epochs(200)");
    CHECK(describe(patience(3).watching(accuracy).min_delta(0.01).min_epochs(5)) ==
          "patience(3).min_delta(0.01).min_epochs(5).watching(accuracy)");
    CHECK(describe((goal(0.1) || steps(9) || time_limit(1.5)) && (epochs(2) && successive_rises(3))) ==
          "(goal(0.1) || steps(9) || time_limit(1.5)) && epochs(2) && successive_rises(3, 5)");
    CHECK(describe((generalization_loss(5) && epochs(2)) || progress_quotient(0.5, 4)) ==
          "(generalization_loss(5) && epochs(2)) || progress_quotient(0.5, 4)");

    auto both = trainers::tracker(patience(1) && epochs(2));
    both.see({.loss = 1, .accuracy = 0, .training_loss = 1, .step = 1, .seconds = 0});
    CHECK(both.see({.loss = 1, .accuracy = 0, .training_loss = 1, .step = 2, .seconds = 0}).describe() ==
          "patience(1) && epochs(2)");
}
