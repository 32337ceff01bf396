// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/lagom.hpp>

/// Small graphs, written op by op, and plans of small networks.
namespace by_hand {

namespace graphs = lagom::graphs;
namespace plan = lagom::plan;
using graphs::op_kind;
using graphs::space;
using lagom::role;

/// Linear in its first operand, with slopes by dual numbers, or known from its output.
struct scaled {
    static constexpr graphs::pull rules[]{graphs::pull::linear, graphs::pull::none};
    constexpr auto operator()(auto x, auto factor) const { return x * factor; }
};
struct squared {
    constexpr auto operator()(auto x) const { return x * x; }
};
struct risen {
    static constexpr graphs::pull rules[]{graphs::pull::output};
    constexpr auto operator()(auto x) const { return exp(x); }
    static constexpr auto from_output(auto dy, auto y) { return dy * y; }
};

using formulas =
    decltype(lagom::formulas::core{} +
             lagom::types<scaled, squared, risen, lagom::formulas::relu, lagom::formulas::drop>{});
using graph = graphs::graph<64, formulas>;

constexpr auto features(graph& g, int cols, bool differentiable = false) -> short
{
    return g.input =
               g.activations(role::input, graphs::loop_of(lagom::vector_of(cols)), "input", differentiable);
}
constexpr auto kernel(graph& g, int rows, int cols) -> short
{
    return g.parameter(role::kernel, rows, cols, 1, "kernel");
}

/// The op that makes a tensor.
constexpr auto maker(graph const& g, short t) -> graphs::op const& { return g.ops[g.tensors[t].producer]; }
/// How many ops are of a kind, from a place on.
constexpr auto count(auto const& g, op_kind what, int from = 0) -> int
{
    int n = 0;
    for (int i = from; i < g.ops.count; ++i) {
        n += g.ops[i].what == what ? 1 : 0;
    }
    return n;
}
/// Whether a map applies a formula, in a reading.
template <class F>
constexpr auto applies(graph const& g, short t, signed char reading = graphs::formula::value) -> bool
{
    auto const& o = maker(g, t);
    return o.what == op_kind::map &&
        o.f == graphs::formula{static_cast<short>(lagom::basics::index_of<F>(formulas{})), reading};
}

/// The plan of a training step of an expression.
template <class Net, class Terms, class Updates, plan::purpose Why = plan::purpose::train,
          plan::fusion How = plan::fusion::fused>
using plan_of =
    plan::compiled<std::remove_const_t<Net>,
                   std::remove_const_t<decltype(lagom::expr::as_objective(Terms{}))>,
                   std::remove_const_t<decltype(lagom::expr::as_chain(Updates{}))>, Why, How, float>;

} // namespace by_hand
