// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

/// The kernels of what sees its operand through a window, but for the contractions, compiled once, in
/// src/kernel/windows.cpp. A call without a window of its own has one that sees all positions. Whole panels are written,
/// zeros in the padding. A unit is a block of rows of a panel of the result.
namespace lagom::kernels {

/// The sum, or mean, of what each window sees, in the order of its taps.
template <class T>
void position_sum(call<T> const& c, int first_unit, int last_unit);

/// Each number of a at all positions that its window sees, added up there; of a mean, its share.
template <class T>
void unsum(call<T> const& c, int first_unit, int last_unit);

/// Position `from` of each example; or, where there is a b, what is under the tap that b says for the element.
template <class T>
void pick(call<T> const& c, int first_unit, int last_unit);

/// Each number at the position that it was picked from, added up there; zeros at the others.
template <class T>
void unpick(call<T> const& c, int first_unit, int last_unit);

/// The first tap under which a window has the largest number of the column; NaN where one of them is.
template <class T>
void first_most(call<T> const& c, int first_unit, int last_unit);

/// Each number becomes the sum of its group of `from` columns.
template <class T>
void group_sum(call<T> const& c, int first_unit, int last_unit);

/// The kernel a of a convolution with each tap transposed: row (tap, column of a), column (channel).
template <class T>
void turn_taps(call<T> const& c, int first_unit, int last_unit);

/// A convolution whose channels are in groups: a the tile, b the kernel.
template <class T>
void group_convolve(call<T> const& c, int first_unit, int last_unit);
/// Its gradient by the tile, of a by the kernel b,
template <class T>
void group_convolve_back(call<T> const& c, int first_unit, int last_unit);
/// and by the kernel, of the tile a and the gradient b.
template <class T>
void group_convolve_outer(call<T> const& c, int first_unit, int last_unit);

} // namespace lagom::kernels
