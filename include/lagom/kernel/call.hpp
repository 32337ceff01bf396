// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/isa.hpp>
#include <lagom/core/layer_noise.hpp>
#include <lagom/plan/encode.hpp>

#include <cstdint>

namespace lagom::kernels {

/// Targets that are classes: rows, as of any tile, or the column of the one 1 of each.
template <class T>
struct class_rows {
    T const* rows = nullptr;
    std::int32_t const* columns = nullptr; // null: `rows` holds them
};

/// What an operand number of a program stands for.
template <class T>
union pointer {
    T* data;
    class_rows<T> const* classes;
    double* number;
    noise_key const* noise;
};

/// Some numbers of a contraction's depth that lie behind one another, panel by panel: where they begin in a and in b.
struct piece {
    long a = 0, b = 0;
    long depth = 0;
    int seen = -1; // where rows of a are listed one by one: the first entry of the list for this piece
};
/// Pieces that are contracted at once, from `depth` k on.
struct depth_block {
    int first = 0, last = 0; // pieces
    long k = 0, depth = 0;
};
/// Rows of the result that find their operands by one list: from `row` on, to the next stripe's.
struct stripe {
    int row = 0;
    int first = 0, last = 0; // blocks of the depth
    long a = 0, b = 0; // where its own operands begin
};

/// What a kernel is told at run time: where its operands are and how large its loops.
///
/// A loop covers [rows, cols]; rows are positions x examples, the example fastest. Element (r, c) of a tile or kernel
/// lies at (c / panel) * panel_stride + r * row_stride + c % panel, the same for every operand of the loop's own space.
template <class T>
struct call {
    pointer<T>* operands = nullptr;
    T const *a = nullptr, *b = nullptr; // of a contraction: a(i, k) is spread, b(k, panel) is loaded
    long a_panel = 0, b_panel = 0; // from one panel of it to the next,
    int a_row = 0, b_row = 0; // and from one row
    int a_rows = 0, a_cols = 0; // of what an op of its own kind reads
    stripe const* stripes = nullptr;
    depth_block const* blocks = nullptr;
    piece const* pieces = nullptr;
    // Rows of a, for each tap as many as there are of the result; null: they follow one another.
    int const* seen = nullptr;
    int first_seen = -1; // in the list that `seen` is in
    int first_stripe = 0, stripe_count = 0; // in the list that `stripes` is in; how many
    long depth = 0;
    long panel_stride = 0;
    int row_stride = 0; // a panel, or less where rows are narrow
    int rows = 1, cols = 1, panels = 1;
    int batch = 1; // examples
    int row_block = 0; // rows a unit of work; 0: all rows of a panel belong together
    int depth_parts = 0; // of a contraction whose depth is cut into parts, each a unit; 0: it is not
    int part_rows = 1 << 30; // rows that are summed by themselves; such parts are added in their order
    // Of units that are such parts: [panel][part][numbers a panel's sums take]; of parts of the depth:
    // [panel][part][rows][panel].
    T* partial_sums = nullptr;
    int* parts_done = nullptr; // by panel, counted atomically
    int units = 1; // what threads share out
    long from = 0; // concat: columns of a; slice: first column; pick: position; group_sum: columns
    graphs::window const* window = nullptr; // of what sees a through one,
    void (*see)(call const& c, T* out, int p, int row, int end) = nullptr; // and makes rows of it
};

template <class T>
using kernel = void (*)(call<T> const&, int first_unit, int last_unit);
/// Makes rows [row, end) of panel p in `out`.
template <class T>
using seeing = decltype(call<T>::see);

} // namespace lagom::kernels
