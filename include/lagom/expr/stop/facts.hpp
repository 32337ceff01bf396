// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/epochs.hpp>
#include <lagom/expr/stop/join.hpp>
#include <lagom/expr/stop/metric.hpp>
#include <lagom/expr/stop/steps.hpp>

namespace lagom {

namespace detail {

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
concept watches_the_accuracy = requires { requires std::same_as<typename Clause::metric, accuracy_metric>; };
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

/// The smallest count of clauses of type `Limit` that ends the run for certain; 0 if there is none.
template <class Limit, class Rule>
constexpr auto smallest(Rule const& rule) -> long
{
    if constexpr (std::is_same_v<Rule, Limit>) {
        return rule.count;
    } else if constexpr (joined<Rule>) {
        auto const a = smallest<Limit>(rule.left), b = smallest<Limit>(rule.right);
        auto const one_is_none = a == 0 || b == 0;
        auto const low = a < b ? a : b, high = a < b ? b : a;
        return is_any<Rule> ? (one_is_none ? high : low) : (one_is_none ? 0 : high);
    } else {
        return 0;
    }
}

} // namespace detail

/// Whether the rule ends every run, whatever the values: `a || b` if either does, `a && b` if both do.
template <stop_rule Rule>
inline constexpr bool bounded = detail::is_bounded<std::remove_cvref_t<Rule>>();

/// Whether a clause needs a validation set.
template <stop_rule Rule>
inline constexpr bool watches_validation = detail::some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return detail::watches_something<Clause>;
});

/// Whether a clause needs the accuracy on the validation set.
template <stop_rule Rule>
inline constexpr bool watches_accuracy = detail::some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return detail::watches_the_accuracy<Clause>;
});

/// Whether a clause needs the training loss.
template <stop_rule Rule>
inline constexpr bool watches_training = detail::some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return detail::reads_training<Clause>;
});

/// Whether a clause wants the best weights back at the end.
template <stop_rule Rule>
inline constexpr bool restores_best = detail::some_clause<std::remove_cvref_t<Rule>>([]<class Clause>() {
    return detail::restores<Clause>;
});

/// The most epochs a run can take by its `epochs` clauses: the smaller under `||`, under `&&` the larger if
/// both sides have one; 0 if there is no such bound.
template <stop_rule Rule>
constexpr auto smallest_epochs(Rule const& rule) -> long
{
    return detail::smallest<epochs_t>(rule);
}

/// The same for `steps` clauses.
template <stop_rule Rule>
constexpr auto smallest_steps(Rule const& rule) -> long
{
    return detail::smallest<steps_t>(rule);
}

} // namespace lagom
