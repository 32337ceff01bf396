// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/isa.hpp>
#include <lagom/core/layer_noise.hpp>
#include <lagom/plan/encode.hpp>

namespace lagom::kernels {

/// What an operand number of a program stands for.
template <class T>
union pointer {
    T* data;
    double* number;
    noise_key const* noise;
};

/// What a kernel is told at run time: where its operands are and how large its loops.
///
/// A loop covers [rows, cols]. Element (r, c) of a tile or kernel lies at (c / panel) * panel_stride +
/// r * panel + c % panel, the same for every operand of the loop's own space.
template <class T>
struct call {
    pointer<T>* operands = nullptr;
    T const *a = nullptr, *b = nullptr; // of a contraction: a(i, k) is spread, b(k, panel) is loaded
    long a_panel = 0, b_panel = 0; // from one panel of it to the next
    long panel_stride = 0;
    long depth = 0;
    int rows = 1, cols = 1, panels = 1;
    int row_block = 0; // rows a unit of work; 0: all rows of a panel belong together
    int units = 1; // what threads share out
    long from = 0; // concat: columns of a; slice: first column
};

template <class T>
using kernel = void (*)(call<T> const&, int first_unit, int last_unit);

} // namespace lagom::kernels
