// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom::blas {

/// c = a b, or a^T b, or a b^T, all row-major and dense: a BLAS if the library was built with one, else plain
/// loops.
///
/// @param c  [m, n]
/// @param k  the contracted extent
template <class T>
void multiply(T const* a, bool transpose_a, T const* b, bool transpose_b, T* c, long m, long n, long k);

/// What it is: "OpenBLAS 0.3.21, kernels for Zen", or "plain loops".
auto name() -> char const*;

} // namespace lagom::blas
