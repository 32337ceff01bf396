// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/cost.hpp>

#include <array>

namespace lagom {
namespace plan {

/// The segment that makes a tensor; -1 for what comes from outside, and for draws that each reader repeats.
constexpr auto segment_of(view const& p, short t) -> int
{
    short const producer = p.at(t).producer;
    return producer < 0 ? -1 : p.spots[static_cast<std::size_t>(producer)].segment;
}

/// Calls f(op, its number) for the ops of a segment, in their order.
constexpr void for_each_op(view const& p, int segment, auto&& f)
{
    for (short i = p.segments[static_cast<std::size_t>(segment)].head; i >= 0;
         i = p.next[static_cast<std::size_t>(i)]) {
        f(p.ops[static_cast<std::size_t>(i)], i);
    }
}

/// The op that makes a tensor once more in the registers of its reader; -1 for none.
constexpr auto again_of(view const& p, short t) -> short
{
    short const producer = p.at(t).producer;
    return producer >= 0 && p.ops[static_cast<std::size_t>(producer)].again >= 0 ? producer : short{-1};
}

/// Calls f(tensor) for what a segment reads from memory; one that is read twice comes twice.
constexpr void for_each_read(view const& p, int segment, auto&& f)
{
    auto const read = [&](short t) {
        if (segment_of(p, t) != segment && p.at(t).over.where != graphs::space::scalar &&
            p.at(t).is != role::random) {
            f(t);
        }
    };
    for_each_op(p, segment, [&](graphs::op const& o, short) {
        for (int k = 0; k < o.arity; ++k) {
            short const again = again_of(p, o.in[k]);
            if (again < 0) {
                read(o.in[k]);
                continue;
            }
            auto const& made = p.ops[static_cast<std::size_t>(again)];
            for (int i = 0; i < made.arity; ++i) {
                read(made.in[i]);
            }
        }
    });
}

/// Calls f(tensor) for what a segment writes to memory.
constexpr void for_each_write(view const& p, int segment, auto&& f)
{
    auto const& s = p.segments[static_cast<std::size_t>(segment)];
    auto const& l = p.listings[static_cast<std::size_t>(segment)];
    for_each_op(p, segment, [&](graphs::op const& o, short) {
        bool stored = !is_loop(s.what) && s.what != graphs::nest::scalars;
        for (int i = l.operands; i < l.operands + l.operand_count; ++i) {
            stored = stored || p.operands[static_cast<std::size_t>(i)] == o.out;
        }
        if (stored) {
            f(o.out);
        }
    });
}

/// What an op computes: a contraction multiplies and adds, a sum adds, a map costs what its formula does (a
/// derivative counts as its formula).
constexpr auto work_of(view const& p, graphs::op const& o, int formula_cost) -> extent
{
    auto const& in = p.at(o.in[0]).over;
    auto const& out = p.at(o.out).over;
    switch (about(o.what).work) {
    case graphs::counting::products:
        return (o.window < 0 ? products_of(in, out)
                             : products_of(o, p.windows[static_cast<std::size_t>(o.window)], in,
                                           p.at(o.in[1]).over, out)) *
            2L;
    case graphs::counting::reads:
        return in.numbers();
    case graphs::counting::formula:
        return out.numbers() * formula_cost;
    case graphs::counting::nothing:
        break;
    }
    return {};
}

} // namespace plan

/// A loop of a step: what is known of it before it runs.
struct segment_facts {
    graphs::nest loop = graphs::nest::panels;
    graphs::why reason = graphs::why::contraction; // it starts
    extent rows{0, 1};
    int cols = 1;
    int ops = 0;
    int same_as = 0; // the first segment with the same code
    extent operations{}, numbers_read{}, numbers_written{}; // by batch

    constexpr auto bytes(long batch, long bytes_a_number) const -> long
    {
        return (numbers_read.at(batch) + numbers_written.at(batch)) * bytes_a_number;
    }
    constexpr auto why() const -> char const* { return graphs::reason_text(reason); }
};

namespace plan {

/// Operations a number of each op's formula.
template <class Plan>
inline constexpr auto formula_costs = [] {
    std::array<short, static_cast<std::size_t>(Plan::graph.ops.count) + 1> costs{};
    for (int i = 0; i < Plan::graph.ops.count; ++i) {
        auto const& o = Plan::graph.ops[i];
        costs[static_cast<std::size_t>(i)] = o.what != graphs::op_kind::map
            ? short{0}
            : static_cast<short>(
                  cost_of_formula(typename Plan::formulas{}, o.f.base,
                                  o.f.reading == graphs::formula::value ? o.arity : o.arity - 1));
    }
    return costs;
}();

constexpr auto facts_of_segment(view const& p, int segment, std::span<short const> costs) -> segment_facts
{
    auto const& s = p.segments[static_cast<std::size_t>(segment)];
    segment_facts f{.loop = s.what,
                    .reason = s.reason,
                    .rows = s.over.rows,
                    .cols = s.over.cols,
                    .same_as = p.listings[static_cast<std::size_t>(segment)].same_as};
    for_each_op(p, segment, [&](graphs::op const& o, short i) {
        ++f.ops;
        f.operations += work_of(p, o, costs[static_cast<std::size_t>(i)]);
    });
    basics::vec<short, 256> seen;
    auto const once = [&](extent& sum) {
        return [&](short t) {
            bool fresh = true;
            for (auto other : seen) {
                fresh = fresh && other != t;
            }
            if (fresh) {
                seen.push(t);
                sum += p.at(t).over.numbers();
            }
        };
    };
    for_each_read(p, segment, once(f.numbers_read));
    seen.count = 0;
    for_each_write(p, segment, once(f.numbers_written));
    return f;
}

template <class Plan>
constexpr auto segments_of()
{
    constexpr auto count = static_cast<std::size_t>(Plan::fused.segments.count);
    std::array<segment_facts, count> all{};
    for (std::size_t s = 0; s < count; ++s) {
        all[s] = facts_of_segment(view_of<Plan>(), static_cast<int>(s), formula_costs<Plan>);
    }
    return all;
}

} // namespace plan

/// The loops of a fused training step, in their order. A constant expression.
///
/// Example  static_assert(segments(net, objective, optimizer).size() <= 12);
template <class T = float, node Net, objective_like Terms, updates_like Updates>
constexpr auto segments(Net const&, Terms const& terms, Updates const& updates)
{
    using objective = std::remove_const_t<decltype(expr::as_objective(terms))>;
    using chain = std::remove_const_t<decltype(expr::as_chain(updates))>;
    using plan_type = plan::compiled<Net, objective, chain, plan::purpose::train, plan::fusion::fused, T>;
    if constexpr (passes<decltype(refuse(checking::training<plan_type, Net, objective, chain>()))>) {
        return plan::segments_of<plan_type>();
    } else {
        return std::array<segment_facts, 0>{};
    }
}

/// The same of inference.
template <class T = float, node Net>
constexpr auto segments(Net const&)
{
    if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) {
        return plan::segments_of<plan::forward_of<T, Net>>();
    } else {
        return std::array<segment_facts, 0>{};
    }
}

/// Arguments that are missing, too many, or of another type.
template <class T = float, class... A>
constexpr auto segments(A const&...) -> not_made
{
    refuse(segments_takes_a_network_or_a_network_objective_updates<A...>{});
    return {};
}

} // namespace lagom
