// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>

#include <charconv>
#include <cmath>
#include <concepts>
#include <string>

/// The words of errors about a number and the range that it should be in.
namespace lagom {

/// The fewest digits that read back as this number. A NaN has no sign.
template <std::floating_point F>
auto number_text(F x) -> std::string
{
    char text[32];
    return std::isnan(x)
        ? "nan"
        : std::string(text, std::to_chars(text, text + sizeof text, x, std::chars_format::general).ptr);
}

inline auto range_text(double low, double high) -> std::string
{
    if (low == -unlimited && high == unlimited) {
        return "finite";
    }
    if (low < -unlimited && high > unlimited) {
        return "a number";
    }
    if (low == zero_or_drawn) {
        return "0 or in [2^-16, 1 - 2^-16]";
    }
    if (low == zero_or_whole) {
        return "0 or in [1, " + number_text(high) + "]";
    }
    if (high >= unlimited) {
        return low == above_zero ? "above 0" : "at least " + number_text(low);
    }
    auto const from = low == above_zero ? std::string("(0") : "[" + number_text(low);
    return "in " + from + ", " + (high == below_one ? std::string("1)") : number_text(high) + "]");
}

/// "is 1.5, but must be in [0, 1)", with the place of the number behind it, if it has one.
template <std::floating_point F>
auto misfit_text(F value, double low, double high, std::string const& place = {}) -> std::string
{
    auto const is_too_large = std::isinf(value) && high == unlimited && low > -unlimited;
    return "is " + number_text(value) + place + ", but must be " + range_text(low, high) +
        (is_too_large ? " and finite" : "");
}

} // namespace lagom
