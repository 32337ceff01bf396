// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/formula.hpp>
#include <lagom/graph/tensor.hpp>

namespace lagom {
namespace formulas {

struct standard {
    static constexpr auto name = "standardize";
    static constexpr pull rules[]{pull::slope, pull::none, pull::none};
    constexpr auto operator()(auto x, auto mean, auto deviation) const { return (x - mean) / deviation; }
};

} // namespace formulas

struct standardize_t {
    using node_concept = node_tag;
    using formulas = types<formulas::standard>;
    static constexpr auto kind = "standardize";
    static constexpr int ops = 4;
    static constexpr bool reads_data = true;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        int const width = in.channels();
        auto const mean = g.state(width, 0, "mean", role::feature_mean, -unlimited, unlimited),
                   deviation = g.state(width, 1, "deviation", role::feature_deviation, above_zero, unlimited);
        return g.map(lagom::formulas::standard{}, {x, mean, deviation});
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
};

/// Gives each feature of a vector, each channel of a series or an image, mean 0 and standard deviation 1 over the
/// training data. `fit` measures them once, on
/// the data it trains on, before augmentation; they are kept with the model. A feature that never changes is
/// only centred.
///
/// Shape  S -> S, any S; right after the input (augmentations and flatten may stand between)
/// State  mean, deviation (biased, as scikit-learn's StandardScaler), one a feature
inline constexpr standardize_t standardize{};

} // namespace lagom
