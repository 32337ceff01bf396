// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/fuse.hpp>

namespace lagom::plan {

/// Which tensor's room each takes over: it is made, element by element, where one of its shape is read for the last time, and
/// is written over that. The gate of an activation and the gradient behind it take half of the memory then, and of what a
/// core's caches see of both. -1 where there is none.
template <class G>
class taken_over {
public:
    constexpr taken_over(G const& graph, fused_plan<G::capacity> const& fused) : g_(graph), f_(fused)
    {
        for (int t = 0; t < g_.tensors.count; ++t) {
            from_[t] = -1;
        }
        for (int s = 0; s < f_.segments.count; ++s) {
            ending_.count = 0;
            for (short i = f_.segments[s].head; i >= 0; i = f_.next[i]) {
                bool const in_place = about(g_.ops[i].what).runs != graphs::place_in_loops::own;
                see(g_.ops[i], s, in_place ? f_.of[i].stage : most_stages);
            }
            for (short i = f_.segments[s].head; i >= 0 && ending_.count > 0; i = f_.next[i]) {
                give(g_.ops[i].out, f_.segments[s], f_.of[i]);
            }
        }
    }

    constexpr auto operator[](int t) const -> short { return from_[t]; }

private:
    G const& g_;
    fused_plan<G::capacity> const& f_;
    short from_[G::capacity]{};
    basics::vec<short, G::capacity>
        ending_{}; // those that a segment reads for the last time, and are not taken
    int seen_in_[G::capacity]{}; // that segment, from one
    int until_
        [G::capacity]{}; // the last of its stages that reads them; beyond the last, if a contraction does

    /// What an op reads, in a stage.
    constexpr void see(graphs::op const& o, int s, int stage)
    {
        for (int k = 0; k < o.arity; ++k) {
            short const t = o.in[k], maker = g_.tensors[t].producer;
            if (maker >= 0 && g_.ops[maker].again >= 0) {
                see(g_.ops[maker], s, stage);
            } else if (maker >= 0 && f_.dies[t] == s && f_.born[t] < s && f_.stored[t] &&
                       g_.tensors[t].home == t) {
                if (seen_in_[t] != s + 1) {
                    seen_in_[t] = s + 1;
                    until_[t] = stage;
                    ending_.push(t);
                }
                until_[t] = std::max(until_[t], stage);
            }
        }
    }
    /// Room to what is made of elements, if there is some of its shape that nobody reads in a later stage.
    constexpr void give(short t, segment const& s, spot at)
    {
        if (at.reduced || !f_.stored[t] || g_.tensors[t].home != t || g_.tensors[t].over != s.over) {
            return;
        }
        for (int i = 0; i < ending_.count; ++i) {
            short const y = ending_[i];
            if (y >= 0 && until_[y] <= at.stage && g_.tensors[y].over == s.over) {
                from_[t] = y;
                ending_[i] = -1;
                return;
            }
        }
    }
};

} // namespace lagom::plan
