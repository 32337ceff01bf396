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
            for (short i = f_.segments[s].head; i >= 0; i = f_.next[i]) {
                find(s, i);
            }
        }
    }

    constexpr auto operator[](int t) const -> short { return from_[t]; }

private:
    G const& g_;
    fused_plan<G::capacity> const& f_;
    short from_[G::capacity]{};
    bool taken_[G::capacity]{};

    constexpr auto has_room(short t) const -> bool
    {
        return g_.tensors[t].home == t && f_.stored[t] && g_.tensors[t].producer >= 0;
    }
    /// Op i makes an element; which of those that its loop reads is then done with?
    constexpr void find(int s, short i)
    {
        short const t = g_.ops[i].out;
        bool const is_element = !f_.of[i].reduced && has_room(t) && g_.tensors[t].over == f_.segments[s].over;
        for (short by = is_element ? f_.segments[s].head : short{-1}; by >= 0; by = f_.next[by]) {
            auto const& reader = g_.ops[by];
            for (int k = 0; k < reader.arity; ++k) {
                short const y = reader.in[k];
                if (f_.dies[y] == s && f_.born[y] < s && !taken_[y] && has_room(y) &&
                    g_.tensors[y].over == g_.tensors[t].over && read_before(s, y, f_.of[i].stage)) {
                    taken_[y] = true;
                    from_[t] = y;
                    return;
                }
            }
        }
    }
    /// Whether all that read y in a segment do so at the loop's own element, and in no later stage.
    constexpr auto read_before(int s, short y, int stage) const -> bool
    {
        for (short i = f_.segments[s].head; i >= 0; i = f_.next[i]) {
            auto const& o = g_.ops[i];
            bool touches = g_.tensors[o.out].home == y;
            bool const in_place =
                about(o.what).runs != graphs::place_in_loops::own && f_.of[i].stage <= stage;
            for (int k = 0; k < o.arity; ++k) {
                for_each_source(g_, f_, o.in[k], [&](short t) {
                    touches = touches || (g_.tensors[t].home == y && (!in_place || t != y));
                });
            }
            if (touches) {
                return false;
            }
        }
        return true;
    }
};

} // namespace lagom::plan
