// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/compile.hpp>

#include <span>

namespace lagom::plan {

/// A plan as run-time code reads it: no template below depends on a network.
struct view {
    std::span<graphs::op const> ops;
    std::span<graphs::tensor const> tensors;
    std::span<graphs::scope const> scopes;
    std::span<segment const> segments;
    std::span<listing const> listings;
    std::span<short const> operands, parameters, states, rates, settings, gradients, next;
    std::span<spot const> spots;
    std::span<graphs::window const> windows;
    std::span<resident const> residents;
    graphs::facts const* facts_of = nullptr;
    purpose why = purpose::infer;
    int carried = 0, panel = 0;
    short input = -1, target = -1, output = -1, loss = -1, input_gradient = -1, incoming = -1;
    short learning_rate = -1, step = -1, batch_size = -1;

    constexpr auto at(short t) const -> graphs::tensor const& { return tensors[static_cast<std::size_t>(t)]; }
};

/// The plan's arrays cut to size. Only these reach the object file; the passes' roomy ones stay in the
/// compiler.
template <class Plan>
struct graph_tables {
    static constexpr auto const& g = Plan::graph;
    static_assert(!g.overflow(),
                  "lagom: this network is larger than the plan's arrays: raise `ops` of the node "
                  "that needs more");
    static_assert(!g.unread, "lagom: an op has an operand whose rows or columns are not those of its loop");
    static_assert(
        !g.misshaped_loss,
        "lagom: a loss gives one number a row of the output (an example, or a position of a series), and a "
        "gradient that fits the output; of a series it divides by g.rows_in(z), not by g.examples()");
    static_assert(
        !g.has_no_gradient,
        "lagom: a node lowers to an op that has no gradient (slice, total, outer, matmul_back, unflatten, "
        "unpick), behind something that is learnt");
    static constexpr auto tensors = basics::trim<g.tensors.count>(g.tensors.items);
    static constexpr auto scopes = basics::trim<g.scopes.count>(g.scopes.items);
    static constexpr auto parameters = basics::trim<g.parameters.count>(g.parameters.items);
    static constexpr auto states = basics::trim<g.states.count>(g.states.items);
    static constexpr auto rates = basics::trim<g.rates.count>(g.rates.items);
};
template <class Plan>
struct tables : graph_tables<Plan> {
    static_assert(Plan::fits,
                  "lagom: this network is larger than the plan's arrays: raise `ops` of the node that "
                  "needs more");
    static constexpr auto const& g = Plan::graph;
    static constexpr int op_count = g.ops.count, segment_count = Plan::fused.segments.count;
    static constexpr auto ops = basics::trim<op_count>(g.ops.items);
    static constexpr auto segments = basics::trim<segment_count>(Plan::fused.segments.items);
    static constexpr auto listings = basics::trim<segment_count>(Plan::programs.of.items);
    static constexpr auto operands =
        basics::trim<Plan::programs.operands.count>(Plan::programs.operands.items);
    static constexpr auto windows = basics::trim<g.windows.count>(g.windows.items);
    static constexpr auto settings = basics::trim<g.settings.count>(g.settings.items);
    static constexpr auto gradients = basics::trim<g.parameters.count>(g.handed);
    static constexpr auto next = basics::trim<op_count>(Plan::fused.next);
    static constexpr auto spots = basics::trim<op_count>(Plan::fused.of);
    static constexpr auto residents = basics::trim<Plan::residents.items.count>(Plan::residents.items.items);
};

template <class Items>
constexpr auto span_of(Items const& v) -> std::span<std::remove_reference_t<decltype(v.items[0])>>
{
    return {v.items, v.items + v.count};
}

/// What a model needs of its network: parameters, state and rates, with their paths. No loop is planned for
/// it.
template <class Plan>
constexpr auto make_outline() -> view
{
    using t = graph_tables<Plan>;
    view v;
    v.tensors = span_of(t::tensors);
    v.scopes = span_of(t::scopes);
    v.parameters = span_of(t::parameters);
    v.states = span_of(t::states);
    v.rates = span_of(t::rates);
    v.why = Plan::why;
    v.panel = Plan::panel;
    return v;
}

template <class Plan>
constexpr auto make_view() -> view
{
    using t = tables<Plan>;
    constexpr auto const& g = Plan::graph;
    auto v = make_outline<Plan>();
    v.ops = span_of(t::ops);
    v.segments = span_of(t::segments);
    v.listings = span_of(t::listings);
    v.operands = span_of(t::operands);
    v.settings = span_of(t::settings);
    v.gradients = span_of(t::gradients);
    v.next = span_of(t::next);
    v.spots = span_of(t::spots);
    v.residents = span_of(t::residents);
    v.windows = span_of(t::windows);
    v.facts_of = graphs::facts_table<typename Plan::formulas>;
    v.carried = Plan::residents.carried;
    v.input = g.input;
    v.target = g.target;
    v.output = g.output;
    v.loss = g.loss;
    v.input_gradient = g.input_gradient;
    v.incoming = g.incoming;
    v.learning_rate = g.learning_rate;
    v.step = g.step;
    v.batch_size = g.batch_size;
    return v;
}

template <class Plan>
inline constexpr view outline_constant = make_outline<Plan>();
template <class Plan>
inline constexpr view view_constant = make_view<Plan>();

// Constants, so that no code that runs names the roomy arrays.
template <class Plan>
constexpr auto outline_of() -> view const&
{
    return outline_constant<Plan>;
}
template <class Plan>
constexpr auto view_of() -> view const&
{
    return view_constant<Plan>;
}

} // namespace lagom::plan
