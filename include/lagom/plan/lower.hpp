// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>
#include <lagom/plan/differentiate.hpp>
#include <lagom/plan/feed_vectors.hpp>
#include <lagom/plan/prune.hpp>
#include <lagom/plan/restrain.hpp>

namespace lagom::plan {

/// What a program is for. Training and inference are different programs.
enum class purpose : unsigned char {
    infer, // x -> output
    evaluate, // x, target -> output, loss
    forward_training, // x -> output, with noise and the batch's statistics; state moves on
    backward, // x, dy -> dx and the gradients of the parameters, in inference mode
    backward_training, // the same in training mode
    gradient, // x, target -> the gradients of the objective, in training mode; state stays
    train, // x, target -> the next parameters
    update // gradients -> the next parameters
};

constexpr auto trains(purpose p) -> bool
{
    return p != purpose::infer && p != purpose::evaluate && p != purpose::backward;
}
constexpr auto wants_loss(purpose p) -> bool
{
    return p == purpose::evaluate || p == purpose::gradient || p == purpose::train;
}
constexpr auto wants_gradients(purpose p) -> bool
{
    return p == purpose::backward || p == purpose::backward_training || p == purpose::gradient;
}
constexpr auto reads_outside_gradient(purpose p) -> bool
{
    return p == purpose::backward || p == purpose::backward_training;
}

template <class G>
constexpr void take_gradients(G& g, reverse<G> const& d)
{
    for (int i = 0; i < g.parameters.count; ++i) {
        g.gradient[i] = g.tensors[g.parameters[i]].differentiable ? d.of(g.parameters[i]) : short{-1};
    }
}

/// Keeps the gradients themselves for a reader outside; each has a name in memory of its own.
template <class G>
constexpr void hand_out_gradients(G& g, reverse<G> const& d)
{
    for (int i = 0; i < g.parameters.count; ++i) {
        g.handed[i] = g.gradient[i];
        if (g.gradient[i] >= 0) {
            g.kept.push(g.gradient[i]);
        }
    }
    if (g.input >= 0 && g.tensors[g.input].differentiable) {
        g.input_gradient = d.of(g.input);
        if (g.input_gradient >= 0) {
            g.kept.push(g.input_gradient);
        }
    }
}

/// Gradients that come from outside, one tensor a parameter.
template <class G>
constexpr void take_outside_gradients(G& g)
{
    for (int i = 0; i < g.parameters.count; ++i) {
        auto const t = g.tensors[g.parameters[i]];
        tensor const incoming{.over = t.over, .is = role::incoming, .name = "gradient"};
        g.gradient[i] = g.handed[i] = t.differentiable ? g.create(incoming) : short{-1};
    }
}

/// Notes which parameters the chain freezes, before the network is lowered: nodes ask. What a selector matches
/// is known of a whole network only, so it is lowered once to see.
template <class G, class Net, class Chain>
constexpr void freeze_parameters(G& g, Net const& net, Chain const& chain)
{
    if constexpr (Chain::template freezes_some<G>) {
        G seen;
        shape at = no_shape;
        lower_node(net, seen, -1, at);
        for (int i = 0; i < seen.parameters.count; ++i) {
            g.frozen[i] = chain.freezes(seen, seen.parameters[i]);
        }
    }
}

/// Whether the output is read after a step: in training only to count the classes that are right.
template <purpose Why, class Objective>
constexpr auto keeps_output() -> bool
{
    if constexpr (Why == purpose::train) {
        return std::remove_cvref_t<decltype(std::declval<Objective>().loss())>::classifies;
    } else {
        return Why != purpose::update;
    }
}

/// The whole graph of a program: the network lowered forward, then by purpose the loss, the way back and the
/// update.
template <int Capacity, class Formulas, purpose Why, class Net, class Objective, class Chain>
constexpr auto lower(Net const& net, Objective const& objective, Chain const& chain)
{
    graph<Capacity, Formulas> g;
    g.training = trains(Why);
    g.updates_state = Why == purpose::train || Why == purpose::forward_training;
    freeze_parameters(g, net, chain);
    shape at = no_shape;
    g.output = lower_node(net, g, -1, at);
    feed_vectors(g);
    if (wants_gradients(Why) && g.input >= 0) {
        g.tensors[g.input].differentiable = true;
    }
    mark_differentiable(g);
    if (keeps_output<Why, Objective>()) {
        g.kept.push(g.output);
    }
    reverse<graph<Capacity, Formulas>> d(g);
    auto const terms = bind_all(g, objective);
    if constexpr (wants_loss(Why)) {
        g.now = part::loss;
        g.target = g.activations(role::target, g.tensors[g.output].over, "target");
        auto const found = objective.loss().lower(g, g.output, g.target);
        g.loss = found.value;
        g.kept.push(g.loss);
        if (Why != purpose::evaluate) {
            d.run(g.output, found.gradient);
        }
    } else if constexpr (reads_outside_gradient(Why)) {
        g.incoming = g.activations(role::incoming, g.tensors[g.output].over, "dy");
        d.run(g.output, g.incoming);
    }
    if (Why == purpose::update) {
        take_outside_gradients(g);
    } else {
        take_gradients(g, d);
    }
    g.now = part::update;
    penalize(g, objective, terms);
    if (wants_gradients(Why)) {
        hand_out_gradients(g, d);
    } else if (Why == purpose::train || Why == purpose::update) {
        restrain(g, objective, terms, chain);
    }
    prune(g);
    return g;
}

} // namespace lagom::plan
