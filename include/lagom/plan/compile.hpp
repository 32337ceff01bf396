// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/isa.hpp>
#include <lagom/expr/objective.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/plan/attach_loss.hpp>
#include <lagom/plan/differentiate.hpp>
#include <lagom/plan/encode.hpp>
#include <lagom/plan/feed_raw.hpp>
#include <lagom/plan/feed_vectors.hpp>
#include <lagom/plan/lower.hpp>
#include <lagom/plan/place.hpp>
#include <lagom/plan/prune.hpp>
#include <lagom/plan/repeat.hpp>
#include <lagom/plan/restrain.hpp>

namespace lagom {

/// No objective, for what needs none: updater chain(model, sgd(0.1), no_objective{}, stepwise);
struct no_objective {
    using formulas = types<>;
    static constexpr int terms = 0;
    static constexpr void for_each(auto&&) {}
};

namespace plan {

/// No updates, for programs that need none.
struct no_chain {
    using formulas = types<>;
    static constexpr int length = 0;
    static constexpr void for_each(auto&&) {}
    template <class>
    static constexpr bool freezes_some = false;
    static constexpr auto freezes(auto const&, short) -> bool { return false; }
};

template <class C>
constexpr auto length_of() -> int
{
    if constexpr (requires { C::length; }) {
        return C::length;
    } else {
        return C::terms;
    }
}

/// Room for the ops and tensors of a network: what its nodes ask for, and what rules add to each parameter.
template <class Net, class Objective, class Chain>
inline constexpr int capacity_for = 64 + 2 * expr::ops_of<Net>() +
    expr::parameters_of<Net>() * (10 + 4 * (length_of<Objective>() + length_of<Chain>()));

/// What a program computes: the passes over the graph, in their order.
template <int Capacity, class Formulas, purpose Why, class Net, class Objective, class Chain>
constexpr auto make_graph(Net const& net, Objective const& objective, Chain const& chain)
{
    graphs::graph<Capacity, Formulas> g;
    lower<Why>(g, net, chain); // each node appends the ops that it means
    feed_vectors(g); // an input that everybody reads flattened is fed so
    mark_differentiable(g, wants_gradients(Why)); // what the parameters that learn lead to
    reverse<graphs::graph<Capacity, Formulas>> back(g);
    auto const terms = bind_all(g, objective); // its rates get their numbers
    short const dy = attach_loss<Why>(g, objective); // the loss, and its gradient by the output
    if (dy >= 0) {
        back.run(g.output, dy); // from there, op by op, to the parameters
    }
    if (Why == purpose::update) {
        take_outside_gradients(g);
    } else {
        take_gradients(g, back);
    }
    g.now = graphs::part::update;
    penalize(g, objective, terms); // the gradients of the penalties are added
    if (wants_gradients(Why)) {
        hand_out_gradients(g, back);
    } else if (Why == purpose::train || Why == purpose::update) {
        restrain(g, objective, terms, chain); // clipping, optimizer, decay, proximal maps, constraints
    }
    prune(g); // what nobody reads is dropped
    feed_raw(g); // an image that convolutions alone read has no padding
    return g;
}

/// The plan of one expression for one purpose: where it computes that. Each pass has a constant budget of its own, and
/// is made when it is first asked for: who wants the graph alone pays for no more. Everything below reaches a plan by
/// this type's name and an index, never by value.
template <class Net, class Objective, class Chain, purpose Why, fusion How, class T>
struct compiled {
    using formulas = decltype(lagom::formulas::core{} + expr::formulas_of<Net>() +
                              expr::formulas_of<Objective>() + expr::formulas_of<Chain>());
    using scalar = T;
    static constexpr purpose why = Why;
    static constexpr int panel = isa::panel<T>;
    static constexpr int capacity = capacity_for<Net, Objective, Chain>;

    static constexpr auto roomy = make_graph<capacity, formulas, Why>(Net{}, Objective{}, Chain{});
    // What the way back makes once more rather than reads.
    static constexpr int copies = How == fusion::fused ? repeats(roomy).count : 0;
    static constexpr auto lean = roomy.template resized<roomy.most_ops() + copies, roomy.most_of_few()>();
    static constexpr auto graph = copies > 0 ? repeat(lean) : lean;
    static constexpr auto fused = fuse(graph, How); // which op runs in which loop
    static constexpr auto residents = place(graph, fused, panel); // what needs room in memory, and when
    static constexpr auto programs = encode(graph, fused); // each loop as register programs, equal ones once

    static constexpr bool fits =
        !graph.overflow() && !fused.segments.full && !residents.items.full && !programs.overflow();
};

/// The plan that answers questions about a network alone.
template <class T, class Net>
using forward_of = compiled<Net, no_objective, no_chain, purpose::infer, fusion::fused, T>;

} // namespace plan
} // namespace lagom
