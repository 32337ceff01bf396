// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/random.hpp>

namespace lagom {

/// What a draw inside a network depends on, besides the row and the column of the element.
struct noise_key {
    std::array<std::uint32_t, 2> seed{};
    std::uint32_t layer = 0, step = 0;
};

/// The number that decides about one element: a multiple of 2^-16 in [0, 1). A counter gives the numbers of
/// eight rows, which a loop over the rows of a panel can keep.
constexpr auto uniform_noise(noise_key const& key, std::uint32_t row, std::uint32_t column) -> double
{
    auto const words = philox({column, row / 8, key.layer, key.step}, key.seed);
    auto const half = (words[row % 8 / 2] >> (row % 2 * 16)) & 0xffffU;
    return static_cast<double>(half) * 0x1p-16;
}

/// Normal noise of one element, mean 0 and variance 1 (Box and Muller, 1958). A counter gives the numbers of
/// four rows.
inline auto normal_noise(noise_key const& key, std::uint32_t row, std::uint32_t column) -> double
{
    auto const words = philox({column, row / 4, key.layer, key.step}, key.seed);
    auto const pair = row % 4 / 2 * 2;
    double const u = (static_cast<double>(words[pair]) + 0.5) * 0x1p-32,
                 v = static_cast<double>(words[pair + 1]) * 0x1p-32;
    double const radius = std::sqrt(-2 * std::log(u)), angle = 6.283185307179586 * v;
    return radius * (row % 2 == 0 ? std::cos(angle) : std::sin(angle));
}

} // namespace lagom
