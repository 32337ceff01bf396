// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {
namespace formulas {

struct square {
    static constexpr auto name = "square";
    constexpr auto operator()(auto x) const { return x * x; }
};
struct clip_factor {
    static constexpr auto name = "min(1, limit/norm)";
    constexpr auto operator()(auto squares, auto limit) const
    {
        return where(squares > limit * limit, limit / sqrt(squares), decltype(squares)(1));
    }
};
struct clamp {
    static constexpr auto name = "clip value";
    constexpr auto operator()(auto x, auto limit) const
    {
        return max(min(x, decltype(x)(limit)), decltype(x)(-limit));
    }
};

} // namespace formulas

struct clip_norm_t {
    using update_concept = update_tag;
    using formulas = types<formulas::square, formulas::clip_factor, formulas::add, formulas::times>;
    static constexpr auto stage = update_stage::gradient;
    static constexpr auto name = "clip_norm";

    double limit = 1;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(self.limit, "limit", above_zero, unlimited);
    }
    constexpr void transform(auto& g, auto const& b) const
    {
        namespace f = lagom::formulas;
        short squares = -1;
        for (int i = 0; i < g.parameters.count; ++i) {
            if (short const dw = g.gradient[i]; dw >= 0) {
                auto const by_element = g.map(f::square{}, {dw});
                auto const own =
                    g.total(g.tensors[dw].over.where == graphs::space::kernel ? g.column_sum(by_element)
                                                                              : by_element);
                squares = squares < 0 ? own : g.map(f::add{}, {squares, own});
            }
        }
        if (squares < 0) {
            return;
        }
        auto const factor = g.map(f::clip_factor{}, {squares, b.at[0]});
        for (int i = 0; i < g.parameters.count; ++i) {
            if (g.gradient[i] >= 0) {
                g.gradient[i] = g.map(f::times{}, {g.gradient[i], factor});
            }
        }
    }
};

/// Multiplies all gradients by limit / norm where their norm, taken over all parameters together, is above
/// the limit; below it every bit stays.
///
/// Source   Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks (2013),
/// algorithm 1; exact, as
///          optax (PyTorch adds 1e-6 to the norm)
constexpr auto clip_norm(double limit) -> clip_norm_t
{
    return {in_range("clip_norm", "limit", limit, above_zero, unlimited)};
}

struct clip_value_t {
    using update_concept = update_tag;
    using formulas = types<formulas::clamp>;
    static constexpr auto stage = update_stage::gradient;
    static constexpr auto name = "clip_value";

    double limit = 1;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(self.limit, "limit", above_zero, unlimited);
    }
    constexpr void transform(auto& g, auto const& b) const
    {
        for (int i = 0; i < g.parameters.count; ++i) {
            if (g.gradient[i] >= 0) {
                g.gradient[i] = g.map(lagom::formulas::clamp{}, {g.gradient[i], b.at[0]});
            }
        }
    }
};

/// Brings each number of the gradient into [-limit, limit].
constexpr auto clip_value(double limit) -> clip_value_t
{
    return {in_range("clip_value", "limit", limit, above_zero, unlimited)};
}

} // namespace lagom
