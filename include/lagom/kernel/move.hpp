// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

#include <algorithm>

/// The kernels that move data or add up a row. Whole panels are written, zeros in the padding.
namespace lagom::kernels {

/// b(j, i) = a(i, j), both kernels in panels.
///
/// a            [rows, cols]
/// operands[0]  [cols, rows]
/// A unit is a panel of the result.
template <class T>
void transpose(call<T> const& c, int first_unit, int last_unit)
{
    constexpr long P = machine::panel<T>;
    long const rows = c.rows, cols = c.cols;
    for (long unit = first_unit; unit < last_unit; ++unit) {
        T* const to = c.operands[0].data + unit * cols * P;
        long const first = unit * P, valid = std::min(P, rows - first);
        for (long j = 0; j < cols; ++j) {
            T const* const from = c.a + j / P * rows * P + first * P + j % P;
            for (long i = 0; i < valid; ++i) {
                to[j * P + i] = from[i * P];
            }
            std::fill(to + j * P + valid, to + j * P + P, T(0));
        }
    }
}

/// Two tiles side by side. a [rows, depth], b [rows, cols - depth]; a unit is a row.
template <class T>
void concat(call<T> const& c, int first_unit, int last_unit)
{
    for (long row = first_unit; row < last_unit; ++row) {
        T* const to = c.operands[0].data + row * c.row_stride;
        std::copy_n(c.a + row * c.a_stride, c.depth, to);
        std::copy_n(c.b + row * c.b_stride, c.cols - c.depth, to + c.depth);
        std::fill(to + c.cols, to + c.panels * long{machine::panel<T>}, T(0));
    }
}

/// Columns [from, from + cols) of a; a unit is a row.
template <class T>
void slice(call<T> const& c, int first_unit, int last_unit)
{
    for (long row = first_unit; row < last_unit; ++row) {
        T* const to = c.operands[0].data + row * c.row_stride;
        std::copy_n(c.a + row * c.a_stride + c.from, c.cols, to);
        std::fill(to + c.cols, to + c.panels * long{machine::panel<T>}, T(0));
    }
}

/// The sum of `cols` numbers, in double.
template <class T>
void total(call<T> const& c, int /*first_unit*/, int /*last_unit*/)
{
    double sum = 0;
    for (long i = 0; i < c.cols; ++i) {
        sum += static_cast<double>(c.a[i]);
    }
    c.operands[0].number[0] = sum;
}

} // namespace lagom::kernels
