// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>
#include <lagom/graph/primitive.hpp>
#include <lagom/plan/repeat.hpp>

#include <algorithm>

namespace lagom::plan {

/// How ops are gathered into loops. `stepwise` runs each alone, with the kernels of `fused`.
enum class fusion : unsigned char { fused, stepwise };

/// Passes over a panel's rows, or a row's columns, in one segment.
inline constexpr int most_stages = 4;
/// Positions up to which a panel's rows are taken to wait in a cache from one stage to the next. With more, a loop of
/// its own reads no more from memory, and the rows of a panel are shared out: two batch norms of 28 x 28 x 32, batch 64,
/// take 2.3 ms either way on one thread, and 1.3 instead of 2.1 on two; of 8 x 8 x 64 they take 1.03 times as long.
inline constexpr long most_positions_staged = 16;

struct segment {
    graphs::nest what = graphs::nest::panels;
    graphs::why reason = graphs::why::contraction;
    graphs::loop over{};
    short anchor = -1; // the op that owns the loop nest, if one does
    short head = -1, tail = -1; // ops, linked by fused_plan::next
    short stages = 0; // passes over a panel's rows, or a row's columns
    bool reduces = false; // so that a panel's rows belong together
};

/// Where an op runs: a segment has stages, and a stage a part for elements and one for what was reduced over
/// them.
struct spot {
    short segment = -1, stage = 0;
    bool reduced = false;

    constexpr auto operator==(spot const&) const -> bool = default;
};

template <int Capacity>
struct fused_plan {
    basics::vec<segment, Capacity> segments;
    spot of[Capacity]{}; // op -> where it runs
    short next[Capacity]{}; // op -> the next op of its segment
    bool stored[Capacity]{}; // tensor crosses memory
    short born[Capacity]{}, dies[Capacity]{}; // tensor -> first and last segment that needs its storage
};

/// Decides which op runs in which loop: an op joins the loop of its latest producer where the shapes agree,
/// its operands are known there, and nothing is overwritten that is still to be read.
template <class G>
class fuser {
public:
    constexpr fuser(G const& graph, fusion how) : g_(graph), how_(how)
    {
        for (int t = 0; t < g_.tensors.count; ++t) {
            read_last_[t] = -1;
        }
    }

    constexpr auto run() -> fused_plan<G::capacity>
    {
        bool early[G::capacity]{};
        for (int i = 0; i < g_.ops.count; ++i) { // first, one small program each: equal ones share their code
            early[i] = known_early(i, early);
            if (early[i]) {
                bool const is_number = g_.tensors[g_.ops[i].out].over.where == graphs::space::scalar;
                assign(i,
                       {open(is_number ? graphs::nest::scalars : graphs::nest::panels,
                             is_number ? graphs::why::scalars : graphs::why::memory, g_.ops[i].out, -1),
                        0, false});
            }
        }
        for (int i = 0; i < g_.ops.count; ++i) {
            if (!early[i]) {
                visit(i);
            }
        }
        store();
        return f_;
    }

private:
    G const& g_;
    fusion how_;
    fused_plan<G::capacity> f_{};
    int read_last_[G::capacity]{}; // storage -> the last segment and stage that read it
    bool read_whole_[G::capacity]{}; // ... and there by a contraction, not at the same place

