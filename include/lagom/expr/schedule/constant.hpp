// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/schedule/schedule.hpp>

namespace lagom {

struct constant_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = false;

    double rate;

    constexpr auto at(moment const&) const -> double { return rate; }
};

/// The same rate at every step.
///
/// Requires  0 <= rate, finite
/// Throws    argument_error
constexpr auto constant(double rate) -> constant_t
{
    return {.rate = in_range("constant", "rate", rate, 0, unlimited)};
}

/// What may stand where a rate is expected: a number or a schedule.
template <class T>
concept rate_like = rate_schedule<T> || std::is_arithmetic_v<std::remove_cvref_t<T>>;

namespace expr {

/// A schedule as it is; a number as a constant one. For functions that take either.
template <rate_like Rate>
constexpr auto as_schedule(Rate rate)
{
    if constexpr (rate_schedule<Rate>) {
        return rate;
    } else {
        return constant(static_cast<double>(rate));
    }
}

} // namespace expr

} // namespace lagom
