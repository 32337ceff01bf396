// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/expr/norm/formulas.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {
namespace formulas {

struct squared {
    static constexpr auto name = "square";
    constexpr auto operator()(auto x) const { return x * x; }
};

} // namespace formulas

struct rms_norm_t {
    using node_concept = node_tag;
    using formulas = types<formulas::squared, formulas::inverse_deviation, formulas::times>;
    static constexpr auto kind = "rms_norm";
    static constexpr int ops = 24, parameters = 1;
    static constexpr ranged eps_range{"eps", above_zero, unlimited};

    double eps = 1e-6;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        namespace f = lagom::formulas;
        g.remark_on(x, graphs::remark::row_normalized);
        auto const scale = g.parameter(role::norm_scale, 1, in.channels(), 1, "scale");
        auto const e = g.rate(eps, eps_range), count = g.constant(in.channels(), "width");
        auto const squares = g.row_sum(g.map(f::squared{}, {x}));
        auto const inverse = g.map(f::inverse_deviation{}, {squares, count, e});
        return g.map(f::times{}, {g.map(f::times{}, {x, inverse}), scale});
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
    static constexpr void rates(auto& self, auto&& sink) { eps_range.tell(self.eps, sink); }

    /// rms_norm(eps)
    constexpr auto operator()(double new_eps) const -> rms_norm_t
    {
        return {in_range("rms_norm", "eps", new_eps, above_zero, unlimited)};
    }
};

/// Divides each position by the root of the mean square of its channels, then gives each channel its own scale.
///
/// Shape    [..., n] -> the same
/// Params   scale [n] from 1
/// Formula  y = scale x / sqrt(mean(x^2) + eps); the same in training and inference
/// Source   Zhang, Sennrich: Root mean square layer normalization (2019), equation 4
inline constexpr rms_norm_t rms_norm{};

} // namespace lagom
