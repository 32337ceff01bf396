// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/shapes.hpp>
#include <lagom/core/vec.hpp>
#include <lagom/graph/formula.hpp>
#include <lagom/graph/window.hpp>

namespace lagom::plan {

/// A node of an expression, as an overview shows it. Its place is its index.
struct layer {
    char const* word = ""; // its kind, or a user's name
    shape gives{};
    short depth = 0; // how many composites it is in
    short fed_by = -1; // the place of what goes in; a composite counts as what joins its parts
    bool named = false, augments = false;
    graphs::window over{}; // of what goes over positions in windows; else one tap
};
/// What also flows to a composite: the ends of its parts.
struct flow {
    short from = -1, to = -1;
};

template <int Most>
struct layer_list {
    basics::vec<layer, Most> layers;
    basics::vec<flow, 2 * Most> flows;
};

template <class N>
constexpr auto word_of() -> char const*
{
    if constexpr (requires { N::kind; }) {
        return N::kind;
    } else if constexpr (requires { N::word; }) {
        return N::word;
    } else if constexpr (requires { N::user_name; }) {
        return N::user_name;
    } else if constexpr (requires { N::formulas::count; }) {
        return graphs::facts_table<typename N::formulas>[0].name;
    } else {
        return "node";
    }
}

/// Lists a node and what is in it, fed by the node at place `from`. Returns the place whose output is the
/// node's.
template <class N>
constexpr auto list(auto& all, shape in, short from, short depth) -> short;

template <class... C>
constexpr void list_parts(nodes<C...>, auto& all, [[maybe_unused]] shape in, [[maybe_unused]] short from,
                          short to, [[maybe_unused]] short depth)
{
    auto const join = [&](short end) {
        all.flows.push({end, to});
    };
    (join(list<C>(all, in, from, depth)), ...);
}
template <class N>
constexpr auto list(auto& all, shape in, short from, short depth) -> short
{
    if constexpr (requires { N::is_chain; }) {
        auto const middle = list<decltype(N::first)>(all, in, from, depth);
        return list<decltype(N::second)>(all, decltype(N::first)::output(in), middle, depth);
    } else {
        constexpr bool composite = requires { typename N::children; };
        constexpr bool named = requires { N::user_name; };
        layer l{word_of<N>(), N::output(in), depth, composite ? short{-1} : from, named, augment_node<N>, {}};
        if constexpr (requires { N::placed(in).over; }) {
            l.over = N::placed(in).over;
        }
        auto const place = static_cast<short>(all.layers.push(l));
        if constexpr (composite) {
            list_parts(typename N::children{}, all, in, from, place, static_cast<short>(depth + 1));
            if constexpr (requires { N::adds_input; }) {
                all.flows.push({from, place});
            }
        }
        return place;
    }
}

/// The nodes of an expression in the order of their places.
template <class Net>
constexpr auto layers_of()
{
    layer_list<checking::places<Net>()> all;
    list<Net>(all, no_shape, -1, 0);
    return all;
}

/// The lists of an expression, in constants of their own size.
template <class Net>
struct layer_tables {
    static constexpr auto all = layers_of<Net>();
    static constexpr auto layers = basics::trim<all.layers.count>(all.layers.items);
    static constexpr auto flows = basics::trim<all.flows.count>(all.flows.items);
};

} // namespace lagom::plan
