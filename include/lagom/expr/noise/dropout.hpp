// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/expr/noise/granularity.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {
namespace formulas {

struct drop {
    static constexpr auto name = "dropout";
    static constexpr pull rules[]{pull::linear, pull::none, pull::none, pull::none};
    static constexpr bool zeroing = true;
    constexpr auto operator()(auto x, auto u, auto rate, auto scale) const
    {
        return where(u >= rate, x * scale, decltype(x)(0));
    }
};
struct kept_scale {
    static constexpr auto name = "1/(1-rate)";
    constexpr auto operator()(auto rate) const { return 1 / (1 - rate); }
};

} // namespace formulas

template <drawn_per Per = drawn_per::element>
struct dropout_t {
    using node_concept = node_tag;
    using formulas = types<formulas::drop, formulas::kept_scale>;
    static constexpr auto kind = "dropout";
    static constexpr int ops = 8;
    static constexpr ranged rate_range{"rate", zero_or_drawn, 1 - smallest_draw};

    double rate = 0.5;

    constexpr auto lower(auto& g, short x, shape) const -> short
    {
        auto const r = g.rate(rate, rate_range);
        auto const y = !g.training
            ? x
            : g.map(lagom::formulas::drop{},
                    {x, g.draw(expr::draws_of(g.tensors[x].over, Per), graphs::law::uniform), r,
                     g.map(lagom::formulas::kept_scale{}, {r})});
        g.remark_on(y, graphs::remark::dropped_out);
        return y;
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }

    /// A whole channel of an example is dropped, at all its positions: SpatialDropout, over time locked dropout. On a
    /// vector as without.
    constexpr auto per_channel() const
    {
        return expr::drawn_for<lagom::dropout_t, Per, drawn_per::channel>(rate);
    }
    /// A whole position of an example is.
    constexpr auto per_position() const
    {
        return expr::drawn_for<lagom::dropout_t, Per, drawn_per::position>(rate);
    }
    /// A whole example is: around the body of a residual, stochastic depth.
    constexpr auto per_example() const
    {
        return expr::drawn_for<lagom::dropout_t, Per, drawn_per::example>(rate);
    }
};

/// Zeroes each activation with probability `rate` while training, and scales the rest to keep the mean.
///
/// Shape      S -> S, any S
/// Draws      one an element; dropout(p).per_channel(), .per_position() and .per_example() draw one for all of these
/// Params     none; the mask is drawn again in backward where it is needed, never stored
/// Training   y = m * x / (1 - p),  dx = m * dy / (1 - p),  m ~ Bernoulli(1 - p); p is the rate rounded up to a
///            multiple of 2^-16, in the mask and in the scale alike
/// Inference  y = x; the plan drops the node
/// Cost       one multiply and one random lane an element; fuses into the loop that produces x
/// Requires   rate 0, or in [2^-16, 1 - 2^-16]
/// Source     Srivastava et al., JMLR 15 (2014), section 10, with the scale moved to training; per_channel: Tompson et
///            al.: Efficient object localization using convolutional networks (2015), section 3.2; per_example in a
///            residual: Huang et al.: Deep networks with stochastic depth (2016)
constexpr auto dropout(double rate) -> dropout_t<>
{
    return {in_range("dropout", "rate", rate, zero_or_drawn, 1 - smallest_draw)};
}

} // namespace lagom
