// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>
#include <lagom/graph/primitive.hpp>

#include <algorithm>

namespace lagom::plan {

/// Reverse mode: the ops that give the gradient of the loss by every differentiable tensor, one rule a
/// primitive.
template <class G>
class reverse {
public:
    constexpr explicit reverse(G& graph) : g_(graph) { clear(); }

    /// The gradient of `t` that was found, or -1.
    constexpr auto of(short t) const -> short { return t < cleared_ ? of_[t] : short{-1}; }

    /// Starts from d loss / d `t` = `dt` and walks back to the parameters.
    constexpr void run(short t, short dt)
    {
        int const last = g_.ops.count;
        g_.now = graphs::part::backward;
        add_to(t, dt);
        for (int i = last - 1; i >= 0; --i) {
            g_.back_of = g_.ops[i].out;
            visit(g_.ops[i]);
        }
        g_.back_of = -1;
    }

private:
    G& g_;
    short of_[G::capacity]{};
    int cleared_ = 0;

    /// No gradient is known of the tensors that were made since.
    constexpr void clear()
    {
        for (; cleared_ < g_.tensors.count; ++cleared_) {
            of_[cleared_] = -1;
        }
    }
    constexpr void add_to(short t, short dt)
    {
        if (g_.tensors[t].differentiable) {
            of_[t] = of_[t] < 0 ? dt : g_.map(formulas::add{}, {of_[t], dt});
            clear();
        }
    }

