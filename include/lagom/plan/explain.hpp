// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/rules.hpp>
#include <lagom/plan/view.hpp>

#include <string>

namespace lagom {
namespace plan {

/// What runs in a segment, in a line: "x w | add | relu".
auto segment_text(view const& p, int number) -> std::string;

/// The segments of a plan in words: what each does, reads and writes, and why it starts.
auto explain(view const& p) -> std::string;

} // namespace plan

/// How a training step of an expression runs: its segments in order, with what each computes, reads and
/// writes, and the reason for each boundary. What crosses a boundary crosses memory.
///
/// Example  std::cout << explain(net, objective, optimizer);
template <class T = float, node Net, class Terms, class Updates>
auto explain(Net const&, Terms const& terms, Updates const& updates) -> std::string
{
    using objective = std::remove_const_t<decltype(as_objective(terms))>;
    using chain_type = std::remove_const_t<decltype(as_chain(updates))>;
    if constexpr (passes<decltype(refuse(checking::training<Net, objective, chain_type>()))>) {
        return plan::explain(
            plan::view_of<
                plan::compiled<Net, objective, chain_type, plan::purpose::train, plan::fusion::fused, T>>());
    }
    return "";
}

/// The same for inference.
template <class T = float, node Net>
auto explain(Net const&) -> std::string
{
    if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) {
        return plan::explain(plan::view_of<plan::forward_of<T, Net>>());
    }
    return "";
}

} // namespace lagom
