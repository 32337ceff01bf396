// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/fuse.hpp>

namespace lagom::plan {

enum class code : unsigned char { load, draw, apply, store, sum, most };

/// How an operand is addressed from where a program stands.
enum class access : unsigned char {
    element, // at the loop's own element
    per_column, // one number a column
    per_row, // one number a row, spread over the lanes
    scalar, // one number, in double
    example, // at the column, in the row of the example
    position, // at the column, in the row of the position
    per_example, // one number an example, spread
    per_position, // one number a position, spread
    classes, // at the loop's own element of a target that may be a class a row
    along_rows // a draw in a loop over numbers of rows, where these lie as columns do
};

/// One instruction over a file of registers. What it writes is known by its place: load, draw and apply each
/// write the next register, sum and most the next sum; load, draw and store each take the next operand.
struct instr {
    code what = code::load;
    access how = access::element;
    graphs::law drawn = graphs::law::uniform;
    unsigned char arity = 0; // registers read
    unsigned char in[graphs::most_operands]{};
    graphs::formula f{};

    constexpr auto operator==(instr const&) const -> bool = default;
};

/// The programs of one stage: [tile, column) runs an element, [column, end) once when the panel, or the row,
/// is done.
struct stage_listing {
    int tile = 0, column = 0, end = 0;
    unsigned char tile_register = 0, column_register = 0; // the first that is written
    unsigned char tile_operand = 0, column_operand = 0; // the first of each
};

/// The programs of a segment.
struct listing {
    stage_listing stage[most_stages]{};
    int operands = 0, operand_count = 0;
    short stages = 1;
    short same_as = 0; // the first segment with the same programs
};

/// The operand of a draw is not the tensor of its numbers but their key: written as the complement of the
/// tensor.
constexpr auto drawn_key(short t) -> short { return static_cast<short>(~t); }

template <int Capacity>
struct programs {
    basics::vec<instr, 5 * Capacity> code;
    basics::vec<short, 4 * Capacity> operands; // tensors, or keys of draws
    basics::vec<listing, Capacity> of;
    bool too_large = false; // some segment needs more registers or pointers than a kernel has

    constexpr auto overflow() const -> bool { return too_large || code.full || operands.full || of.full; }
};

inline constexpr int most_registers = 64, most_pointers = 250;

/// Writes each segment as short register programs, and finds equal ones: decided in values, before any is a
/// type.
template <class G>
class encoder {
public:
    constexpr encoder(G const& graph, fused_plan<G::capacity> const& fused) : g_(graph), f_(fused) {}

    constexpr auto run() -> programs<G::capacity>
    {
        basics::vec<short, G::capacity> distinct; // few, however deep the network
        for (int s = 0; s < f_.segments.count; ++s) {
            write(s);
            int d = 0;
            while (d < distinct.count && !equal(distinct[d], s)) {
                ++d;
            }
            if (d == distinct.count) {
                distinct.push(static_cast<short>(s));
            }
            p_.of[s].same_as = distinct[d];
        }
        return p_;
    }

private:
    G const& g_;
    fused_plan<G::capacity> const& f_;
    programs<G::capacity> p_{};
    listing here_{};
    int segment_ = 0, stage_ = 0;
    basics::vec<short, most_registers> held_{}; // register -> tensor
    unsigned char register_of_[G::capacity]{}; // tensor -> register, where that holds it

