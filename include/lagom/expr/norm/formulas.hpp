// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>

/// What the norms share: the same formulas, reduced over the batch or over the row.
namespace lagom::formulas {

struct share {
    static constexpr auto name = "share";
    static constexpr pull rules[]{pull::linear, pull::none};
    constexpr auto operator()(auto total, auto count) const { return total / count; }
};
struct centred_square { // its derivative by the mean sums to zero over what was averaged
    static constexpr auto name = "(x-mean)^2";
    static constexpr pull rules[]{pull::slope, pull::none};
    constexpr auto operator()(auto x, auto mean) const { return (x - mean) * (x - mean); }
};
struct inverse_deviation {
    static constexpr auto name = "1/sqrt(var+eps)";
    static constexpr pull rules[]{pull::slope, pull::none, pull::none};
    constexpr auto operator()(auto squares, auto count, auto eps) const
    {
        return 1 / sqrt(squares / count + eps);
    }
};
struct normalize {
    static constexpr auto name = "(x-mean)/sd";
    static constexpr pull rules[]{pull::slope, pull::slope, pull::slope};
    constexpr auto operator()(auto x, auto mean, auto inverse) const { return (x - mean) * inverse; }
};
struct moving_average {
    static constexpr auto name = "moving average";
    static constexpr pull rules[]{pull::none, pull::none, pull::none};
    constexpr auto operator()(auto old, auto now, auto rate) const { return old + rate * (now - old); }
};
struct moving_variance {
    static constexpr auto name = "moving variance";
    static constexpr pull rules[]{pull::none, pull::none, pull::none, pull::none};
    constexpr auto operator()(auto old, auto squares, auto count, auto rate) const
    {
        return old + rate * (squares / (count - 1) - old);
    }
};

using norms = types<share, centred_square, inverse_deviation, normalize, times, add>;

} // namespace lagom::formulas
