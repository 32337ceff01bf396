// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/rules.hpp>
#include <lagom/run/store.hpp>
#include <lagom/train/history.hpp>

#include <array>

namespace lagom::trainers {

/// The sum of a formula of (w, strength) over a stored parameter.
template <class F, class T>
auto sum_over(runners::store<T> const& s, std::size_t entry, double strength) -> double
{
    auto const& e = s.entries()[entry];
    double total = 0;
    e.for_each([&](long r, long c, long) {
        total += F{}(static_cast<double>(s.element(e, r, c)), strength);
    });
    return total;
}

/// Which of a network's parameters a rule selects.
template <class Plan, class Rule>
inline constexpr auto chosen = [] {
    std::array<bool, static_cast<std::size_t>(Plan::graph.parameters.count)> is{};
    for (int i = 0; i < Plan::graph.parameters.count; ++i) {
        is[static_cast<std::size_t>(i)] = Rule::selects(Plan::graph, Plan::graph.parameters[i]);
    }
    return is;
}();

/// The value of each penalty of an objective on a model's parameters, by name; no two names are equal.
template <class Plan, class T, class Objective>
auto penalties_of(runners::store<T> const& s, Objective const& objective) -> std::vector<term_value>
{
    std::vector<term_value> values;
    objective.for_each([&](auto const& term, int) {
        using type = std::remove_cvref_t<decltype(term)>;
        if constexpr (requires { typename type::kind_of_penalty; }) {
            double total = 0;
            for (std::size_t i = 0; i < chosen<Plan, type>.size(); ++i) {
                if (chosen<Plan, type>[i]) {
                    total += sum_over<typename type::kind_of_penalty::value>(s, i, term.strength);
                }
            }
            values.push_back({type::name, total});
        }
    });
    number_equal_names(values);
    return values;
}

} // namespace lagom::trainers
