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
/// Draws are multiples of this: a probability that is nearer to 0 or to 1 is none of theirs.
inline constexpr double smallest_draw = 0x1p-16;
/// The low end of the range of a probability that is drawn: 0, or at least `smallest_draw`.
inline constexpr double zero_or_drawn = -std::numeric_limits<double>::min();

/// The low end of the range of a count, of which the whole part counts: 0, or at least 1. What is between was meant as a
/// share, and would do nothing.
inline constexpr double zero_or_whole = -2 * std::numeric_limits<double>::min();

constexpr auto is_within(double value, double low, double high) -> bool
{
    double const least = low == zero_or_drawn ? smallest_draw : low == zero_or_whole ? 1 : low;
    bool const may_be_zero = low == zero_or_drawn || low == zero_or_whole;
    return (value >= least && value <= high) || (may_be_zero && value == 0);
}

/// A number as a step uses it: a probability that is drawn is the first multiple of `smallest_draw` that is not below
/// it, so that what is scaled by it is scaled by what happens.
constexpr auto as_drawn(double value, double low) -> double
{
    if (low != zero_or_drawn) {
        return value;
    }
    auto const whole = static_cast<long>(value / smallest_draw);
    return static_cast<double>(whole) * smallest_draw < value ? static_cast<double>(whole + 1) * smallest_draw
                                                              : static_cast<double>(whole) * smallest_draw;
}

/// Throws the argument_error that names the node (or the path), the number and the range.
[[noreturn]] void number_is_outside_its_range(char const* node, char const* name, double value, double low,
                                              double high);

/// `value`, if it is within [low, high]. In a constant expression anything else does not compile; at run time it
/// is an argument_error that names the node, the number and the range.
constexpr auto in_range(char const* node, char const* name, double value, double low, double high) -> double
{
    if (!is_within(value, low, high)) {
        number_is_outside_its_range(node, name, value, low, high);
    }
    return value;
}

/// A number that a node has: its name and its range, for its lowering and for what visits rates. What makes the node
/// states them as literals once more, to `in_range`: g++ shows a user those, and no members.
struct ranged {
    char const* name;
    double low, high;

    /// Hands the number over to what visits rates.
    constexpr void tell(auto& value, auto&& sink) const { sink(name, value, low, high); }
};

namespace basics {

/// `in_range` for whole numbers that have no upper end.
constexpr auto at_least(long low, long value, char const* node, char const* name) -> long
{
    if (value < low) {
        number_is_outside_its_range(node, name, static_cast<double>(value), static_cast<double>(low),
                                    unlimited);
    }
    return value;
}

} // namespace basics
} // namespace lagom
