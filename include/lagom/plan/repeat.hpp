// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>

namespace lagom::plan {

/// Ops of the way forward that the way back makes once more rather than reads: of a tensor that is there as long as
/// anybody reads them, and numbers of its columns or rows (of one operand alone it may be an exponential). So batch norm
/// keeps its operand, and not what it made of it besides: a quarter of the memory of a convolutional step with batch norm.
template <class G>
struct repeats {
    bool of[G::capacity]{}; // op -> whether it is one
    int count = 0; // readers on the way back, each of which gets an op of its own

    constexpr explicit repeats(G const& g)
    {
        int last[G::capacity]{},
            behind[G::capacity]{}; // of a tensor: its last reader, and how many are on the way back
        bool elsewhere[G::capacity]{}; // it is read otherwise than by a map at its own element
        for (int i = 0; i < g.ops.count; ++i) {
            auto const& o = g.ops[i];
            for (int k = 0; k < o.arity; ++k) {
                short const t = o.in[k];
                last[t] = i;
                behind[t] += o.of == graphs::part::backward ? 1 : 0;
                elsewhere[t] = elsewhere[t] || o.what != graphs::op_kind::map ||
                    g.tensors[o.out].over != g.tensors[t].over;
            }
        }
        for (auto t : g.kept) {
            elsewhere[t] = true;
        }
        for (int i = 0; i < g.ops.count; ++i) {
            auto const& o = g.ops[i];
            if (o.what != graphs::op_kind::map || o.of != graphs::part::forward || o.arity < 2 ||
                behind[o.out] == 0 || elsewhere[o.out] || g.tensors[o.out].home != o.out) {
                continue;
            }
            short tile = -1; // the one operand that is as large
            int tiles = 0;
            for (int k = 0; k < o.arity; ++k) {
                bool const is_tile = g.tensors[o.in[k]].over.where == graphs::space::tile;
                tile = is_tile ? o.in[k] : tile;
                tiles += is_tile ? 1 : 0;
            }
            of[i] = tiles == 1 && last[tile] >= last[o.out] &&
                g.tensors[tile].over == g.tensors[o.out].over && g.tensors[tile].producer >= 0 &&
                g.tensors[tile].is != role::random;
            count += of[i] ? behind[o.out] : 0;
        }
    }
};

/// The same graph with such an op before each reader on the way back. It has room for them.
template <class G>
constexpr auto repeat(G const& g) -> G
{
    repeats<G> const which(g);
    G with = g;
    with.ops.count = 0;
    auto const add = [&with](graphs::op const& o) {
        with.tensors[o.out].producer = static_cast<short>(with.ops.push(o));
    };
    for (auto o : g.ops) {
        for (int k = 0; k < o.arity && o.of == graphs::part::backward; ++k) {
            short const t = o.in[k], maker = g.tensors[t].producer;
            if (maker >= 0 && which.of[maker]) {
                auto once_more = g.ops[maker];
                o.in[k] = once_more.out = static_cast<short>(with.tensors.push(g.tensors[t]));
                with.tensors[once_more.out].home = once_more.out;
                once_more.of = o.of;
                once_more.back_of = o.back_of;
                once_more.again = t;
                add(once_more);
            }
        }
        add(o);
    }
    return with;
}

} // namespace lagom::plan
