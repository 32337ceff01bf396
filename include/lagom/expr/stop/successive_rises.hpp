// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/finite.hpp>
#include <lagom/expr/stop/metric.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

struct successive_rises_t {
    using stop_concept = stop_tag;
    using metric = loss_metric;

    static constexpr char const* name = "successive_rises";

    long strips, strip;

    struct state {
        double last = expr::infinity; // the first strip end does not rise
        long rises = 0;

        constexpr void remember(auto&& sink)
        {
            sink("last", last);
            sink("rises", rises);
        }
    };

    constexpr auto see(state& s, evaluation const& now, long seen) const -> bool
    {
        if (seen % strip != 0) {
            return false;
        }
        s = {.last = now.loss, .rises = now.loss > s.last ? s.rises + 1 : 0};
        return s.rises >= strips;
    }

    constexpr void describe(auto&& write) const { write(name, strips, strip); }
};

/// Stops when the loss at the end of a strip of epochs has risen `strips` times in a row.
///
/// Requires  strips >= 1, strip >= 1
/// Throws    argument_error
/// Source    Prechelt (1998), class UP; strip ends only, as there
constexpr auto successive_rises(long strips, long strip = 5) -> successive_rises_t
{
    return {.strips = basics::at_least(1, strips, "successive_rises", "strips"),
            .strip = basics::at_least(1, strip, "successive_rises", "strip")};
}

} // namespace lagom
