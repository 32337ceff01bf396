// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/bound.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom::plan {

/// The settings of every part of an objective or a chain.
struct bindings {
    static constexpr int most = 24;
    graphs::bound of[most]{};
};

template <class G, class Part>
constexpr auto bind(G& g, Part const& part) -> graphs::bound
{
    graphs::bound b;
    if constexpr (requires { Part::settings(part, [](double, char const*, double, double) {}); }) {
        int n = 0;
        Part::settings(part, [&](double, char const* name, double low, double high) {
            b.at[n++] = g.setting(name, low, high);
        });
    }
    return b;
}

template <class G, class Parts>
constexpr auto bind_all(G& g, Parts const& parts) -> bindings
{
    bindings all;
    parts.for_each([&](auto const& part, int i) {
        all.of[i] = bind(g, part);
    });
    return all;
}

/// Adds the gradients of the penalties to those of the loss.
template <class G, class Objective>
constexpr void penalize(G& g, Objective const& objective, bindings const& b)
{
    for (int i = 0; i < g.parameters.count; ++i) {
        short const p = g.parameters[i];
        g.here = g.tensors[p].scope;
        objective.for_each([&](auto const& term, int k) {
            if constexpr (requires { term.gradient(g, p, p, b.of[k]); }) {
                if (g.gradient[i] >= 0 && term.selects(g, p)) {
                    g.gradient[i] = term.gradient(g, p, g.gradient[i], b.of[k]);
                }
            }
        });
    }
    g.here = -1;
}

/// What the objective and the chain of updates do to the parameters, as ops on them, in the order of a step:
/// penalties' gradients, gradient transformations, the optimizer's direction and decay, proximal maps,
/// constraints.
template <class G, class Objective, class Chain>
constexpr void restrain(G& g, Objective const& objective, bindings const& terms, Chain const& chain)
{
    auto parts = bind_all(g, chain);
    chain.for_each([&](auto const& part, int k) {
        if constexpr (std::remove_cvref_t<decltype(part)>::stage == update_stage::gradient) {
            part.transform(g, parts.of[k]);
        }
        if constexpr (requires { part.prepare(g, parts.of[k]); }) {
            part.prepare(g, parts.of[k]);
        }
    });
    for (int i = 0; i < g.parameters.count; ++i) {
        short const p = g.parameters[i];
        if (g.gradient[i] < 0) {
            continue;
        }
        short rate = g.learning_rate, w = p;
        g.here = g.tensors[p].scope;
        chain.for_each([&](auto const& part, int k) {
            if constexpr (requires { part.scale_rate(g, p, rate, parts.of[k]); }) {
                rate = part.scale_rate(g, p, rate, parts.of[k]);
            }
        });
        chain.for_each([&](auto const& part, int k) {
            if constexpr (std::remove_cvref_t<decltype(part)>::stage == update_stage::optimizer) {
                w = part.step(g, p, g.gradient[i], rate, parts.of[k]);
            }
        });
        chain.for_each([&](auto const& part, int k) {
            if constexpr (std::remove_cvref_t<decltype(part)>::stage == update_stage::decay) {
                w = part.decay(g, p, w, rate, parts.of[k]);
            }
        });
        g.commit(p, w);
        objective.for_each([&](auto const& term, int k) {
            if constexpr (requires { term.prox(g, w, rate, terms.of[k]); }) {
                if (term.selects(g, p)) {
                    w = term.prox(g, w, rate, terms.of[k]);
                    g.commit(p, w);
                }
            }
        });
        chain.for_each([&](auto const& part, int k) {
            if constexpr (std::remove_cvref_t<decltype(part)>::stage == update_stage::constraint) {
                if (part.selects(g, p)) {
                    w = part.project(g, w, parts.of[k]);
                    g.commit(p, w);
                }
            }
        });
    }
    g.here = -1;
}

} // namespace lagom::plan
