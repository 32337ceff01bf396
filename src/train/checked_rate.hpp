// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/range_text.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/plan/view.hpp>

namespace lagom::trainers {

/// A rate that a schedule gave, if the optimizer can take it: the range is that of its setting. `when()`
/// says where the run is, and is called for an error only: a step allocates nothing.
inline auto checked_rate(plan::view const& p, char const* optimizer, double rate, auto when) -> double
{
    if (p.learning_rate < 0) {
        return rate;
    }
    auto const& t = p.at(p.learning_rate);
    if (!is_within(rate, t.low, t.high)) {
        throw argument_error(std::string(optimizer) + ": the " + t.name + " of its schedule " +
                             misfit_text(rate, t.low, t.high, " " + when()));
    }
    return rate;
}

} // namespace lagom::trainers
