// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/extents.hpp>
#include <lagom/core/types.hpp>

#include <concepts>

namespace lagom {

struct node_tag {};

/// A piece of a network declaration: a small value that holds rates, never data. A type opts in with
/// `using node_concept = node_tag;`, so a node stays an aggregate without bases. It has
///
/// lower(g, x, in)    appends to the graph what the node means for x of shape `in`, and returns the tensor it makes
/// output(in)         the shape of that tensor, `ill_shaped` where the node cannot take `in`
/// formulas           optional: the formulas it uses, as types<...>
/// kind               optional: its name in paths, if it owns parameters, state or rates
/// word               optional: what an overview calls it, if it has no kind
/// children           optional: the nodes inside it, as nodes<...>
/// rates(self, sink)  optional: calls sink(name, value, low, high) for its numbers, in lowering order
/// keeps_data         optional: what it gives is the data themselves, in whatever shape
/// reads_data         optional: it must be fed the data themselves
/// ops, parameters    optional: how many ops (forward and backward) and parameters it takes at most
template <class N>
concept node = std::same_as<typename N::node_concept, node_tag>;

/// The shape before any input, and the shape of a mistake: every later node absorbs it.
inline constexpr shape no_shape{-2, {}};
inline constexpr shape ill_shaped{-1, {}};

struct augment_tag {};

/// A node that changes a batch's data before the network sees them, in training only.
template <class N>
concept augment_node = std::same_as<typename N::augment_concept, augment_tag>;

/// The nodes inside a node, as a composite lists them: `using children = nodes<...>`.
template <class... N>
struct nodes {};

namespace expr {

template <class N>
constexpr auto formulas_of()
{
    if constexpr (requires { typename N::formulas; }) {
        return typename N::formulas{};
    } else {
        return types<>{};
    }
}
template <class N>
constexpr auto ops_of() -> int
{
    if constexpr (requires { N::ops; }) {
        return N::ops;
    } else {
        return 8;
    }
}
template <class N>
constexpr auto parameters_of() -> int
{
    if constexpr (requires { N::parameters; }) {
        return N::parameters;
    } else {
        return 0;
    }
}

/// Whether a node counts in at<place>: a chain does not, what is in it does.
template <class N>
inline constexpr bool has_place = !requires { N::is_chain; };

/// The numbers of an augmentation, as rates of the graph.
template <class N>
constexpr void lower_rates(N const& n, auto& g)
{
    if constexpr (requires { n.lower_rates(g); }) { // it holds others, whose numbers have paths of their own
        n.lower_rates(g);
    } else {
        N::rates(n, [&](char const* name, double value, double low, double high) {
            g.rate(value, name, low, high);
        });
    }
}

/// Lowers a node in the scope its kind opens.
template <class N>
constexpr auto lower_at(short place, N const& n, auto& g, short x, shape in) -> short
{
    if constexpr (augment_node<N>) {
        auto const outside = g.enter(N::kind);
        g.settle(place);
        lower_rates(n, g);
        g.leave(outside);
        return x;
    } else if constexpr (requires { N::kind; }) {
        auto const outside = g.enter(N::kind);
        g.settle(place);
        short const y = n.lower(g, x, in);
        g.leave(outside);
        return y;
    } else {
        return n.lower(g, x, in);
    }
}
/// Lowers a node, and takes `at`, the shape of x, to that of what it makes.
template <class N>
constexpr auto lower_node(N const& n, auto& g, short x, shape& at) -> short
{
    if constexpr (!has_place<N>) {
        return n.lower(g, x, at);
    } else {
        short const place = g.take_place();
        short const y = lower_at(place, n, g, x, at);
        at = N::output(at);
        g.expect(y, at, place);
        return y;
    }
}

/// Calls sink(name, value, low, high) for the numbers of a node and all nodes in it, in lowering order.
template <class N>
constexpr void visit_rates(N& n, auto&& sink)
{
    if constexpr (requires { std::remove_const_t<N>::rates(n, sink); }) {
        std::remove_const_t<N>::rates(n, sink);
    }
}

} // namespace expr
} // namespace lagom
