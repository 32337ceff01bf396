// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/finite.hpp>
#include <lagom/expr/stop/metric.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

namespace expr {

struct lowest_loss {
    double lowest = infinity;

    /// GL: by how many per cent `value` lies above the lowest loss so far.
    constexpr auto percent_above(double value) -> double
    {
        lowest = value < lowest ? value : lowest;
        return 100 * (value / lowest - 1);
    }
    constexpr void remember(auto&& sink) { sink("lowest", lowest); }
};

} // namespace expr

struct generalization_loss_t {
    using stop_concept = stop_tag;
    using state = expr::lowest_loss;
    using metric = loss_metric;

    static constexpr char const* name = "generalization_loss";

    double alpha;

    constexpr auto see(state& s, evaluation const& now, long) const -> bool
    {
        return s.percent_above(now.loss) > alpha;
    }

    constexpr void describe(auto&& write) const { write(name, alpha); }
};

/// Stops when the loss is more than `alpha` per cent above the lowest so far.
///
/// Requires  0 < alpha, finite; a loss that is positive (a ratio says nothing about others)
/// Throws    argument_error
/// Source    Prechelt: Early stopping, but when? (1998), class GL
constexpr auto generalization_loss(double alpha) -> generalization_loss_t
{
    return {.alpha = in_range("generalization_loss", "alpha", alpha, above_zero, unlimited)};
}

} // namespace lagom
