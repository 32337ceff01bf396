// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

struct time_limit_t {
    using stop_concept = stop_tag;
    using state = expr::no_state;

    static constexpr char const* name = "time_limit";
    static constexpr bool bounds_run = true;

    double limit;

    constexpr auto see(state&, evaluation const& now, long) const -> bool { return now.seconds >= limit; }
    constexpr auto within(long, double seconds) const -> bool { return seconds >= limit; }

    constexpr void describe(auto&& write) const { write(name, limit); }
};

/// Stops after the first step that ends `seconds` or more after the start.
///
/// Requires  0 < seconds, finite
/// Throws    argument_error
constexpr auto time_limit(double seconds) -> time_limit_t
{
    return {.limit = in_range("time_limit", "seconds", seconds, above_zero, unlimited)};
}

} // namespace lagom
