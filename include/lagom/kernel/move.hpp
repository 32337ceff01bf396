// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/op.hpp>
#include <lagom/kernel/groups.hpp>

/// The kernels of ops with a loop of their own, which move numbers or add some up, compiled once, in src/kernel/move.cpp.
/// Whole panels are written, zeros in the padding. A unit is a block of rows of a panel of the result.
namespace lagom::kernels {

/// Two tiles side by side: `from` columns of a, then those of b.
template <class T>
void concat(call<T> const& c, int first_unit, int last_unit);

/// Columns [from, from + cols) of a.
template <class T>
void slice(call<T> const& c, int first_unit, int last_unit);

/// The positions of each example side by side; a has `a_cols` columns.
template <class T>
void flatten(call<T> const& c, int first_unit, int last_unit);

/// And back.
template <class T>
void unflatten(call<T> const& c, int first_unit, int last_unit);

/// Each number becomes the sum of its group of `from` columns.
template <class T>
void group_sum(call<T> const& c, int first_unit, int last_unit);

/// The kernel a of a convolution with each tap transposed: row (tap, column of a), column (channel).
template <class T>
void turn_taps(call<T> const& c, int first_unit, int last_unit);

/// The sum of `cols` numbers, in double.
template <class T>
void total(call<T> const& c, int first_unit, int last_unit);

template <class T>
constexpr auto moving(graphs::op_kind what) -> kernel<T>
{
    switch (what) {
    case graphs::op_kind::concat:
        return &concat<T>;
    case graphs::op_kind::slice:
        return &slice<T>;
    case graphs::op_kind::flatten:
        return &flatten<T>;
    case graphs::op_kind::unflatten:
        return &unflatten<T>;
    case graphs::op_kind::total:
        return &total<T>;
    case graphs::op_kind::group_sum:
        return &group_sum<T>;
    case graphs::op_kind::turn_taps:
        return &turn_taps<T>;
    case graphs::op_kind::group_convolve_outer:
        return &group_convolve_outer<T>;
    case graphs::op_kind::position_sum:
    case graphs::op_kind::unsum:
    case graphs::op_kind::pick:
    case graphs::op_kind::unpick:
    case graphs::op_kind::first_most:
    case graphs::op_kind::group_convolve:
    case graphs::op_kind::group_convolve_back:
    case graphs::op_kind::convolve:
    case graphs::op_kind::convolve_back:
    case graphs::op_kind::convolve_outer:
    case graphs::op_kind::map:
    case graphs::op_kind::draw:
    case graphs::op_kind::column_sum:
    case graphs::op_kind::row_sum:
    case graphs::op_kind::row_max:
    case graphs::op_kind::matmul:
    case graphs::op_kind::matmul_back:
    case graphs::op_kind::outer:
        break; // in loops of their kind
    }
    return nullptr;
}

} // namespace lagom::kernels
