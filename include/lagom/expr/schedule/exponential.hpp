// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/schedule/constant.hpp>

#include <cmath>

namespace lagom {

struct exponential_t {
    using schedule_concept = schedule_tag;

    static constexpr bool needs_length = false;

    double rate, factor;

    auto at(moment const& now) const -> double { return rate * std::pow(factor, now.step); }
};

/// The rate is multiplied by `factor` after every step.
///
/// Requires  0 <= rate, 0 < factor, finite
/// Throws    argument_error
constexpr auto exponential(double rate, double factor) -> exponential_t
{
    return {.rate = in_range("exponential", "rate", rate, 0, unlimited),
            .factor = in_range("exponential", "factor", factor, above_zero, unlimited)};
}

} // namespace lagom
