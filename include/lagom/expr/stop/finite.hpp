// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

namespace lagom::detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Neither infinite nor NaN; std::isfinite is not constexpr in C++20.
constexpr auto finite(double value) -> bool
{
    return value >= std::numeric_limits<double>::lowest() && value <= std::numeric_limits<double>::max();
}

} // namespace lagom::detail
