// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/schedule/cosine.hpp>

namespace lagom {

template <class Length>
struct one_cycle_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = std::is_same_v<Length, whole_run>;
    static constexpr double rising_share = 0.3, start_divisor = 25, end_divisor = 1e4;

    double rate;
    Length length;

    auto at(moment const& now) const -> double
    {
        auto const n = length_in_steps(length, now), start = rate / start_divisor;
        auto const top = rising_share * n - 1, end = n - 1;
        if (now.step < top) {
            return expr::half_cosine(start, rate, now.step / top);
        }
        auto const share = now.step < end ? (now.step - top) / (end - top) : 1;
        return expr::half_cosine(rate, start / end_divisor, share);
    }
};

/// Rises from rate / 25 to `rate` over three tenths of the length given (or the whole run), then falls to
/// rate / 250,000; both on half a period of a cosine.
///
/// Requires  0 <= rate, finite
/// Throws    argument_error
/// Source    Smith, Topin: Super-convergence (2018), in PyTorch's form: the turn is at step 0.3 n - 1, a
/// fraction
constexpr auto one_cycle(double rate) -> one_cycle_t<whole_run>
{
    return {.rate = in_range("one_cycle", "rate", rate, 0, unlimited), .length = {}};
}

template <schedule_length Length>
constexpr auto one_cycle(double rate, Length length) -> one_cycle_t<Length>
{
    return {.rate = in_range("one_cycle", "rate", rate, 0, unlimited), .length = length};
}

template <class... A>
    requires(!requires(A&&... a) { lagom::one_cycle(static_cast<A&&>(a)...); })
constexpr auto one_cycle(A&&...) -> constant_t
{
    refuse(one_cycle_takes_a_rate_then_its_length_as_steps_or_epochs<std::remove_cvref_t<A>...>{});
    return {.rate = 0};
}

} // namespace lagom
