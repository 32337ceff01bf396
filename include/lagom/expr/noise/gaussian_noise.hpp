// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/expr/noise/granularity.hpp>
#include <lagom/graph/op.hpp>

namespace lagom {
namespace formulas {

struct add_noise {
    static constexpr auto name = "gaussian noise";
    static constexpr pull rules[]{pull::same, pull::none, pull::none};
    constexpr auto operator()(auto x, auto z, auto deviation) const { return x + z * deviation; }
};

} // namespace formulas

template <drawn_per Per = drawn_per::element>
struct gaussian_noise_t {
    using node_concept = node_tag;
    using formulas = types<formulas::add_noise>;
    static constexpr auto kind = "gaussian_noise";
    static constexpr int ops = 6;
    static constexpr bool keeps_data =
        true; // so that augmentation may follow; it runs before the network, and so before the noise
    static constexpr ranged deviation_range{"deviation", 0, unlimited};

    double deviation = 0;

    constexpr auto lower(auto& g, short x, shape) const -> short
    {
        auto const s = g.rate(deviation, deviation_range);
        return !g.training
            ? x
            : g.map(lagom::formulas::add_noise{},
                    {x, g.draw(expr::draws_of(g.tensors[x].over, Per), graphs::law::normal), s});
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
    static constexpr void rates(auto& self, auto&& sink) { deviation_range.tell(self.deviation, sink); }

    /// One number for a whole channel of an example, a position or an example.
    constexpr auto per_channel() const
    {
        return expr::drawn_for<lagom::gaussian_noise_t, Per, drawn_per::channel>(deviation);
    }
    constexpr auto per_position() const
    {
        return expr::drawn_for<lagom::gaussian_noise_t, Per, drawn_per::position>(deviation);
    }
    constexpr auto per_example() const
    {
        return expr::drawn_for<lagom::gaussian_noise_t, Per, drawn_per::example>(deviation);
    }
};

/// Adds normal noise with mean 0 and the given standard deviation while training.
///
/// Shape      S -> S, any S
/// Draws      one an element; .per_channel(), .per_position() and .per_example() draw one for all of these
/// Training   y = x + deviation * z, z ~ N(0, 1); dx = dy
/// Inference  y = x; the plan drops the node
/// Requires   deviation >= 0
/// Source     Bishop: Training with noise is equivalent to Tikhonov regularization (1995)
constexpr auto gaussian_noise(double deviation) -> gaussian_noise_t<>
{
    return {in_range("gaussian_noise", "deviation", deviation, 0, unlimited)};
}

} // namespace lagom
