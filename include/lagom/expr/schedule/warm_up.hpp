// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/schedule/constant.hpp>

namespace lagom {

template <rate_schedule Schedule, schedule_length Length>
struct warm_up_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = Schedule::needs_length;

    Schedule schedule;
    Length length;
    double start = 0;

    auto at(moment const& now) const -> double
    {
        auto const n = length_in_steps(length, now);
        auto const share = now.step < n ? now.step / n : 1;
        return schedule.at(now) * (start + (1 - start) * share);
    }

    /// Begins with `factor` times the rate instead of 0.
    ///
    /// Requires  0 <= factor <= 1
    constexpr auto from(double factor) const -> warm_up_t
    {
        return {.schedule = schedule, .length = length, .start = in_range("warm_up", "from", factor, 0, 1)};
    }
};

/// Multiplies a rate, or a schedule that starts at the same time, by a factor that rises in a line from 0 to
/// 1 over `length`.
///
/// Throws    argument_error
/// Example   warm_up(cosine(1e-3), epochs(2)).from(0.1)
template <rate_like Rate, schedule_length Length>
constexpr auto warm_up(Rate rate, Length length) -> warm_up_t<decltype(expr::as_schedule(rate)), Length>
{
    return {.schedule = expr::as_schedule(rate), .length = length};
}

template <class... A>
    requires(!requires(A&&... a) { lagom::warm_up(static_cast<A&&>(a)...); })
constexpr auto warm_up(A&&...) -> constant_t
{
    refuse(warm_up_takes_a_rate_or_schedule_then_its_length_as_steps_or_epochs<std::remove_cvref_t<A>...>{});
    return {.rate = 0};
}

} // namespace lagom
