// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/generalization_loss.hpp>

namespace lagom {

struct progress_quotient_t {
    using stop_concept = stop_tag;
    using metric = loss_metric;

    static constexpr char const* name = "progress_quotient";
    static constexpr bool reads_training = true;

    double alpha;
    long strip;

    struct state {
        expr::lowest_loss validation;
        double sum = 0, lowest = expr::infinity; // of the strip's training losses

        constexpr void remember(auto&& sink)
        {
            sink("validation", validation.lowest);
            sink("sum", sum);
            sink("lowest", lowest);
        }
    };

    constexpr auto see(state& s, evaluation const& now, long seen) const -> bool
    {
        auto const percent = s.validation.percent_above(now.loss);
        s.sum += now.training_loss;
        s.lowest = now.training_loss < s.lowest ? now.training_loss : s.lowest;
        if (seen % strip != 0) {
            return false;
        }
        auto const progress = 1000 * (s.sum / (static_cast<double>(strip) * s.lowest) - 1);
        s.sum = 0;
        s.lowest = expr::infinity;
        return percent > alpha * progress;
    }

    constexpr void describe(auto&& write) const { write(name, alpha, strip); }
};

/// Stops at the end of a strip of epochs when the generalization loss exceeds `alpha` times the training
/// progress: by how many per mille the strip's mean training loss lies above its lowest.
///
/// Requires  0 < alpha, finite; strip >= 2; positive losses
/// Throws    argument_error
/// Source    Prechelt (1998), class PQ; strip ends only, as there
constexpr auto progress_quotient(double alpha, long strip = 5) -> progress_quotient_t
{
    return {.alpha = in_range("progress_quotient", "alpha", alpha, above_zero, unlimited),
            .strip = basics::at_least(2, strip, "progress_quotient", "strip")};
}

} // namespace lagom
