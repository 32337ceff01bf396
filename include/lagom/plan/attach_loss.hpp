// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>
#include <lagom/plan/purpose.hpp>

#include <type_traits>
#include <utility>

namespace lagom::plan {

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

/// Appends what follows the output: the loss and its gradient, or the gradient that comes from outside. Returns the
/// gradient by the output, or -1 where none is wanted.
template <purpose Why, class G, class Objective>
constexpr auto attach_loss(G& g, Objective const& objective) -> short
{
    if (keeps_output<Why, Objective>()) {
        g.kept.push(g.output);
    }
    if constexpr (wants_loss(Why)) {
        g.now = graphs::part::loss;
        bool const of_classes =
            std::remove_cvref_t<decltype(objective.loss())>::classifies && g.cols_of(g.output) > 1;
        g.target =
            g.activations(of_classes ? role::classes : role::target, g.tensors[g.output].over, "target");
        g.asks_for_examples = false;
        auto const found = objective.loss().lower(g, g.output, g.target);
        g.loss = found.value;
        auto const &out = g.tensors[g.output].over, &by = g.tensors[found.gradient].over;
        bool const divides_by_examples = g.asks_for_examples && out.rows != graphs::one_an_example;
        g.misshaped_loss = g.tensors[g.loss].over != graphs::loop{graphs::space::per_row, out.rows} ||
            !read_in(by, out).fits || divides_by_examples;
        g.kept.push(g.loss);
        return Why == purpose::evaluate ? short{-1} : found.gradient;
    } else if constexpr (reads_outside_gradient(Why)) {
        return g.incoming = g.activations(role::incoming, g.tensors[g.output].over, "dy");
    } else {
        return -1;
    }
}

} // namespace lagom::plan
