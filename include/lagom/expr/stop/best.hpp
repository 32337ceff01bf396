// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/facts.hpp>
#include <lagom/expr/stop/finite.hpp>
#include <lagom/expr/stop/patience.hpp>

namespace lagom {

namespace expr {

/// The clause that says which evaluation is the best: one that restores, else a patience, else any that
/// watches something; of equals the left one.
template <class Clause>
inline constexpr int authority = watches_something<Clause> ? 1 : 0;
template <class Metric, bool Restores>
inline constexpr int authority<patience_t<Metric, Restores>> = Restores ? 3 : 2;
template <joined Rule>
inline constexpr int authority<Rule> =
    authority<typename Rule::left_rule> < authority<typename Rule::right_rule>
    ? authority<typename Rule::right_rule>
    : authority<typename Rule::left_rule>;

template <class Rule>
constexpr auto choose_metric()
{
    if constexpr (joined<Rule>) {
        using left = typename Rule::left_rule;
        using right = typename Rule::right_rule;
        return choose_metric<std::conditional_t<(authority<left> < authority<right>), right, left>>();
    } else if constexpr (authority<Rule> > 0) {
        return typename Rule::metric{};
    } else {
        return loss_metric{};
    }
}

/// The min_delta of the first patience that watches `Metric`; negative if there is none.
template <class Metric, class Rule>
constexpr auto first_gain(Rule const& rule) -> double
{
    if constexpr (joined<Rule>) {
        auto const left = first_gain<Metric>(rule.left);
        return left >= 0 ? left : first_gain<Metric>(rule.right);
    } else if constexpr (authority<Rule> >= 2) {
        return std::is_same_v<typename Rule::metric, Metric> ? rule.gain : -1;
    } else {
        return -1;
    }
}

/// Which value of a series was the best, and which the last improvement. Values are times the metric's sign.
struct best_so_far {
    double min_delta;
    double lowest = infinity, last_improvement = infinity;
    long best = -1, improved = -1;

    constexpr void see(double value, long index)
    {
        if (!finite(value)) {
            return;
        }
        if (value < lowest) {
            lowest = value;
            best = index;
        }
        if (value < last_improvement - min_delta) {
            last_improvement = value;
            improved = index;
        }
    }
    /// What a series must exceed to be the best: the value before its first one.
    constexpr void start_from(double value) { lowest = finite(value) ? value : lowest; }
    constexpr void remember(auto&& sink)
    {
        sink("lowest", lowest);
        sink("last_improvement", last_improvement);
        sink("best", best);
        sink("improved", improved);
    }
};

/// The metric that says which evaluation is the best: that of the first clause that restores, else of the
/// first patience, else of the first clause that has one, else the data loss.
template <stop_rule Rule>
using best_metric = decltype(choose_metric<std::remove_cvref_t<Rule>>());

/// By how much the best must be exceeded to count as an improvement: min_delta of the first patience on that
/// metric.
template <stop_rule Rule>
constexpr auto best_min_delta(Rule const& rule) -> double
{
    auto const gain = first_gain<best_metric<Rule>>(rule);
    return gain > 0 ? gain : 0;
}

} // namespace expr

} // namespace lagom
