// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lagom {

/// The place of the first number that is a NaN or above `largest` in size; `count` if there is none. In
/// blocks without a branch, which the compiler vectorizes: a data set is read at the speed of memory.
template <class T>
auto first_unfit(T const* values, std::size_t count, T largest) -> std::size_t
{
    constexpr std::size_t block = 64;
    auto const is_unfit = [=](T value) {
        return !(std::abs(value) <= largest);
    };
    std::size_t at = 0;
    for (bool found = false; at + block <= count; at += block) {
        for (std::size_t i = 0; i < block; ++i) {
            found |= is_unfit(values[at + i]);
        }
        if (found) {
            break;
        }
    }
    return static_cast<std::size_t>(std::find_if(values + at, values + count, is_unfit) - values);
}

} // namespace lagom
