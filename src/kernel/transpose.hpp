// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/core/isa.hpp>

#include <cstring>
#include <utility>

/// A few columns of a block, transposed in registers.
namespace lagom::kernels {

template <class T, int Count>
struct vector_type {
    using type [[gnu::vector_size(Count * sizeof(T))]] = T;
};
template <class T, int Count>
using vector_of = typename vector_type<T, Count>::type;

/// Numbers of 16 bytes: shuffles within them take one instruction on every x86.
template <class T>
inline constexpr int chunk = 16 / static_cast<int>(sizeof(T));

/// Chunks from a, a + step, ... side by side in a register of `Count` numbers.
template <int Count, class T>
LAGOM_INLINE auto gather_chunks(T const* a, long step) -> vector_of<T, Count>
{
    constexpr int half = Count / 2;
    if constexpr (Count == chunk<T>) {
        vector_of<T, Count> v;
        std::memcpy(&v, a, sizeof v);
        return v;
    } else {
        auto const low = gather_chunks<half>(a, step),
                   high = gather_chunks<half>(a + half / chunk<T> * step, step);
        return [&]<int... I>(std::integer_sequence<int, I...>) {
            return __builtin_shufflevector(low, high, I...);
        }(std::make_integer_sequence<int, Count>{});
    }
}

/// Within each chunk: the lower, or upper, halves of a and b, in groups of `Group` numbers, taken in turn.
template <bool Upper, int Group, class V, int... I>
LAGOM_INLINE auto interleave(V a, V b, std::integer_sequence<int, I...>) -> V
{
    constexpr int count = sizeof...(I), per = 16 / static_cast<int>(sizeof(a[0]));
    // Number I of the result is in chunk I / per; pairs of groups come from a and b.
    return __builtin_shufflevector(a, b,
                                   (I / per * per + (Upper ? per / 2 : 0) + I % per / (2 * Group) * Group +
                                    I % Group + (I % per / Group % 2 == 1 ? count : 0))...);
}

/// Rows [0, W) and columns [0, chunk) of a block with rows `P` apart, transposed: to[k * P + i] = from[i * P
/// + k].
template <class T>
LAGOM_INLINE void transpose_chunk(T const* from, T* to)
{
    constexpr int W = isa::width<T>, P = isa::panel<T>, per = chunk<T>;
    using V = vector_of<T, W>;
    constexpr auto all = std::make_integer_sequence<int, W>{};
    V v[per];
#pragma GCC unroll 4
    for (int i = 0; i < per; ++i) {
        v[i] = gather_chunks<W>(from + i * P, per * P); // rows i, i + per, ...
    }
    V out[per];
    if constexpr (per == 4) {
        auto const a = interleave<false, 1>(v[0], v[1], all), b = interleave<true, 1>(v[0], v[1], all),
                   c = interleave<false, 1>(v[2], v[3], all), d = interleave<true, 1>(v[2], v[3], all);
        out[0] = interleave<false, 2>(a, c, all);
        out[1] = interleave<true, 2>(a, c, all);
        out[2] = interleave<false, 2>(b, d, all);
        out[3] = interleave<true, 2>(b, d, all);
    } else {
        out[0] = interleave<false, 1>(v[0], v[1], all);
        out[1] = interleave<true, 1>(v[0], v[1], all);
    }
#pragma GCC unroll 4
    for (int k = 0; k < per; ++k) {
        std::memcpy(to + k * P, &out[k], sizeof(V));
    }
}

} // namespace lagom::kernels
