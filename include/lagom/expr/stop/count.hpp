// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>

namespace lagom::detail {

/// `in_range` for whole numbers that have no upper end.
constexpr auto at_least(long low, long value, char const* node, char const* name) -> long
{
    in_range(node, name, static_cast<double>(value), static_cast<double>(low), unlimited);
    return value;
}

} // namespace lagom::detail
