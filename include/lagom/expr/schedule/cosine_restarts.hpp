// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/schedule/cosine.hpp>

namespace lagom {

template <schedule_length Length>
struct cosine_restarts_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = false;

    double rate;
    Length first_period;
    double times;
    double low = 0;

    auto at(moment const& now) const -> double
    {
        auto period = length_in_steps(first_period, now);
        auto step = now.step;
        if (times == 1) {
            step = std::fmod(step, period);
        }
        while (step >= period) {
            step -= period;
            period *= times;
        }
        return expr::half_cosine(rate, low, step / period);
    }

    /// Falls to `lowest` instead of 0.
    ///
    /// Requires  0 <= lowest <= rate
    constexpr auto down_to(double lowest) const -> cosine_restarts_t
    {
        return {.rate = rate,
                .first_period = first_period,
                .times = times,
                .low = in_range("cosine_restarts", "down_to", lowest, 0, rate)};
    }
};

/// A cosine from `rate` to 0, again and again; each period is `times` as long as the one before.
///
/// Requires  0 <= rate, 1 <= times, finite
/// Throws    argument_error
/// Source    Loshchilov, Hutter: SGDR (2017), equation 5
template <schedule_length Length>
constexpr auto cosine_restarts(double rate, Length first_period, double times = 1)
    -> cosine_restarts_t<Length>
{
    return {.rate = in_range("cosine_restarts", "rate", rate, 0, unlimited),
            .first_period = first_period,
            .times = in_range("cosine_restarts", "times", times, 1, unlimited)};
}

template <class... A>
    requires(!requires(A&&... a) { lagom::cosine_restarts(static_cast<A&&>(a)...); })
constexpr auto cosine_restarts(A&&...) -> constant_t
{
    refuse(
        cosine_restarts_takes_a_rate_then_its_first_period_as_steps_or_epochs<std::remove_cvref_t<A>...>{});
    return {.rate = 0};
}

} // namespace lagom
