// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/applied.hpp>
#include <lagom/core/errors.hpp>
#include <lagom/graph/graph.hpp>
#include <lagom/graph/paths.hpp>

namespace lagom {

/// What is legal and probably wrong. The names are what a compile error says under `strict`.
enum class advice_kind : unsigned char {
    bias_before_batch_norm,
    dropout_before_batch_norm,
    dropout_after_the_last_layer,
    l2_before_a_norm,
    l1_subgradient_under_adam,
    decay_and_l2_together,
    decay_on_a_bias_or_norm,
    kinds
};

/// Where it was found first, as a path, and in how many places.
struct advice_found {
    advice_kind what = advice_kind::kinds;
    short scope = -1; // of the node, or of the parameter's
    short norm = -1; // scope of the norm behind it, if there is one
    int places = 0;
};

/// Under `strict`, advice is an error: the first that was found.
template <advice_kind What, class Path>
struct strict_refuses {};

namespace checking {

/// All advice on an expression, one of a kind.
struct advices {
    advice_found of[static_cast<int>(advice_kind::kinds)]{};

    constexpr void add(advice_kind what, short scope, short norm = -1)
    {
        auto& a = of[static_cast<int>(what)];
        if (a.places++ == 0) {
            a = {what, scope, norm, 1};
        }
    }
    /// The number of the first that was found, or -1.
    constexpr auto first() const -> int
    {
        for (int i = 0; i < static_cast<int>(advice_kind::kinds); ++i) {
            if (of[i].places > 0) {
                return i;
            }
        }
        return -1;
    }
};

template <class G>
constexpr auto is_noted(G const& g, short t, graphs::remark what) -> bool
{
    for (auto const& n : g.notes) {
        if (n.tensor == t && n.what == what) {
            return true;
        }
    }
    return false;
}

/// The parameter of a role among the operands of the op that made a tensor, or -1.
template <class G>
constexpr auto operand_of_role(G const& g, short t, role is) -> short
{
    if (short const producer = g.tensors[t].producer; producer >= 0) {
        auto const& o = g.ops[producer];
        for (int k = 0; k < o.arity; ++k) {
            if (g.tensors[o.in[k]].is == is) {
                return o.in[k];
            }
        }
    }
    return -1;
}

/// The kernel whose product a tensor is, with a bias added or without; -1 if it is none.
template <class G>
constexpr auto kernel_behind(G const& g, short t, bool& biased) -> short
{
    biased = operand_of_role(g, t, role::bias) >= 0;
    return operand_of_role(g, biased ? g.ops[g.tensors[t].producer].in[0] : t, role::kernel);
}

template <class G>
constexpr auto rules_of(G const& g, parameter_rules const* rules, short p) -> parameter_rules const&
{
    int i = 0;
    while (g.parameters[i] != p) {
        ++i;
    }
    return rules[i];
}

/// What goes into norms.
template <class G>
constexpr void advise_on_norms(G const& g, parameter_rules const* rules, advices& found)
{
    using enum advice_kind;
    for (auto const& n : g.notes) {
        bool const by_column = n.what == graphs::remark::batch_normalized;
        if (n.what == graphs::remark::dropped_out) {
            continue;
        }
        if (is_noted(g, n.tensor, graphs::remark::dropped_out)) {
            if (by_column) {
                found.add(dropout_before_batch_norm, n.scope);
            }
            continue;
        }
        bool biased = false;
        short const kernel = kernel_behind(g, n.tensor, biased);
        if (kernel < 0) {
            continue;
        }
        if (biased && by_column) {
            found.add(bias_before_batch_norm, g.tensors[kernel].scope, n.scope);
        }
        if (rules != nullptr && rules_of(g, rules, kernel).l2 && (by_column || !biased)) {
            found.add(l2_before_a_norm, g.tensors[kernel].scope, n.scope);
        }
    }
}

/// The advice on a network (its forward graph) and, where there is one, on what trains it: the rules on each
/// parameter, and whether the optimizer is adaptive.
template <class G>
constexpr auto lint(G const& g, parameter_rules const* rules, bool is_adaptive) -> advices
{
    using enum advice_kind;
    advices found;
    advise_on_norms(g, rules, found);
    for (auto const& n : g.notes) {
        if (n.what == graphs::remark::dropped_out && n.layers > 0 && n.layers == g.layers) {
            found.add(dropout_after_the_last_layer, n.scope);
        }
    }
    for (int i = 0; rules != nullptr && i < g.parameters.count; ++i) {
        auto const& t = g.tensors[g.parameters[i]];
        auto const& r = rules[i];
        if (r.l1_subgradient && is_adaptive) {
            found.add(l1_subgradient_under_adam, t.scope);
        }
        if (r.decay && r.l2) {
            found.add(decay_and_l2_together, t.scope);
        }
        if (r.decay && t.is != role::kernel) {
            found.add(decay_on_a_bias_or_norm, t.scope);
        }
    }
    return found;
}

/// The advice on an expression: what its types say, not its rates.
template <class Plan, class Objective, class Chain>
constexpr auto advice_on() -> advices
{
    constexpr int most = Plan::graph.parameters.count;
    parameter_rules rules[most > 0 ? most : 1];
    for (int i = 0; i < most; ++i) {
        rules[i] = rules_on(Plan::graph, Plan::graph.parameters[i], Objective{}, Chain{});
    }
    using optimizer = std::remove_cvref_t<decltype(std::declval<Chain>().optimizer())>;
    return lint(Plan::graph, rules, requires { requires optimizer::is_adaptive; });
}

/// Under `strict`: the first advice on an expression, as a type.
template <class Plan, class Objective, class Chain>
constexpr auto strictly()
{
    constexpr auto found = advice_on<Plan, Objective, Chain>();
    if constexpr (found.first() < 0) {
        return no_mistake{};
    } else {
        constexpr auto a = found.of[found.first()];
        return strict_refuses<a.what, at_path<fixed([] {
                                  constexpr auto all = advice_on<Plan, Objective, Chain>();
                                  return path_of(Plan::graph.scopes, all.of[all.first()].scope);
                              })>>{};
    }
}

} // namespace checking
} // namespace lagom
