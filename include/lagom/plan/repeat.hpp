// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>

namespace lagom::plan {

/// Ops of the way forward that the way back makes once more rather than reads: of a tensor that is there as long as
/// anybody reads them, and numbers of its columns or rows (of one operand alone it may be an exponential). So batch norm keeps its operand, and not what it made of it
/// besides: a quarter of the memory of a convolutional step with batch norm.
template <class G>
constexpr void mark_repeated(G const& g, bool (&repeated)[G::capacity])
{
    int last[G::capacity]{}; // reader of a tensor
    bool only_at_element[G::capacity]{}, on_the_way_back[G::capacity]{};
    for (int t = 0; t < g.tensors.count; ++t) {
        only_at_element[t] = g.tensors[t].home == t;
    }
    for (int i = 0; i < g.ops.count; ++i) {
        auto const& o = g.ops[i];
        for (int k = 0; k < o.arity; ++k) {
            short const t = o.in[k];
            last[t] = i;
            only_at_element[t] = only_at_element[t] && o.what == graphs::op_kind::map &&
                g.tensors[o.out].over == g.tensors[t].over;
            on_the_way_back[t] = on_the_way_back[t] || o.of == graphs::part::backward;
        }
    }
    for (auto t : g.kept) {
        only_at_element[t] = false;
    }
    for (int i = 0; i < g.ops.count; ++i) {
        auto const& o = g.ops[i];
        short of = -1; // the tensor
        int tiles = 0;
        for (int k = 0; k < o.arity; ++k) {
            bool const is_tile = g.tensors[o.in[k]].over.where == graphs::space::tile;
            of = is_tile ? o.in[k] : of;
            tiles += is_tile ? 1 : 0;
        }
        repeated[i] = o.what == graphs::op_kind::map && o.of == graphs::part::forward && tiles == 1 &&
            o.arity > 1 && only_at_element[o.out] && on_the_way_back[o.out] && last[of] >= last[o.out] &&
            g.tensors[of].over == g.tensors[o.out].over && g.tensors[of].producer >= 0 &&
            g.tensors[of].is != role::random && !repeated[g.tensors[of].producer];
    }
}

} // namespace lagom::plan
