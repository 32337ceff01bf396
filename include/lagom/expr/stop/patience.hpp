// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/finite.hpp>
#include <lagom/expr/stop/metric.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

template <lagom::metric Metric, bool Restores>
struct patience_t {
    using stop_concept = stop_tag;
    using metric = Metric;

    static constexpr char const* name = "patience";
    static constexpr bool restores = Restores;

    long count;
    double gain = 0; // what an improvement must exceed
    long earliest = 0;

    struct state {
        double best = expr::infinity; // times the metric's sign
        long waited = 0;

        constexpr void remember(auto&& sink)
        {
            sink("best", best);
            sink("waited", waited);
        }
    };

    constexpr auto see(state& s, evaluation const& now, long seen) const -> bool
    {
        auto const value = Metric::sign * Metric::of(now);
        if (value < s.best - gain) {
            s = {.best = value, .waited = 0};
        } else {
            ++s.waited;
        }
        return s.waited >= count && seen >= earliest;
    }

    /// A value improves if it is better than the last improvement by more than `least`, absolute.
    ///
    /// Requires  0 <= least, finite
    constexpr auto min_delta(double least) const -> patience_t
    {
        auto copy = *this;
        copy.gain = in_range("patience", "min_delta", least, 0, unlimited);
        return copy;
    }
    /// Does not stop before `epochs` epochs; what happens before counts all the same.
    ///
    /// Requires  0 <= epochs
    constexpr auto min_epochs(long epochs) const -> patience_t
    {
        auto copy = *this;
        copy.earliest = basics::at_least(0, epochs, "patience", "min_epochs");
        return copy;
    }
    /// The run ends with the weights of the best value seen, whichever clause ends it.
    constexpr auto restoring_best() const -> patience_t<Metric, true>
    {
        return {.count = count, .gain = gain, .earliest = earliest};
    }
    /// Watches another metric than the data loss.
    template <lagom::metric M>
    constexpr auto watching(M) const -> patience_t<M, Restores>
    {
        return {.count = count, .gain = gain, .earliest = earliest};
    }
    template <class M>
    constexpr auto watching(M) const -> patience_t
    {
        refuse(watching_takes_loss_or_accuracy<M>{});
        return *this;
    }

    constexpr void describe(auto&& write) const
    {
        write(name, count);
        if (gain > 0) {
            write(".min_delta", gain);
        }
        if (earliest > 0) {
            write(".min_epochs", earliest);
        }
        if constexpr (!std::is_same_v<Metric, loss_metric>) {
            write(".watching", Metric::name);
        }
        if constexpr (Restores) {
            write(".restoring_best()");
        }
    }
};

/// Stops after exactly `count` evaluations in a row without an improvement. Equal is none, nor is NaN.
///
/// Requires  count >= 1
/// Throws    argument_error
/// Example   patience(10).min_delta(1e-3).restoring_best()
constexpr auto patience(long count) -> patience_t<loss_metric, false>
{
    return {.count = basics::at_least(1, count, "patience", "count")};
}

} // namespace lagom
