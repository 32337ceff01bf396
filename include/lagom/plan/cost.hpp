// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/rules.hpp>
#include <lagom/graph/counter.hpp>
#include <lagom/plan/facts.hpp>
#include <lagom/plan/view.hpp>

namespace lagom {
namespace plan {

/// What F costs a lane, by its number of operands; 0 where it does not take so many.
template <class F>
constexpr auto cost_of(int arity) -> int
{
    int cost = 0;
    auto const count = [&]<int... K>(std::integer_sequence<int, K...>) {
        if constexpr (requires { F{}((static_cast<void>(K), math::counter{})...).operations; }) {
            if (arity == static_cast<int>(sizeof...(K))) {
                cost = F{}((static_cast<void>(K), math::counter{})...).operations;
            }
        }
    };
    [&]<int... N>(std::integer_sequence<int, N...>) {
        (count(std::make_integer_sequence<int, N + 1>{}), ...);
    }(std::make_integer_sequence<int, graphs::most_operands>{});
    return cost;
}

template <class... Fs>
constexpr auto cost_of_formula(types<Fs...>, int base, int arity) -> int
{
    int cost = 0, i = 0;
    ((i++ == base ? void(cost = cost_of<Fs>(arity)) : void()), ...);
    return cost;
}

/// Multiplications of a contraction: of its operand and its result, the one that counts the positions stands for all
/// rows.
constexpr auto products_of(graphs::loop const& in, graphs::loop const& out) -> extent
{
    auto const by_in = in.numbers() * out.cols, by_out = out.numbers() * in.cols;
    return by_in.per_example > by_out.per_example ? by_in : by_out;
}

/// ... and of a convolution, edges and all: what its first operand meets is its second, if that is a tile, or its result.
constexpr auto products_of(graphs::op const& o, graphs::window const& w, graphs::loop const& in,
                           graphs::loop const& second, graphs::loop const& out) -> extent
{
    bool const of_tiles =
        o.what == graphs::op_kind::convolve_outer || o.what == graphs::op_kind::group_convolve_outer;
    return {w.out_positions() * w.taps() * in.cols * (of_tiles ? second : out).cols / w.groups, 0};
}

/// Operations of one op for one example: what it does to a kernel or a row is shared by the batch and counts
/// nothing.
template <class G>
constexpr auto operations(G const& g, graphs::op const& o) -> long
{
    auto const& out = g.tensors[o.out].over;
    auto const& in = g.tensors[o.in[0]].over;
    switch (about(o.what).work) {
    case graphs::counting::products:
        return 2 *
            (o.window < 0 ? products_of(in, out)
                          : products_of(o, g.windows[o.window], in, g.tensors[o.in[1]].over, out))
                .per_example;
    case graphs::counting::reads:
        return in.numbers().per_example;
    case graphs::counting::formula:
        return out.numbers().per_example > 0
            ? out.numbers().per_example * cost_of_formula(typename G::formulas{}, o.f.base, o.arity)
            : 0;
    case graphs::counting::nothing:
        break;
    }
    return 0;
}

/// Bytes of a plan: what the model keeps, and the arena of a batch.
template <class Plan>
constexpr auto bytes_of(long batch) -> long
{
    using t = tables<Plan>;
    constexpr auto count = static_cast<std::size_t>(Plan::residents.items.count);
    long at[count > 0 ? count : 1]{};
    int scratch[count > 0 ? count : 1]{};
    long total = offsets(span_of(t::residents), Plan::residents.carried, batch, Plan::panel, {at, count},
                         {scratch, count});
    auto const& g = Plan::graph;
    for (auto p : g.parameters) {
        total += room(padded(g.tensors[p].over, Plan::panel), batch, Plan::panel);
    }
    for (auto s : g.states) {
        total += room(padded(g.tensors[s].over, Plan::panel), batch, Plan::panel);
    }
    return total * static_cast<long>(sizeof(typename Plan::scalar));
}

} // namespace plan

/// Numbers that a network learns. A constant expression.
template <node Net>
constexpr auto parameters(Net const&) -> long
{
    long count = 0;
    if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) {
        auto const& g = plan::forward_of<float, Net>::graph;
        for (auto p : g.parameters) {
            count += g.tensors[p].over.numbers().fixed;
        }
    }
    return count;
}

/// Operations of one example in inference: a multiply-add counts two, a division or square root 4, an
/// exponential 16, a hyperbolic tangent 26, an error function 23, a logarithm 30. A constant expression.
template <node Net>
constexpr auto flops(Net const&) -> long
{
    long count = 0;
    if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) {
        auto const& g = plan::forward_of<float, Net>::graph;
        for (auto const& o : g.ops) {
            count += plan::operations(g, o);
        }
    }
    return count;
}

/// Bytes of a model in inference with this batch: parameters, state and arena. A constant expression.
///
/// Example  static_assert(memory<float>(net, 64) < 1'000'000);
template <class T = float, node Net>
constexpr auto memory(Net const&, long batch_rows) -> long
{
    if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) {
        return plan::bytes_of<plan::forward_of<T, Net>>(batch_rows);
    }
    return 0;
}

/// The same in training: with gradients that reach memory, activations and the optimizer's state. Targets that are classes
/// take no rows; where batches are mixed, or a data set holds probabilities, batch rows x classes numbers come on top.
template <class T = float, node Net, objective_like Terms, updates_like Updates>
constexpr auto memory(Net const&, Terms const& terms, Updates const& updates, long batch_rows) -> long
{
    using objective = std::remove_const_t<decltype(expr::as_objective(terms))>;
    using chain = std::remove_const_t<decltype(expr::as_chain(updates))>;
    using plan_type = plan::compiled<Net, objective, chain, plan::purpose::train, plan::fusion::fused, T>;
    if constexpr (passes<decltype(refuse(checking::training<plan_type, Net, objective, chain>()))>) {
        return plan::bytes_of<plan_type>(batch_rows);
    }
    return 0;
}

// Arguments that are missing, too many, or of another type.
template <class... A>
constexpr auto parameters(A const&...) -> long
{
    refuse(parameters_takes_a_network<A...>{});
    return 0;
}
template <class... A>
constexpr auto flops(A const&...) -> long
{
    refuse(flops_takes_a_network<A...>{});
    return 0;
}
template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::memory<T>(static_cast<A&&>(a)...); })
constexpr auto memory(A&&...) -> long
{
    refuse(
        memory_takes_a_network_or_a_network_objective_updates_then_batch_rows<std::remove_cvref_t<A>...>{});
    return 0;
}

} // namespace lagom
