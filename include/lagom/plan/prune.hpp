// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>

namespace lagom::plan {

/// Drops every op whose result nobody reads: what is kept, what overwrites a carried tensor, and what these
/// need.
template <class G>
constexpr void prune(G& g)
{
    bool needed[G::capacity]{};
    for (auto t : g.kept) {
        needed[t] = true;
    }
    for (int i = g.ops.count - 1; i >= 0; --i) {
        auto const& o = g.ops[i];
        if (!needed[o.out] && g.tensors[o.out].home == o.out) {
            continue;
        }
        needed[o.out] = true;
        for (int k = 0; k < o.arity; ++k) {
            needed[o.in[k]] = true;
        }
    }
    int used = 0;
    for (int i = 0; i < g.ops.count; ++i) {
        auto const o = g.ops[i];
        if (needed[o.out]) {
            g.tensors[o.out].producer = static_cast<short>(used);
            g.ops[used++] = o;
        } else {
            g.tensors[o.out].producer = -1;
            g.tensors[o.out].is = role::unused;
        }
    }
    g.ops.count = used;
}

} // namespace lagom::plan
