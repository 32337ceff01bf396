// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

/// The kernels that move data or add up a row, compiled once, in src/kernel/move.cpp. Whole panels are written,
/// zeros in the padding.
namespace lagom::kernels {

/// Two tiles side by side: `from` columns of a, then those of b. A unit is a panel of the result.
template <class T>
void concat(call<T> const& c, int first_unit, int last_unit);

/// Columns [from, from + cols) of a. A unit is a panel of the result.
template <class T>
void slice(call<T> const& c, int first_unit, int last_unit);

/// The sum of `cols` numbers, in double.
template <class T>
void total(call<T> const& c, int first_unit, int last_unit);

} // namespace lagom::kernels
