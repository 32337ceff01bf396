// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

struct epochs_t {
    using stop_concept = stop_tag;
    using state = expr::no_state;

    static constexpr char const* name = "epochs";
    static constexpr bool bounds_run = true;

    long count;

    constexpr auto see(state&, evaluation const&, long seen) const -> bool { return seen >= count; }

    constexpr void describe(auto&& write) const { write(name, count); }
};

/// Stops after `count` epochs. As the length of a schedule: that many epochs.
///
/// Requires  count >= 1
/// Throws    argument_error
constexpr auto epochs(long count) -> epochs_t
{
    return {.count = basics::at_least(1, count, "epochs", "count")};
}

} // namespace lagom
