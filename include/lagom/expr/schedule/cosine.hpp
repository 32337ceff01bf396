// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/schedule/constant.hpp>

#include <cmath>
#include <concepts>

namespace lagom {

namespace expr {

/// From `from` at share 0 to `to` at share 1 on half a period of a cosine.
inline auto half_cosine(double from, double to, double share) -> double
{
    return to + (from - to) * (1 + std::cos(3.14159265358979323846 * share)) / 2;
}

} // namespace expr

template <class Length>
struct cosine_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = std::is_same_v<Length, whole_run>;

    double rate;
    Length length;
    double low = 0;

    auto at(moment const& now) const -> double
    {
        auto const period = length_in_steps(length, now);
        return now.step < period ? expr::half_cosine(rate, low, now.step / period) : low;
    }

    /// Falls to `lowest` instead of 0.
    ///
    /// Requires  0 <= lowest <= rate
    constexpr auto down_to(double lowest) const -> cosine_t
    {
        return {.rate = rate, .length = length, .low = in_range("cosine", "down_to", lowest, 0, rate)};
    }
};

namespace expr {

struct cosine_of_a_rate {
    constexpr auto operator()(double rate) const -> cosine_t<whole_run>
    {
        return {.rate = in_range("cosine", "rate", rate, 0, unlimited), .length = {}};
    }
    template <schedule_length Length>
    constexpr auto operator()(double rate, Length length) const -> cosine_t<Length>
    {
        return {.rate = in_range("cosine", "rate", rate, 0, unlimited), .length = length};
    }
};

} // namespace expr

/// Falls from `rate` to 0 on half a period of a cosine, over `length` or the whole run, and stays there.
///
/// Requires  0 <= rate, finite
/// Throws    argument_error
/// Source    Loshchilov, Hutter: SGDR (2017), equation 5, without restarts
/// Example   cosine(5e-3, steps(2000)).down_to(1e-5)
inline constexpr struct cosine_without_its_rate : expr::cosine_of_a_rate {
    using cosine_of_a_rate::operator();
    template <class... A>
        requires(!std::invocable<expr::cosine_of_a_rate const&, A...>)
    constexpr auto operator()(A&&...) const -> constant_t
    {
        refuse(cosine_takes_a_rate_then_its_length_as_steps_or_epochs<std::remove_cvref_t<A>...>{});
        return {.rate = 0};
    }
} cosine{};

} // namespace lagom