    constexpr auto seg() const -> segment const& { return f_.segments[segment_]; }
    constexpr void operand(short t)
    {
        p_.operands.push(t);
        ++here_.operand_count;
    }
    constexpr auto hold(short t) -> unsigned char
    {
        register_of_[t] = static_cast<unsigned char>(held_.push(t));
        return register_of_[t];
    }
    constexpr auto access_of(short t) const -> access
    {
        auto const& what = g_.tensors[t].over;
        auto const at = read_in(what, seg().over);
        if (what.where == graphs::space::scalar) {
            return access::scalar;
        }
        switch (at.row) {
        case graphs::row_index::example:
            return at.by_column ? access::example : access::per_example;
        case graphs::row_index::position:
            return at.by_column ? access::position : access::per_position;
        case graphs::row_index::row:
        case graphs::row_index::none:
            break;
        }
        if (what.where == seg().over.where) {
            return g_.tensors[t].is == role::classes ? access::classes : access::element;
        }
        return at.by_column ? access::per_column : access::per_row;
    }
    /// Where a draw finds the row and the column that its numbers are keyed by. In a loop over numbers of rows these
    /// lie as columns do.
    constexpr auto key_of(short t) const -> access
    {
        return seg().over.where == graphs::space::per_row ? access::along_rows : access_of(t);
    }
    constexpr auto drawn_here(short t) const -> bool
    {
        return g_.tensors[t].is == role::random && f_.of[g_.tensors[t].producer].segment < 0;
    }
    constexpr auto fetch(short t) -> unsigned char
    {
        auto const r = register_of_[t];
        if (r < held_.count && held_[r] == t) {
            return r;
        }
        short const maker = g_.tensors[t].producer;
        if (drawn_here(t)) {
            return draw(g_.ops[maker]);
        }
        if (maker >= 0 && g_.ops[maker].again >= 0) {
            apply(g_.ops[maker]);
            return register_of_[t];
        }
        operand(t);
        p_.code.push({.what = code::load, .how = access_of(t)});
        return hold(t);
    }
    constexpr auto draw(graphs::op const& o) -> unsigned char
    {
        operand(drawn_key(o.out));
        p_.code.push({.what = code::draw, .how = key_of(o.out), .drawn = o.drawn});
        return hold(o.out);
    }
    constexpr void save(short t)
    {
        if (f_.stored[t]) {
            instr const i{.what = code::store, .how = access_of(t), .arity = 1, .in = {fetch(t)}};
            operand(t);
            p_.code.push(i);
        }
    }
    constexpr void apply(graphs::op const& o)
    {
        instr i{.what = code::apply, .arity = o.arity, .f = o.f};
        for (int k = 0; k < o.arity; ++k) {
            i.in[k] = fetch(o.in[k]);
        }
        hold(o.out);
        p_.code.push(i);
    }
    /// The part of a stage that runs on each element.
    constexpr void elements(basics::vec<short, 16>& sums)
    {
        for (int i = seg().head; i >= 0; i = f_.next[i]) {
            graphs::op const& o = g_.ops[i];
            auto const at = f_.of[i];
            if (at.stage != stage_) {
                continue;
            }
            if (o.what == graphs::op_kind::map && !at.reduced) {
                apply(o);
            } else if (o.what == graphs::op_kind::draw) {
                draw(o);
            } else if (is_reduction(o.what)) {
                auto const what = about(o.what).keeps_most ? code::most : code::sum;
                instr const reduce{.what = what, .arity = 1, .in = {fetch(o.in[0])}};
                p_.code.push(reduce);
                sums.push(o.out);
            }
        }
    }
    constexpr void save_all(bool reduced)
    {
        for (int i = seg().head; i >= 0; i = f_.next[i]) { // stores last: no load may see a new value
            if (f_.of[i].stage == stage_ && f_.of[i].reduced == reduced) {
                save(g_.ops[i].out);
            }
        }
    }
    constexpr void stage()
    {
        auto& s = here_.stage[stage_];
        s.tile = p_.code.count;
        s.tile_operand = static_cast<unsigned char>(here_.operand_count);
        held_.count = 0;
        basics::vec<short, 16> sums;
        if (is_loop(seg().what) || seg().what == graphs::nest::scalars) {
            if (seg().anchor >= 0 && stage_ == 0) {
                // Register 0 has the anchor's rows, 1 those of what is made beside them.
                hold(g_.ops[seg().anchor].out);
                for (int i = seg().head; i >= 0; i = f_.next[i]) {
                    if (about(g_.ops[i].what).runs == graphs::place_in_loops::own && i != seg().anchor) {
                        hold(g_.ops[i].out);
                    }
                }
            }
            s.tile_register = static_cast<unsigned char>(held_.count);
            elements(sums);
            save_all(false);
        }
        p_.too_large = p_.too_large || held_.full || sums.full;
        s.column = p_.code.count;
        s.column_operand = static_cast<unsigned char>(here_.operand_count);
        s.column_register = static_cast<unsigned char>(sums.count);
        held_.count = 0;
        for (auto t : sums) {
            hold(t);
        }
        for (int i = seg().head; i >= 0; i = f_.next[i]) {
            if (f_.of[i].stage == stage_ && f_.of[i].reduced && g_.ops[i].what == graphs::op_kind::map) {
                apply(g_.ops[i]);
            }
        }
        save_all(true);
        p_.too_large = p_.too_large || held_.full;
        held_.full = false;
        s.end = p_.code.count;
    }
    constexpr void write(int s)
    {
        segment_ = s;
        here_ = {};
        here_.operands = p_.operands.count;
        here_.stages = seg().stages;
        for (stage_ = 0; stage_ < seg().stages; ++stage_) {
            stage();
        }
        p_.too_large = p_.too_large || here_.operand_count > most_pointers;
        p_.of.push(here_);
    }
    constexpr auto equal(int a, int b) const -> bool
    {
        auto const &x = p_.of[a], &y = p_.of[b];
        auto const &s = f_.segments[a], &t = f_.segments[b];
        bool const alike = s.what == t.what && x.stages == y.stages &&
            (s.what != graphs::nest::moves || g_.ops[s.anchor].what == g_.ops[t.anchor].what);
        if (!alike) {
            return false;
        }
        for (int i = 0; i < x.stages; ++i) {
            auto const &p = x.stage[i], &q = y.stage[i];
            if (p.end - p.tile != q.end - q.tile || p.column - p.tile != q.column - q.tile ||
                p.tile_register != q.tile_register) {
                return false;
            }
            if (!std::equal(p_.code.items + p.tile, p_.code.items + p.end, p_.code.items + q.tile)) {
                return false;
            }
        }
        return true;
    }
};

template <class G>
constexpr auto encode(G const& g, fused_plan<G::capacity> const& f) -> programs<G::capacity>
{
    return encoder<G>(g, f).run();
}

} // namespace lagom::plan
