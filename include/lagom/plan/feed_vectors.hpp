// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>

namespace lagom::plan {

/// An operand that is read with all positions of an example side by side.
template <class G>
constexpr auto is_read_flattened(G const& g, graphs::op const& o, int k) -> bool
{
    if (o.what == graphs::op_kind::matmul && k == 0) {
        return g.rows_of(o.in[1]) != g.cols_of(o.in[0]);
    }
    return o.what == graphs::op_kind::flatten;
}

/// An input of which everybody reads flattened examples is fed as vectors, and needs no flatten.
template <class G>
constexpr void feed_vectors(G& g)
{
    bool const may_be = g.input >= 0 && g.positions_of(g.input) > 1;
    if (!may_be) {
        return;
    }
    bool any = false;
    for (auto const& o : g.ops) {
        for (int k = 0; k < o.arity; ++k) {
            if (o.in[k] == g.input) {
                any = true;
                if (!is_read_flattened(g, o, k)) {
                    return;
                }
            }
        }
    }
    if (!any) {
        return;
    }
    auto const becomes_input = [&](short& t) {
        short const p = t < 0 ? short{-1} : g.tensors[t].producer;
        t = p >= 0 && g.ops[p].what == graphs::op_kind::flatten && g.ops[p].in[0] == g.input ? g.input : t;
    };
    for (int i = 0; i < g.ops.count; ++i) {
        for (int k = 0; k < g.ops[i].arity; ++k) {
            becomes_input(g.ops[i].in[k]);
        }
    }
    for (int i = 0; i < g.notes.count; ++i) {
        becomes_input(g.notes[i].tensor);
    }
    becomes_input(g.output);
    auto& over = g.tensors[g.input].over;
    over = {graphs::space::tile, graphs::one_an_example, static_cast<int>(over.rows.per_example * over.cols)};
}

} // namespace lagom::plan
