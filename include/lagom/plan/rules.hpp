// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/applied.hpp>
#include <lagom/check/rules.hpp>
#include <lagom/plan/view.hpp>

#include <string_view>

namespace lagom {
namespace plan {

/// Throws the argument_error that lists a plan's parameters.
[[noreturn]] void no_parameter_has_this_path(view const& p, std::string_view path);

/// Whether a path is that of a tensor.
constexpr auto has_path(view const& p, short t, std::string_view path) -> bool
{
    return path_of(p.scopes, p.at(t)).view() == path;
}

} // namespace plan

/// What restrains each parameter of a network.
template <int Count>
struct rule_table {
    plan::view plan;
    parameter_rules items[Count > 0 ? Count : 1]; // in the order of the layers

    /// By the path of a parameter. In a constant expression a path that is not there does not compile.
    ///
    /// Throws  argument_error, listing the paths
    constexpr auto of(std::string_view path) const -> parameter_rules
    {
        for (int i = 0; i < Count; ++i) {
            if (plan::has_path(plan, plan.parameters[static_cast<std::size_t>(i)], path)) {
                return items[i];
            }
        }
        plan::no_parameter_has_this_path(plan, path);
    }
    constexpr auto size() const -> int { return Count; }
};

namespace plan {

template <class Plan, class Objective, class Chain>
constexpr auto rules_of(Objective const& objective, Chain const& chain)
{
    rule_table<Plan::graph.parameters.count> table{outline_of<Plan>(), {}};
    for (int i = 0; i < table.size(); ++i) {
        table.items[i] = checking::rules_on(Plan::graph, Plan::graph.parameters[i], objective, chain);
    }
    return table;
}

} // namespace plan

/// Which rules of an objective and a chain act on which parameter, and how strongly. A constant expression.
///
/// Example  static_assert(rules(net, objective, optimizer).of("dense.0.bias").l2 == none);
template <node Net, objective_like Terms, updates_like Updates>
constexpr auto rules(Net const&, Terms const& terms, Updates const& updates)
{
    auto const objective = expr::as_objective(terms);
    auto const chain = expr::as_chain(updates);
    using objective_type = std::remove_const_t<decltype(objective)>;
    using chain_type = std::remove_const_t<decltype(chain)>;
    using plan_type = plan::forward_of<float, Net>;
    if constexpr (passes<decltype(refuse(
                      checking::training<plan_type, Net, objective_type, chain_type>()))>) {
        return plan::rules_of<plan_type>(objective, chain);
    } else {
        return not_made{};
    }
}

/// Arguments that are missing, too many, or of another type.
template <class... A>
constexpr auto rules(A const&...) -> not_made
{
    refuse(rules_takes_a_network_objective_updates<A...>{});
    return {};
}

} // namespace lagom