    constexpr void visit(graphs::op const o)
    {
        short const dy = of_[o.out];
        if (dy < 0) {
            return;
        }
        switch (o.what) {
        case graphs::op_kind::map:
            return map(o, dy);
        case graphs::op_kind::
            column_sum: // the same for every row, column or position: broadcast where it is used
        case graphs::op_kind::row_sum:
            return add_to(o.in[0], dy);
        case graphs::op_kind::position_sum:
            return add_to(o.in[0], o.window < 0 ? dy : g_.unsum(whole(o.out, dy), g_.windows[o.window]));
        case graphs::op_kind::unsum:
            return add_to(o.in[0], g_.position_sum(whole(o.out, dy), g_.windows[o.window]));
        case graphs::op_kind::group_sum:
            return add_to(o.in[0], g_.group_sum(whole(o.out, dy), o.from));
        case graphs::op_kind::convolve:
        case graphs::op_kind::group_convolve:
            return convolve(o, dy);
        case graphs::op_kind::matmul:
            return matmul(o, dy);
        case graphs::op_kind::concat:
            return concat(o, dy);
        case graphs::op_kind::flatten:
            return add_to(o.in[0], g_.unflatten(whole(o.out, dy), o.in[0]));
        case graphs::op_kind::pick:
            return add_to(o.in[0], g_.unpick(o, whole(o.out, dy)));
        case graphs::op_kind::draw:
        case graphs::op_kind::row_max:
        case graphs::op_kind::first_most:
            return; // constant by definition
        case graphs::op_kind::total:
        case graphs::op_kind::outer:
        case graphs::op_kind::matmul_back:
        case graphs::op_kind::slice:
        case graphs::op_kind::unflatten:
        case graphs::op_kind::turn_taps:
        case graphs::op_kind::convolve_back:
        case graphs::op_kind::convolve_outer:
        case graphs::op_kind::group_convolve_back:
        case graphs::op_kind::group_convolve_outer:
        case graphs::op_kind::
            unpick: // made by passes, behind what is walked through; but a node may have lowered to one
            g_.has_no_gradient = g_.has_no_gradient || g_.tensors[o.out].differentiable;
            return;
        }
    }
    /// A gradient that is the same along an axis, given the shape of its tensor for a loop that needs it
    /// whole.
    constexpr auto whole(short t, short dt) -> short
    {
        return g_.tensors[dt].over == g_.tensors[t].over ? dt : g_.map(formulas::spread{}, {dt, t});
    }
    constexpr void matmul(graphs::op const& o, short dy)
    {
        short const dz = whole(o.out, dy);
        if (g_.tensors[o.in[0]].differentiable) { // dx first: it must read w before w's update
            add_to(o.in[0], g_.matmul_back(dz, o.in[1], o.in[0]));
        }
        add_to_parameter(o.in[1], o.in[0], dz);
    }
    constexpr void convolve(graphs::op const& o, short dy)
    {
        short const dz = whole(o.out, dy);
        bool const wants_dx = g_.tensors[o.in[0]].differentiable;
        short const turned = wants_dx ? g_.turned(o) : short{-1};
        // dw first, as w is turned already: behind it x, which often is dx's gate too, is needed no more, and dx lies on it.
        if (g_.tensors[o.in[1]].differentiable) {
            add_to(o.in[1], g_.convolve_outer(o, dz));
        }
        if (wants_dx) {
            add_to(o.in[0], g_.convolve_back(o, dz, turned));
        }
    }
    constexpr void add_to_parameter(short w, short x, short dz)
    {
        if (g_.tensors[w].differentiable) {
            add_to(w, g_.outer(x, dz, w));
        }
    }
    constexpr void concat(graphs::op const& o, short dy)
    {
        short const dz = whole(o.out, dy);
        int const left = g_.cols_of(o.in[0]);
        for (int k = 0; k < 2; ++k) {
            if (g_.tensors[o.in[k]].differentiable) {
                add_to(o.in[k], g_.slice(dz, k == 0 ? 0 : left, g_.cols_of(o.in[k])));
            }
        }
    }
    constexpr void map(graphs::op const& o, short dy)
    {
        graphs::facts const& f = g_.about(o.f);
        for (int k = 0; k < o.arity; ++k) {
            if (g_.tensors[o.in[k]].differentiable && f.rule[k] != graphs::pull::none) {
                operand(o, f, k, dy);
            }
        }
    }
    constexpr void operand(graphs::op const& o, graphs::facts const& f, int k, short dy)
    {
        short dx = dy;
        if (f.rule[k] == graphs::pull::linear && f.zeroing && gated(o.in[0])) {
            // Dropout of a relu: the result is positive exactly where both let the value through.
            graphs::op const gate = g_.ops[g_.tensors[o.in[0]].producer];
            return add_to(gate.in[0], g_.map(formulas::open_gate{}, {dy, o.out, o.in[o.arity - 1]}));
        }
        if (f.rule[k] == graphs::pull::linear) {
            dx = apply({o.f.base, graphs::formula::value}, o, dy, 1);
        } else if (f.rule[k] == graphs::pull::output) {
            dx = g_.map(graphs::formula{o.f.base, graphs::formula::from_output}, {dy, o.out});
        } else if (f.rule[k] == graphs::pull::slope) {
            dx = apply({o.f.base, static_cast<signed char>(k)}, o, dy, 0);
        }
        add_to(o.in[k], like(o, o.in[k], dx));
    }
    /// Sums a gradient over the axis along which its operand was broadcast in a map. One that is itself the same
    /// along an axis of the map's loop counts as often as that is long.
    constexpr auto like(graphs::op const& o, short t, short dt) -> short
    {
        auto const &to = g_.tensors[t].over, &by = g_.tensors[o.out].over;
        if (to == by) {
            return dt;
        }
        dt = whole(o.out, dt);
        if (to.where == graphs::space::per_column) {
            return g_.column_sum(dt);
        }
        if (to.where == graphs::space::tile && to.rows == graphs::one_an_example) {
            return g_.position_sum(dt);
        }
        g_.unread = g_.unread || to.where != graphs::space::per_row || to.rows != by.rows;
        return g_.row_sum(dt);
    }
    /// `t` is the result of a relu that no gradient has reached yet: what reaches it later is added beside.
    constexpr auto gated(short t) const -> bool
    {
        short const p = g_.tensors[t].producer;
        return p >= 0 && g_.ops[p].what == graphs::op_kind::map && g_.about(g_.ops[p].f).positive_gate &&
            of_[t] < 0;
    }
    /// f(dy, operands from `first` on), a map whose loop is the widest operand's.
    constexpr auto apply(graphs::formula f, graphs::op const& source, short dy, int first) -> short
    {
        graphs::op o{.what = graphs::op_kind::map, .arity = 1, .f = f};
        o.in[0] = dy;
        for (int i = first; i < source.arity; ++i) {
            o.in[o.arity++] = source.in[i];
        }
        return g_.append_map(o);
    }
};

/// Marks what follows from a parameter that learns; from the input, too, where its gradient is wanted.
template <class G>
constexpr void mark_differentiable(G& g, bool of_input = false)
{
    if (of_input && g.input >= 0) {
        g.tensors[g.input].differentiable = true;
    }
    for (auto const& o : g.ops) {
        bool any = false;
        for (int k = 0; k < o.arity; ++k) {
            any = any || g.tensors[o.in[k]].differentiable;
        }
        auto& out = g.tensors[o.out];
        out.differentiable = any && out.home == o.out && about(o.what).passes_gradient;
    }
}

/// The gradient of each parameter, as it was found.
template <class G>
constexpr void take_gradients(G& g, reverse<G> const& d)
{
    for (int i = 0; i < g.parameters.count; ++i) {
        g.gradient[i] = g.tensors[g.parameters[i]].differentiable ? d.of(g.parameters[i]) : short{-1};
    }
}

/// Keeps the gradients themselves for a reader outside, each in the shape of its tensor; each has a name in memory of its
/// own.
template <class G>
constexpr void hand_out_gradients(G& g, reverse<G> const& d)
{
    auto const whole = [&](short t, short dt) {
        bool const is_same_along_an_axis = dt >= 0 && g.tensors[dt].over != g.tensors[t].over;
        return is_same_along_an_axis ? g.map(formulas::spread{}, {dt, t}) : dt;
    };
    for (int i = 0; i < g.parameters.count; ++i) {
        g.gradient[i] = whole(g.parameters[i], g.gradient[i]);
        g.handed[i] = g.gradient[i];
        if (g.gradient[i] >= 0) {
            g.kept.push(g.gradient[i]);
        }
    }
    if (g.input >= 0 && g.tensors[g.input].differentiable) {
        g.input_gradient = whole(g.input, d.of(g.input));
        if (g.input_gradient >= 0) {
            g.kept.push(g.input_gradient);
        }
    }
}

/// Gradients that come from outside, one tensor a parameter.
template <class G>
constexpr void take_outside_gradients(G& g)
{
    for (int i = 0; i < g.parameters.count; ++i) {
        auto const t = g.tensors[g.parameters[i]];
        graphs::tensor const incoming{.over = t.over, .is = role::incoming, .name = "gradient"};
        g.gradient[i] = g.handed[i] = t.differentiable ? g.create(incoming) : short{-1};
    }
}

} // namespace lagom::plan
