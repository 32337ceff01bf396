// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>
#include <lagom/kernel/lanes.hpp>

namespace lagom::kernels {

using math::lane;

/// How a contraction reads a(i, k): a matrix by rows at i * stride + k, or its transpose at k * stride + i.
enum class form : unsigned char { none, rows, columns };

/// Rows of the register tile. With two registers a row, 8 of 32 registers' rows leave room for b and for a
/// spread number of a, and 8 x 2 sums keep both multiply-add units busy through their latency of 4; of 16
/// registers at most 6 x 2 fit.
inline constexpr int tile_rows = machine::registers >= 32 ? 8 : 6;

/// sums[i][j] = sum over k of a(i, k) * b(k, j), i < Rows, j < panel. Each sum is taken in the order of k,
/// whatever the height of the tile, so that an element's bits do not depend on where the rows were cut.
///
/// @param sums  [Rows][panel]
template <form Form, int Rows, class T>
[[gnu::noinline]] void contract(T* sums, T const* a, long a_stride, T const* b, long b_stride, long depth)
{
    using V = lane<T>;
    constexpr int vectors = machine::vectors, W = V::width;
    V acc[Rows][vectors];
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 4
        for (int j = 0; j < vectors; ++j) {
            acc[i][j] = V(T(0));
        }
    }
    for (long k = 0; k < depth; ++k) {
        V bv[vectors];
#pragma GCC unroll 4
        for (int j = 0; j < vectors; ++j) {
            bv[j] = V::load(b + k * b_stride + j * W);
        }
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
            V const av(Form == form::rows ? a[i * a_stride + k] : a[k * a_stride + i]);
#pragma GCC unroll 4
            for (int j = 0; j < vectors; ++j) {
                acc[i][j] = fma(av, bv[j], acc[i][j]);
            }
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 4
        for (int j = 0; j < vectors; ++j) {
            acc[i][j].store(sums + i * machine::panel<T> + j * W);
        }
    }
}

/// The tallest tile that fits into `left` rows; returns its height.
template <form Form, class T>
inline auto contract_tile(int left, T* sums, T const* a, long a_stride, T const* b, long b_stride, long depth)
    -> int
{
    if (left >= tile_rows) {
        contract<Form, tile_rows>(sums, a, a_stride, b, b_stride, depth);
        return tile_rows;
    }
    if (left >= 4) {
        contract<Form, 4>(sums, a, a_stride, b, b_stride, depth);
        return 4;
    }
    if (left >= 2) {
        contract<Form, 2>(sums, a, a_stride, b, b_stride, depth);
        return 2;
    }
    contract<Form, 1>(sums, a, a_stride, b, b_stride, depth);
    return 1;
}

} // namespace lagom::kernels
