// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/layer_noise.hpp>
#include <lagom/kernel/lanes.hpp>

namespace lagom::kernels {

using math::lane;

/// Philox4x32-10 on `N` counters at once, in place. Written over plain arrays: both compilers turn the loops
/// into multiplications of whole registers.
///
/// Source  core/random.hpp holds the same for one counter
template <int N>
LAGOM_INLINE void philox_lanes(std::uint32_t (&c)[4][N], std::array<std::uint32_t, 2> key)
{
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < N; ++i) {
            auto const a = std::uint64_t{0xD2511F53} * c[0][i], b = std::uint64_t{0xCD9E8D57} * c[2][i];
            c[0][i] = static_cast<std::uint32_t>(b >> 32) ^ c[1][i] ^ key[0];
            c[1][i] = static_cast<std::uint32_t>(b);
            c[2][i] = static_cast<std::uint32_t>(a >> 32) ^ c[3][i] ^ key[1];
            c[3][i] = static_cast<std::uint32_t>(a);
        }
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
}

/// Uniform numbers of a panel's columns and of eight rows: out is [8][panel]. core/layer_noise.hpp defines
/// the draw.
///
/// @param column  first column of the panel
/// @param group   row / 8
template <class T>
[[gnu::noinline]] inline void draw_uniform(T* out, noise_key const& key, std::uint32_t column,
                                           std::uint32_t group)
{
    constexpr int P = machine::panel<T>;
    alignas(64) std::uint32_t c[4][P];
    for (int i = 0; i < P; ++i) {
        c[0][i] = column + static_cast<std::uint32_t>(i);
        c[1][i] = group;
        c[2][i] = key.layer;
        c[3][i] = key.step;
    }
    philox_lanes<P>(c, key.seed);
    for (int row = 0; row < 8; ++row) {
        for (int i = 0; i < P; ++i) {
            auto const half = static_cast<std::int32_t>((c[row / 2][i] >> (row % 2 * 16)) & 0xffffU);
            out[row * P + i] = static_cast<T>(half) * static_cast<T>(0x1p-16);
        }
    }
}

template <class T>
[[gnu::noinline]] inline void draw_normal(T* out, noise_key const& key, std::uint32_t column,
                                          std::uint32_t group)
{
    constexpr int P = machine::panel<T>;
    for (std::uint32_t row = 0; row < 8; ++row) {
        for (std::uint32_t i = 0; i < P; ++i) {
            out[row * P + i] = static_cast<T>(normal_noise(key, group * 8 + row, column + i));
        }
    }
}

} // namespace lagom::kernels
