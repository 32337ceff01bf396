// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

/// The values of pixels: floats of 0 to 1, or bytes of 0 to 255.
namespace lagom::image_number {

template <class T>
inline constexpr bool is_byte = std::same_as<T, std::uint8_t>;

/// What is computed in.
template <class T>
using wide = std::conditional_t<is_byte<T>, float, T>;

template <class T>
inline constexpr auto white = static_cast<wide<T>>(is_byte<T> ? 255 : 1);

/// A value between black and white; of bytes the whole part.
template <class T>
auto clamped(wide<T> value) -> T
{
    return static_cast<T>(std::clamp(value, wide<T>{0}, white<T>));
}

/// A mean of values; of bytes the nearest one, halfway to the even one.
template <class T>
auto nearest(wide<T> value) -> T
{
    if constexpr (is_byte<T>) {
        constexpr auto whole_from_here =
            0x1.8p23F; // floats as large as this have no fraction; a lane can do that
        return static_cast<T>(static_cast<int>((value + whole_from_here) - whole_from_here));
    } else {
        return value;
    }
}

/// Red, green and blue of gray: ITU-R BT.601, with torchvision's digits.
template <class N>
auto gray_of(N red, N green, N blue) -> N
{
    return N(0.2989) * red + N(0.587) * green + N(0.114) * blue;
}

} // namespace lagom::image_number
