// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

struct steps_t {
    using stop_concept = stop_tag;
    using state = expr::no_state;

    static constexpr char const* name = "steps";
    static constexpr bool bounds_run = true;

    long count;

    constexpr auto see(state&, evaluation const& now, long) const -> bool { return now.step >= count; }
    constexpr auto within(long step, double) const -> bool { return step >= count; }

    constexpr void describe(auto&& write) const { write(name, count); }
};

/// Stops after `count` steps, within an epoch too. As the length of a schedule: that many steps.
///
/// Requires  count >= 1
/// Throws    argument_error
constexpr auto steps(long count) -> steps_t
{
    return {.count = basics::at_least(1, count, "steps", "count")};
}

} // namespace lagom
