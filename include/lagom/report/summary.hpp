// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>
#include <lagom/run/model.hpp>

#include <string>

namespace lagom {

/// The lines of a summary: a block with parameters or state each, then totals.
auto summary_text(std::vector<stored_entry> const& entries, std::size_t parameter_entries,
                  long parameter_count, long operations, long bytes_a_number) -> std::string;

/// A model in a table: blocks with their tensors, shapes, counts and bytes, then what one example costs.
///
/// Example  std::cout << summary(model);
template <class T, class Net>
auto summary(network_model<T, Net> const& m) -> std::string
{
    return summary_text(m.values().entries(), m.values().parameter_count(), parameters(m.net()),
                        flops(m.net()), sizeof(T));
}

/// The same, and the advice there is on how it will be trained.
template <class T, class Net, class Terms, class Updates>
auto summary(network_model<T, Net> const& m, Terms const& terms, Updates const& updates) -> std::string
{
    using objective = std::remove_const_t<decltype(as_objective(terms))>;
    using chain = std::remove_const_t<decltype(as_chain(updates))>;
    auto text = summary(m);
    if constexpr (passes<decltype(refuse(
                      checking::training<forward_plan<T, Net>, Net, objective, chain>()))>) {
        constexpr auto advice = checking::advice_on<forward_plan<T, Net>, objective, chain>();
        for (auto const& line : plan::advice_lines(plan::outline_of<forward_plan<T, Net>>(), advice)) {
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

} // namespace lagom
