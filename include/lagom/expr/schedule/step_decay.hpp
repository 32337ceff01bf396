// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/schedule/constant.hpp>

#include <cmath>

namespace lagom {

template <schedule_length Length>
struct step_decay_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = false;

    double rate;
    Length every;
    double factor;

    auto at(moment const& now) const -> double
    {
        return rate * std::pow(factor, std::floor(now.step / length_in_steps(every, now)));
    }
};

/// The rate is multiplied by `factor` after every `every`.
///
/// Requires  0 <= rate, 0 < factor, finite
/// Throws    argument_error
/// Example   step_decay(0.1, epochs(30), 0.1)
template <schedule_length Length>
constexpr auto step_decay(double rate, Length every, double factor) -> step_decay_t<Length>
{
    return {.rate = in_range("step_decay", "rate", rate, 0, unlimited),
            .every = every,
            .factor = in_range("step_decay", "factor", factor, above_zero, unlimited)};
}

template <class... A>
    requires(!requires(A&&... a) { lagom::step_decay(static_cast<A&&>(a)...); })
constexpr auto step_decay(A&&...) -> constant_t
{
    refuse(step_decay_takes_a_rate_then_its_period_as_steps_or_epochs_then_a_factor<
           std::remove_cvref_t<A>...>{});
    return {.rate = 0};
}

} // namespace lagom