    /// Numbers of the step, and of columns on the way forward, that no data change: what batch norm divides by in
    /// inference is there before the layer in front of it, whose loop then does all.
    constexpr auto known_early(int i, bool const* early) const -> bool
    {
        auto const& o = g_.ops[i];
        auto const& out = g_.tensors[o.out];
        bool const of_columns = out.over.where == graphs::space::per_column &&
            o.of == graphs::part::forward && out.home == o.out && how_ == fusion::fused;
        if (o.what != graphs::op_kind::map || (out.over.where != graphs::space::scalar && !of_columns)) {
            return false;
        }
        for (int k = 0; k < o.arity; ++k) {
            short const p = g_.tensors[o.in[k]].producer;
            if (p >= 0 && !early[p]) {
                return false;
            }
        }
        return true;
    }
    constexpr auto spot_of(short t) const -> spot
    {
        short const p = g_.tensors[t].producer;
        return p < 0 ? spot{} : f_.of[p];
    }
    constexpr auto open(graphs::nest what, graphs::why reason, short t, int anchor) -> short
    {
        return static_cast<short>(f_.segments.push({.what = what,
                                                    .reason = reason,
                                                    .over = g_.tensors[t].over,
                                                    .anchor = static_cast<short>(anchor),
                                                    .stages = 1}));
    }
    constexpr void assign(int i, spot s)
    {
        auto& seg = f_.segments[s.segment];
        f_.of[i] = s;
        f_.next[i] = -1;
        (seg.head < 0 ? seg.head : f_.next[seg.tail]) = static_cast<short>(i);
        seg.tail = static_cast<short>(i);
        seg.stages = std::max(seg.stages, static_cast<short>(s.stage + 1));
        graphs::op const& o = g_.ops[i];
        bool const whole = about(o.what).runs == graphs::place_in_loops::own; // not at its own element
        int const now = s.segment * most_stages + s.stage;
        for (int k = 0; k < o.arity; ++k) {
            short const home = g_.tensors[o.in[k]].home;
            if (now >= read_last_[home]) { // an op may join an earlier segment than the latest reader
                read_whole_[home] =
                    whole || (read_whole_[home] && read_last_[home] / most_stages == s.segment);
                read_last_[home] = now;
            }
        }
    }
    /// Whether a tensor is what a loop over `s` reduces to: a number a column from panels, a number a row from rows.
    constexpr auto reduced_fits(segment const& s, graphs::tensor const& t) const -> bool
    {
        return s.over.where != t.over.where &&
            (s.what == graphs::nest::rows
                 ? t.over == graphs::loop{graphs::space::per_row, s.over.rows}
                 : t.over == graphs::loop{graphs::space::per_column, {0, 1}, s.over.cols});
    }
    constexpr auto latest_segment(graphs::op const& o) const -> short
    {
        short s = -1;
        for (int k = 0; k < o.arity; ++k) {
            s = std::max(s, spot_of(o.in[k]).segment);
        }
        return s;
    }
    /// The first stage of segment `s` at which all operands are known, or -1.
    constexpr auto stage_for(graphs::op const& o, short s, bool reduced, int most) const -> int
    {
        int stage = 0;
        for (int k = 0; k < o.arity; ++k) {
            auto const at = spot_of(o.in[k]);
            if (at.segment == s) {
                if (reduced && !at.reduced) {
                    return -1; // the elements are gone when the sums are known
                }
                stage = std::max(stage, at.stage + (at.reduced && !reduced ? 1 : 0));
            }
        }
        return stage < most ? stage : -1;
    }
    static constexpr auto most_stages_of(segment const& s) -> int
    {
        bool const waits = s.what == graphs::nest::rows || s.over.rows.per_example <= most_positions_staged;
        return waits ? most_stages : 1;
    }
    constexpr auto overwrites_too_early(graphs::op const& o, short s, int stage) const -> bool
    {
        short const home = g_.tensors[o.out].home;
        int const last = read_last_[home];
        return home != o.out &&
            (last > s * most_stages + stage || (last / most_stages == s && last >= 0 && read_whole_[home]));
    }
    constexpr void map(int i)
    {
        graphs::op const& o = g_.ops[i];
        graphs::tensor const& out = g_.tensors[o.out];
        short const s = latest_segment(o);
        graphs::why reason = graphs::why::memory;
        if (out.over.where == graphs::space::scalar) {
            return assign(i, {open(graphs::nest::scalars, graphs::why::total, o.out, -1), 0, false});
        }
        if (how_ == fusion::stepwise) {
            reason = graphs::why::stepwise;
        } else if (s >= 0 && !is_loop(f_.segments[s].what)) {
            reason = f_.segments[s].what == graphs::nest::scalars ? graphs::why::memory : graphs::why::layout;
        } else if (s >= 0) {
            auto const& seg = f_.segments[s];
            bool const reduced = reduced_fits(seg, out);
            bool const fits = reduced || seg.over == out.over;
            int const stage = fits ? stage_for(o, s, reduced, most_stages_of(seg)) : -1;
            if (stage >= 0 && !overwrites_too_early(o, s, stage)) {
                f_.segments[s].reduces = seg.reduces || reduced || stage > 0;
                return assign(i, {s, static_cast<short>(stage), reduced});
            }
            reason = !fits ? graphs::why::shape : stage < 0 ? graphs::why::reduction : graphs::why::order;
        }
        assign(i, {open(graphs::nest::panels, reason, o.out, -1), 0, false});
    }
    /// A reduction ends the stage that makes its operand, if that loop can see all of what is summed.
    constexpr void reduce(int i, bool by_rows)
    {
        graphs::op const& o = g_.ops[i];
        auto at = spot_of(o.in[0]);
        if (at.segment < 0 && by_rows &&
            f_.segments.count > 0) { // from memory: as well in the loop that is open
            at = {static_cast<short>(f_.segments.count - 1), 0, false};
        }
        short s = at.segment;
        graphs::why reason = by_rows ? graphs::why::rows : s < 0 ? graphs::why::memory : graphs::why::shape;
        if (how_ == fusion::stepwise) {
            reason = graphs::why::stepwise;
        } else if (s >= 0 && is_loop(f_.segments[s].what) &&
                   (f_.segments[s].what == graphs::nest::rows) == by_rows &&
                   f_.segments[s].over == g_.tensors[o.in[0]].over && !at.reduced) {
            f_.segments[s].reduces = true;
            return assign(i, {s, at.stage, true});
        }
        s = open(by_rows ? graphs::nest::rows : graphs::nest::panels, reason, o.in[0], -1);
        f_.segments[s].reduces = true;
        assign(i, {s, 0, true});
    }
    /// The segment whose anchor makes this op as well; -1 where there is none.
    constexpr auto made_beside(graphs::op const& o) const -> short
    {
        short const p = o.arity > 1 ? g_.tensors[o.in[1]].producer : short{-1};
        auto const maker = about(o.what).beside;
        bool const is_beside = maker != graphs::op_kind::map && p >= 0 && how_ == fusion::fused &&
            g_.ops[p].what == maker && g_.ops[p].in[0] == o.in[0] && g_.ops[p].window == o.window;
        return is_beside ? f_.of[p].segment : short{-1};
    }
    constexpr void visit(int i)
    {
        graphs::op const& o = g_.ops[i];
        if (o.again >= 0) { // in registers wherever it is read, as a draw is
            f_.of[i] = {};
            return;
        }
        auto const kind = about(o.what);
        switch (kind.runs) {
        case graphs::place_in_loops::pointwise:
            return map(i);
        case graphs::place_in_loops::sums_columns:
            return reduce(i, false);
        case graphs::place_in_loops::sums_rows:
            return reduce(i, true);
        case graphs::place_in_loops::drawn:
            if (how_ == fusion::fused) {
                f_.of[i] = {};
                return;
            }
            return assign(i, {open(graphs::nest::panels, graphs::why::stepwise, o.out, -1), 0, false});
        case graphs::place_in_loops::own:
            if (short const s = made_beside(o); s >= 0) {
                return assign(i, {s, 0, false});
            }
            return assign(
                i, {open(kind.own, kind.reason, kind.loops_over_result ? o.out : o.in[0], i), 0, false});
        }
    }
    constexpr void touch(short t, int s)
    {
        short const home = g_.tensors[t].home;
        f_.born[home] = std::min(f_.born[home], static_cast<short>(s));
        f_.dies[home] = std::max(f_.dies[home], static_cast<short>(s));
    }
    constexpr void keep(short t)
    {
        f_.stored[t] = true;
        touch(t, spot_of(t).segment);
    }
    /// A tensor is stored if it is read elsewhere than in the registers of its own stage, or if its storage
    /// lives on.
    constexpr void store()
    {
        std::fill(f_.born, f_.born + g_.tensors.count, short{32767});
        for (int i = 0; i < g_.ops.count; ++i) {
            graphs::op const& o = g_.ops[i];
            if (f_.of[i].segment < 0) {
                continue;
            }
            for (int k = 0; k < o.arity; ++k) {
                read(o.in[k], i);
            }
            auto const n = f_.segments[f_.of[i].segment].what;
            if (g_.tensors[o.out].home != o.out || !is_loop(n)) {
                keep(o.out);
            }
        }
        for (auto t : g_.kept) {
            if (spot_of(t).segment >= 0) {
                keep(t);
                f_.dies[g_.tensors[t].home] = static_cast<short>(f_.segments.count);
            }
        }
    }
    constexpr void read(short t, int reader)
    {
        short const maker = g_.tensors[t].producer;
        if (maker < 0) {
            return;
        }
        if (graphs::op const& o = g_.ops[maker]; o.again >= 0) {
            for (int k = 0; k < o.arity; ++k) {
                read(o.in[k], reader);
            }
            return;
        }
        auto const at = f_.of[maker], by = f_.of[reader];
        bool const reduces = is_reduction(g_.ops[reader].what);
        bool const in_registers = at.segment == by.segment && at.stage == by.stage &&
            (at.reduced == by.reduced || (reduces && !at.reduced));
        if (at.segment >= 0 && !in_registers) {
            keep(t);
            touch(t, by.segment);
        }
    }
};

template <class G>
constexpr auto fuse(G const& g, fusion how) -> fused_plan<G::capacity>
{
    return fuser<G>(g, how).run();
}

} // namespace lagom::plan
