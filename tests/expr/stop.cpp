// SPDX-License-Identifier: BSL-1.0
#include <lagom/expr/stop/best.hpp>
#include <lagom/expr/stop/divergence.hpp>
#include <lagom/expr/stop/facts.hpp>
#include <lagom/expr/stop/generalization_loss.hpp>
#include <lagom/expr/stop/goal.hpp>
#include <lagom/expr/stop/progress_quotient.hpp>
#include <lagom/expr/stop/successive_rises.hpp>
#include <lagom/expr/stop/time_limit.hpp>

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

// The names of the library and those of <cmath> live together.
#include <cmath>
#include <unistd.h>
using namespace lagom;

namespace {

constexpr auto typical = patience(10).restoring_best() || epochs(200);
constexpr auto by_accuracy = patience(3).watching(accuracy).restoring_best().min_delta(0.01).min_epochs(5);

static_assert(stop_rule<decltype(typical)> && stop_rule<epochs_t> && stop_rule<decltype(divergence)>);
static_assert(!stop_rule<int> && !stop_rule<loss_metric>);
static_assert(std::is_same_v<decltype(by_accuracy), patience_t<accuracy_metric, true> const>);
static_assert(by_accuracy.count == 3 && by_accuracy.gain == 0.01 && by_accuracy.earliest == 5);

template <auto const& Rule>
inline constexpr bool is_bounded = expr::bounded<decltype(Rule)>;

constexpr auto either = patience(2) || steps(7);
constexpr auto both = patience(2) && steps(7);
constexpr auto two_limits = epochs(3) && time_limit(60);
static_assert(is_bounded<typical> && is_bounded<either> && !is_bounded<both> && is_bounded<two_limits>);
static_assert(!expr::bounded<divergence_t> && !expr::bounded<patience_t<loss_metric, false>>);

static_assert(expr::watches_validation<decltype(typical)> && expr::watches_validation<decltype(both)>);
static_assert(!expr::watches_validation<decltype(two_limits)> && !expr::watches_validation<divergence_t>);
static_assert(expr::watches_validation<generalization_loss_t> &&
              expr::watches_validation<goal_t<loss_metric>>);

static_assert(expr::watches_accuracy<decltype(by_accuracy)> && !expr::watches_accuracy<decltype(typical)>);
static_assert(expr::watches_accuracy<decltype(typical || goal(accuracy, 0.9))>);

static_assert(expr::watches_training<decltype(epochs(3) || progress_quotient(0.5))>);
static_assert(!expr::watches_training<decltype(typical)>);

static_assert(expr::restores_best<decltype(typical)> && expr::restores_best<decltype(by_accuracy)>);
static_assert(expr::restores_best<decltype(epochs(3) && (goal(0.1) || typical))>);
static_assert(!expr::restores_best<decltype(either)> && !expr::restores_best<epochs_t>);

static_assert(expr::steps_bound(typical, 10) == 2000);
static_assert(expr::steps_bound(epochs(5) || patience(2) || epochs(3), 10) == 30);
static_assert(expr::steps_bound(epochs(5) && epochs(3), 10) == 50);
static_assert(expr::steps_bound(epochs(5) && patience(2), 10) == 0 &&
              !expr::has_length<decltype(epochs(5) && patience(2))>);
static_assert(expr::steps_bound((epochs(2) && steps(90)) || epochs(10), 10) == 90);
static_assert(expr::steps_bound(epochs(10) || steps(70), 10) == 70);
static_assert(expr::steps_bound((steps(2) && steps(9)) || (steps(8) && divergence) || steps(20), 10) == 9);
static_assert(expr::has_length<decltype(time_limit(5) || (epochs(2) && steps(90)))> &&
              !expr::has_length<decltype(time_limit(5))>);

// Whoever restores says what is best, then whoever has patience, then whoever watches anything.
template <class Rule, class Metric>
inline constexpr bool judges_by = std::is_same_v<expr::best_metric<Rule>, Metric>;
static_assert(judges_by<epochs_t, loss_metric>);
static_assert(judges_by<goal_t<accuracy_metric>, accuracy_metric>);
static_assert(judges_by<decltype(goal(accuracy, 0.9) || patience(2)), loss_metric>);
static_assert(judges_by<decltype(patience(2) || by_accuracy), accuracy_metric>);
static_assert(judges_by<decltype(patience(2) || patience(2).watching(accuracy)), loss_metric>);
static_assert(expr::best_min_delta(patience(2).min_delta(0.5) || patience(3).min_delta(0.25)) == 0.5);
static_assert(expr::best_min_delta(patience(2).min_delta(0.5) || by_accuracy) == 0.01);
static_assert(expr::best_min_delta(epochs(2) || goal(0.1)) == 0);

// An argument outside its range is no constant.
template <long N>
concept constant_epochs = requires { typename std::bool_constant<(epochs(N), true)>; };
template <long N>
concept constant_steps = requires { typename std::bool_constant<(steps(N), true)>; };
template <long N>
concept constant_patience = requires { typename std::bool_constant<(patience(N), true)>; };
template <int N>
concept constant_goal = requires { typename std::bool_constant<(goal(accuracy, N), true)>; };
template <int N>
concept constant_time_limit = requires { typename std::bool_constant<(time_limit(N), true)>; };
template <int N>
concept constant_gain = requires { typename std::bool_constant<(patience(3).min_delta(N), true)>; };
static_assert(constant_epochs<1> && !constant_epochs<0> && constant_steps<1> && !constant_steps<-1>);
static_assert(constant_patience<1> && !constant_patience<0> && constant_goal<1> && !constant_goal<97>);
static_assert(constant_time_limit<1> && !constant_time_limit<0> && constant_gain<0> && !constant_gain<-1>);

// What a clause does is a constant expression too.
constexpr auto ends_at(auto clause, std::initializer_list<double> values) -> long
{
    typename decltype(clause)::state state;
    long seen = 0;
    for (auto const value : values) {
        auto const now =
            evaluation{.loss = value, .accuracy = value, .training_loss = 1, .step = seen, .seconds = 0};
        if (clause.see(state, now, ++seen)) {
            return seen - 1;
        }
    }
    return -1;
}

static_assert(ends_at(patience(2), {3, 2, 2, 2, 1}) == 3);
static_assert(ends_at(goal(2), {3, 2.5, 2, 1}) == 2);
static_assert(ends_at(goal(accuracy, 0.5), {0.25, 0.5}) == 1);
static_assert(ends_at(generalization_loss(50), {2, 3, 3.5}) == 2);
static_assert(ends_at(successive_rises(2, 2), {1, 5, 9, 6, 9, 7, 9}) == 5);
static_assert(ends_at(progress_quotient(1, 2), {1, 2, 1, 1}) == 1);

auto message(auto&& make) -> std::string
{
    try {
        make();
    } catch (argument_error const& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("stop: a value out of range is an argument_error that names the clause, the value and the range")
{
    auto const names = [](std::string const& text, std::initializer_list<char const*> words) {
        for (auto const* word : words) {
            CHECK_MESSAGE(text.find(word) != std::string::npos, text);
        }
    };
    long volatile none = 0;
    names(message([&] {
              return epochs(none);
          }),
          {"epochs", "count", "is 0", "at least 1"});
    names(message([&] {
              return steps(none - 7);
          }),
          {"steps", "count", "is -7", "at least 1"});
    names(message([&] {
              return patience(none);
          }),
          {"patience", "count", "is 0", "at least 1"});
    names(message([&] {
              return patience(1).min_delta(-0.5);
          }),
          {"patience", "min_delta", "is -0.5", "at least 0"});
    names(message([&] {
              return patience(1).min_epochs(none - 1);
          }),
          {"min_epochs", "is -1", "at least 0"});
    names(message([&] {
              return goal(accuracy, 97);
          }),
          {"goal", "accuracy", "is 97", "[0, 1]"});
    names(message([&] {
              return time_limit(-2);
          }),
          {"time_limit", "seconds", "is -2", "above 0"});
    names(message([&] {
              return progress_quotient(1, none + 1);
          }),
          {"progress_quotient", "strip", "is 1", "least 2"});
    names(message([&] {
              return successive_rises(none, 5);
          }),
          {"successive_rises", "strips", "is 0", "at least 1"});
    names(message([&] {
              return generalization_loss(0);
          }),
          {"generalization_loss", "alpha", "is 0", "above 0"});
}

TEST_CASE("stop: NaN and infinity are out of every range")
{
    auto const infinite = std::numeric_limits<double>::infinity(),
               nan = std::numeric_limits<double>::quiet_NaN();
    for (auto const value : {infinite, -infinite, nan}) {
        CHECK_THROWS_AS(goal(value), argument_error);
        CHECK_THROWS_AS(goal(accuracy, value), argument_error);
        CHECK_THROWS_AS(time_limit(value), argument_error);
        CHECK_THROWS_AS(patience(1).min_delta(value), argument_error);
        CHECK_THROWS_AS(generalization_loss(value), argument_error);
        CHECK_THROWS_AS(progress_quotient(value), argument_error);
    }
}
