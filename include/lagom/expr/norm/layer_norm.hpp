// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/expr/norm/formulas.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {

struct layer_norm_t {
    using node_concept = node_tag;
    using formulas = formulas::norms;
    static constexpr auto kind = "layer_norm";
    static constexpr int ops = 40, parameters = 2;
    static constexpr ranged eps_range{"eps", above_zero, unlimited};

    double eps = 1e-5;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        namespace f = lagom::formulas;
        g.remark_on(x, graphs::remark::row_normalized);
        int const width = in.channels();
        auto const scale = g.parameter(role::norm_scale, 1, width, 1, "scale");
        auto const shift = g.parameter(role::norm_shift, 1, width, 0, "shift");
        auto const e = g.rate(eps, eps_range), count = g.constant(width, "width");
        auto const mean = g.map(f::share{}, {g.row_sum(x), count});
        auto const squares = g.row_sum(g.map(f::centred_square{}, {x, mean}));
        auto const unit =
            g.map(f::normalize{}, {x, mean, g.map(f::inverse_deviation{}, {squares, count, e})});
        return g.map(f::add{}, {g.map(f::times{}, {unit, scale}), shift});
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
    static constexpr void rates(auto& self, auto&& sink) { eps_range.tell(self.eps, sink); }

    /// layer_norm(eps)
    constexpr auto operator()(double new_eps) const -> layer_norm_t
    {
        return {in_range("layer_norm", "eps", new_eps, above_zero, unlimited)};
    }
};

/// Gives each position mean 0 and variance 1 over its channels, then each channel its own scale and shift.
///
/// Shape    [..., n] -> the same; over all numbers of a series or an image: behind flatten
/// Params   scale [n] from 1, shift [n] from 0
/// Formula  y = scale (x - mean) / sqrt(var + eps) + shift, var biased; the same in training and inference
/// Cost     three passes over a row that is in the cache
/// Source   Ba, Kiros, Hinton: Layer normalization (2016), equation 4
inline constexpr layer_norm_t layer_norm{};

} // namespace lagom
