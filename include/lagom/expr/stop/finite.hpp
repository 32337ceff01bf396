// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace lagom::expr {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Neither infinite nor NaN, by the bits: a compiler that was told that there are no such numbers cannot take
/// it for granted, and std::isfinite is not constexpr in C++20.
constexpr auto finite(double value) -> bool
{
    constexpr std::uint64_t exponent = 0x7ff0000000000000;
    return (std::bit_cast<std::uint64_t>(value) & exponent) != exponent;
}

} // namespace lagom::expr
