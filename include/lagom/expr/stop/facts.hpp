// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/epochs.hpp>
#include <lagom/expr/stop/join.hpp>
#include <lagom/expr/stop/metric.hpp>
#include <lagom/expr/stop/steps.hpp>

namespace lagom {

namespace expr {

template <class Rule>
inline constexpr bool is_any = false;
template <class A, class B>
inline constexpr bool is_any<any_of_rules<A, B>> = true;

template <class Rule>
concept joined = requires { typename Rule::left_rule; };

template <class Clause>
concept bounds = requires { requires Clause::bounds_run; };
template <class Clause>
concept watches_something = requires { typename Clause::metric; };
template <class Clause>
concept watches_a_score = requires { requires !std::same_as<typename Clause::metric, loss_metric>; };
template <class Clause>
concept watches_balance =
    requires { requires std::same_as<typename Clause::metric, balanced_accuracy_metric>; };
template <class Clause>
concept reads_training = requires { requires Clause::reads_training; };
template <class Clause>
concept restores = requires { requires Clause::restores; };

/// Whether a fact is true of one of the rule's clauses.
template <class Rule, class Fact>
constexpr auto some_clause(Fact fact) -> bool
{
    if constexpr (joined<Rule>) {
        return some_clause<typename Rule::left_rule>(fact) || some_clause<typename Rule::right_rule>(fact);
    } else {
        return fact.template operator()<Rule>();
    }
}

template <class Rule>
constexpr auto is_bounded() -> bool
{
    if constexpr (is_any<Rule>) {
        return is_bounded<typename Rule::left_rule>() || is_bounded<typename Rule::right_rule>();
    } else if constexpr (joined<Rule>) {
        return is_bounded<typename Rule::left_rule>() && is_bounded<typename Rule::right_rule>();
    } else {
        return bounds<Rule>;
    }
}

template <class Rule>
constexpr auto counts_steps() -> bool
{
    if constexpr (is_any<Rule>) {
        return counts_steps<typename Rule::left_rule>() || counts_steps<typename Rule::right_rule>();
    } else if constexpr (joined<Rule>) {
        return counts_steps<typename Rule::left_rule>() && counts_steps<typename Rule::right_rule>();
    } else {
        return std::is_same_v<Rule, epochs_t> || std::is_same_v<Rule, steps_t>;
    }
}

/// Whether the rule ends every run, whatever the values: `a || b` if either does, `a && b` if both do.
template <stop_rule Rule>
inline constexpr bool bounded = is_bounded<std::remove_cvref_t<Rule>>();

/// Whether a clause needs a validation set.
template <stop_rule Rule>
inline constexpr bool watches_validation = some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return watches_something<Clause>;
});

/// Whether a clause needs a score of classes on the validation set: accuracy, balanced accuracy, F1.
template <stop_rule Rule>
inline constexpr bool watches_accuracy = some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return watches_a_score<Clause>;
});

/// Whether a clause needs the balanced accuracy, which several labels have not.
template <stop_rule Rule>
inline constexpr bool watches_balanced_accuracy = some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return watches_balance<Clause>;
});

/// Whether a clause needs the training loss.
template <stop_rule Rule>
inline constexpr bool watches_training = some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return reads_training<Clause>;
});

/// Whether a clause wants the best weights back at the end.
template <stop_rule Rule>
inline constexpr bool restores_best = some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return restores<Clause>;
});

/// Whether `epochs` and `steps` clauses alone end every run: then its length is known before it starts.
template <stop_rule Rule>
inline constexpr bool has_length = counts_steps<std::remove_cvref_t<Rule>>();

/// The steps after which `epochs` and `steps` clauses end the run for certain: the smaller under `||`, the
/// larger under `&&`; 0 without has_length.
template <stop_rule Rule>
constexpr auto steps_bound(Rule const& rule, long steps_per_epoch) -> long
{
    if constexpr (std::is_same_v<Rule, epochs_t>) {
        return rule.count * steps_per_epoch;
    } else if constexpr (std::is_same_v<Rule, steps_t>) {
        return rule.count;
    } else if constexpr (joined<Rule>) {
        auto const a = steps_bound(rule.left, steps_per_epoch), b = steps_bound(rule.right, steps_per_epoch);
        auto const low = a < b ? a : b, high = a < b ? b : a;
        return is_any<Rule> ? (low == 0 ? high : low) : (low == 0 ? 0 : high);
    } else {
        return 0;
    }
}

} // namespace expr

} // namespace lagom
