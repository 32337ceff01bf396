// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/names.hpp>
#include <lagom/core/vec.hpp>
#include <lagom/graph/tensor.hpp>

#include <algorithm>
#include <optional>

namespace lagom {

/// No rule of that kind: rules(net, objective, optimizer).of("fc1.bias").l2 == none.
inline constexpr auto none = std::nullopt;

/// A rule and its strength on one parameter, as it stands in the objective or in the chain.
struct applied_rule {
    char const* name = "";
    double strength = 0;
};

/// What restrains one parameter. A penalty or decay that is there twice adds up, factors multiply, of two
/// limits the smaller one holds. Nothing acts on a frozen parameter.
struct parameter_rules {
    std::optional<double> l1, l1_subgradient, l2, decay, max_norm, rate_factor;
    bool frozen = false;
    basics::vec<applied_rule, 2 * 24> all; // of the objective, then of the chain, a user's own too
};

namespace checking {

struct rule_member {
    char const* name;
    std::optional<double> parameter_rules::* value;
    double (*together)(double, double);
};
inline constexpr auto added = [](double a, double b) {
    return a + b;
};
inline constexpr rule_member rule_members[]{
    {"l1", &parameter_rules::l1, added},
    {"l1_subgradient", &parameter_rules::l1_subgradient, added},
    {"l2", &parameter_rules::l2, added},
    {"decay", &parameter_rules::decay, added},
    {"max_norm", &parameter_rules::max_norm,
     [](double a, double b) {
         return std::min(a, b);
     }},
    {"rate_factor", &parameter_rules::rate_factor,
     [](double a, double b) {
         return a * b;
     }},
};

constexpr void add_rule(parameter_rules& rules, applied_rule rule)
{
    rules.all.push(rule);
    for (auto const& m : rule_members) {
        if (basics::same_text(m.name, rule.name)) {
            auto& value = rules.*m.value;
            value = value ? m.together(*value, rule.strength) : rule.strength;
        }
    }
}

/// What a part of an objective or a chain is called; a user's own may have no name.
template <class Part>
constexpr auto name_of() -> char const*
{
    if constexpr (requires { Part::name; }) {
        return Part::name;
    } else {
        return "a rule without a name";
    }
}

/// The first setting of a part of an objective or a chain: its strength.
template <class Part>
constexpr auto strength_of(Part const& part) -> double
{
    double strength = 0;
    bool first = true;
    if constexpr (requires { Part::settings(part, [](double, char const*, double, double) {}); }) {
        Part::settings(part, [&](double value, char const*, double, double) {
            strength = first ? value : strength;
            first = false;
        });
    }
    return strength;
}

/// What an objective and a chain do to parameter `p` of a graph.
template <class G, class Objective, class Chain>
constexpr auto rules_on(G const& g, short p, Objective const& objective, Chain const& chain)
    -> parameter_rules
{
    parameter_rules rules;
    rules.frozen = chain.freezes(g, p);
    auto const add = [&]<class Part>(Part const& part, int) {
        if constexpr (requires { part.selects(g, p); } && !requires { part.freezes(g, p); }) {
            if (!rules.frozen && part.selects(g, p)) {
                add_rule(rules, {name_of<Part>(), strength_of(part)});
            }
        }
    };
    objective.for_each(add);
    chain.for_each(add);
    return rules;
}

} // namespace checking
} // namespace lagom
