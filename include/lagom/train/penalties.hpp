// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/rules.hpp>
#include <lagom/run/store.hpp>
#include <lagom/train/history.hpp>

namespace lagom {

/// The sum of a formula of (w, strength) over a stored parameter.
template <class F, class T>
auto sum_over(store<T> const& s, std::size_t entry, double strength) -> double
{
    auto const& e = s.entries()[entry];
    double sum = 0;
    e.for_each([&](long r, long c, long) {
        sum += F{}(static_cast<double>(s.element(e, r, c)), strength);
    });
    return sum;
}

/// The value of each penalty of an objective on a model's parameters, by name.
template <class Plan, class T, class Objective>
auto penalties_of(store<T> const& s, Objective const& objective) -> std::vector<term_value>
{
    std::vector<term_value> values;
    objective.for_each([&](auto const& term, int) {
        using type = std::remove_cvref_t<decltype(term)>;
        if constexpr (requires { typename type::kind_of_penalty; }) {
            double sum = 0;
            for (int i = 0; i < Plan::graph.parameters.count; ++i) {
                if (type::selects(Plan::graph, Plan::graph.parameters[i])) {
                    sum += sum_over<typename type::kind_of_penalty::value>(s, static_cast<std::size_t>(i),
                                                                           term.strength);
                }
            }
            values.push_back({type::name, sum});
        }
    });
    return values;
}

} // namespace lagom
