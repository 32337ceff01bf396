// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/op.hpp>
#include <lagom/kernel/groups.hpp>

/// The kernels of what sees its operand through a window, but for the contractions, compiled once, in
/// src/kernel/windows.cpp. Each makes rows [row, end) of panel p of the result, at most `rows_at_once`, in `out`, [row][panel],
/// where the tile program reads them. A call without a window of its own has one that sees all positions.
namespace lagom::kernels {

/// The sum, or mean, of what each window sees, in the order of its taps.
template <class T>
void position_sum(call<T> const& c, T* out, int p, int row, int end);

/// Each number of a at all positions that its window sees, added up there; of a mean, its share.
template <class T>
void unsum(call<T> const& c, T* out, int p, int row, int end);

/// Position `from` of each example; or, where there is a b, what is under the tap that b says for the element.
template <class T>
void pick(call<T> const& c, T* out, int p, int row, int end);

/// Each number at the position that it was picked from, added up there; zeros at the others.
template <class T>
void unpick(call<T> const& c, T* out, int p, int row, int end);

/// The first tap under which a window has the largest number of the column; NaN where one of them is. What it has there is
/// beside, `rows_at_once` rows behind.
template <class T>
void first_most(call<T> const& c, T* out, int p, int row, int end);

/// Null for ops that see nothing through a window, or have loops of another kind.
template <class T>
constexpr auto seeing_kernel(graphs::op_kind what) -> seeing<T>
{
    switch (what) {
    case graphs::op_kind::position_sum:
        return &position_sum<T>;
    case graphs::op_kind::unsum:
        return &unsum<T>;
    case graphs::op_kind::pick:
        return &pick<T>;
    case graphs::op_kind::unpick:
        return &unpick<T>;
    case graphs::op_kind::first_most:
        return &first_most<T>;
    case graphs::op_kind::group_convolve:
        return &group_convolve<T>;
    case graphs::op_kind::group_convolve_back:
        return &group_convolve_back<T>;
    default:
        return nullptr;
    }
}

} // namespace lagom::kernels
