// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>
#include <lagom/run/model.hpp>

#include <string>

namespace lagom {

namespace reports {

/// A row a layer, then totals.
auto summary_text(plan::explained const& e, long operations) -> std::string;

} // namespace reports

/// A model in a table: each layer in order with its place, its output's shape, what it learns and carries, the
/// bytes of that, and the path that its parameters begin with; a composite counts all that is in it. Then the
/// totals, and what one example costs.
///
/// Example  std::cout << summary(model);
template <class T, class Net>
auto summary(network_model<T, Net> const& m) -> std::string
{
    plan::explained e;
    e.plan = plan::outline_of<plan::forward_of<T, Net>>();
    e.layers = plan::span_of(plan::layer_tables<Net>::layers);
    e.places = plan::span_of(plan::places_table<plan::forward_of<T, Net>>);
    e.bytes_a_number = sizeof(T);
    return reports::summary_text(e, flops(m.net()));
}

/// The same, and the advice there is on how it will be trained.
template <class T, class Net, objective_like Terms, updates_like Updates>
auto summary(network_model<T, Net> const& m, Terms const& terms, Updates const& updates) -> std::string
{
    using objective = std::remove_const_t<decltype(expr::as_objective(terms))>;
    using chain = std::remove_const_t<decltype(expr::as_chain(updates))>;
    auto text = summary(m);
    if constexpr (passes<decltype(refuse(
                      checking::training<plan::forward_of<T, Net>, Net, objective, chain>()))>) {
        constexpr auto advice = checking::advice_on<plan::forward_of<T, Net>, objective, chain>();
        for (auto const& line : plan::advice_lines(plan::outline_of<plan::forward_of<T, Net>>(), advice)) {
            text += "advice: " + line + '\n';
        }
    }
    return text;
}

template <class T, class Net>
auto operator<<(std::ostream& out, network_model<T, Net> const& m) -> std::ostream&
{
    return out << summary(m);
}

inline auto summary(not_made const&, auto const&...) -> std::string { return ""; }

template <class... A>
auto summary(A const&...) -> std::string
{
    refuse(summary_takes_a_model_or_a_model_objective_updates<A...>{});
    return {};
}

} // namespace lagom
