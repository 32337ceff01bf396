// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <limits>

namespace lagom {

/// The largest number below 1: the end of a range that leaves 1 out.
inline constexpr double below_one = 1 - std::numeric_limits<double>::epsilon() / 2;
/// The smallest number above 0.
inline constexpr double above_zero = std::numeric_limits<double>::min();
inline constexpr double unlimited = std::numeric_limits<double>::max();

/// Throws the argument_error that names the node (or the path), the number and the range.
[[noreturn]] void number_is_outside_its_range(char const* node, char const* name, double value, double low,
                                              double high);

/// `value`, if it is in [low, high]. In a constant expression anything else does not compile; at run time it
/// is an argument_error that names the node, the number and the range.
constexpr auto in_range(char const* node, char const* name, double value, double low, double high) -> double
{
    if (!(value >= low && value <= high)) {
        number_is_outside_its_range(node, name, value, low, high);
    }
    return value;
}

namespace detail {

/// `in_range` for whole numbers that have no upper end.
constexpr auto at_least(long low, long value, char const* node, char const* name) -> long
{
    if (value < low) {
        number_is_outside_its_range(node, name, static_cast<double>(value), static_cast<double>(low),
                                    unlimited);
    }
    return value;
}

} // namespace detail
} // namespace lagom
