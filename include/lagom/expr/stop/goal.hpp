// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/metric.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

template <lagom::metric Metric>
struct goal_t {
    using stop_concept = stop_tag;
    using state = expr::no_state;
    using metric = Metric;

    static constexpr char const* name = "goal";

    double value;

    constexpr auto see(state&, evaluation const& now, long) const -> bool
    {
        return Metric::sign * Metric::of(now) <= Metric::sign * value;
    }

    constexpr void describe(auto&& write) const
    {
        if constexpr (std::is_same_v<Metric, loss_metric>) {
            write(name, value);
        } else {
            write(name, Metric::name, value);
        }
    }
};

/// Stops when the data loss is `value` or lower.
///
/// Requires  a finite value
/// Throws    argument_error
constexpr auto goal(double value) -> goal_t<loss_metric>
{
    return {.value = in_range("goal", "value", value, -unlimited, unlimited)};
}

/// The same on the data loss, named.
constexpr auto goal(loss_metric, double value) -> goal_t<loss_metric> { return goal(value); }

/// Stops when the accuracy, the balanced accuracy or the macro F1 is `value` or higher.
///
/// Requires  0 <= value <= 1
/// Throws    argument_error
template <lagom::metric Metric>
    requires(!std::same_as<Metric, loss_metric>)
constexpr auto goal(Metric, double value) -> goal_t<Metric>
{
    return {.value = in_range("goal", Metric::name, value, 0, 1)};
}

template <class... A>
    requires(!requires(A&&... a) { lagom::goal(static_cast<A&&>(a)...); })
constexpr auto goal(A&&...) -> goal_t<loss_metric>
{
    refuse(goal_takes_a_loss_or_accuracy_and_its_value<std::remove_cvref_t<A>...>{});
    return {.value = 0};
}

} // namespace lagom
