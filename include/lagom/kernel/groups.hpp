// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

/// Convolutions whose channels are in groups, compiled once, in src/kernel/groups.cpp.
namespace lagom::kernels {

/// Rows of the result, as in kernel/windows.hpp: a the tile, b the kernel.
template <class T>
void group_convolve(call<T> const& c, T* out, int p, int row, int end);
/// The gradient by the tile: a the gradient, b the kernel.
template <class T>
void group_convolve_back(call<T> const& c, T* out, int p, int row, int end);

/// The gradient by the kernel, of the tile a and the gradient b. A unit is a block of rows of a panel of the result.
template <class T>
void group_convolve_outer(call<T> const& c, int first_unit, int last_unit);

} // namespace lagom::kernels
