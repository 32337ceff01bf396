// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

#include <algorithm>
#include <array>

namespace lagom::kernels {

/// How a contraction reads its operands, all in panels.
enum class form : unsigned char {
    none, // there is none
    seen, // nor here, but rows of what windows see
    rows, // a(i, k) is element (i, k) of a tile, b(k, j) element (k, j)
    columns, // a(i, k) is element (k, i)
    back // b(k, j) is element (j, k) of a kernel, turned before use
};

/// Rows of the register tile. With two registers a row, 8 of 32 registers' rows leave room for b and for a
/// spread number of a, and 8 x 2 sums keep both multiply-add units busy through their latency of 4; of 16
/// registers at most 6 x 2 fit.
inline constexpr int tile_rows = isa::registers >= 32 ? 8 : 6;
/// Of one register a row, twice as many: as many sums in flight.
constexpr auto tallest_tile(int registers_a_row) -> int
{
    return registers_a_row == 1 ? 2 * tile_rows : tile_rows;
}

/// Numbers that are wanted soon, at the same offsets of some arrays: asked for a few lines at a time, since as many at once
/// hold up the loads of a contraction. (Spread over the pieces of a tile, the gate of 28 x 28 x 32, batch 64, costs the
/// gradient by the input 5 % of its time; at once before the tile it was 20 %, as much as not at all.)
template <class T>
struct soon {
    static constexpr int most = 8;
    T const* of[most]; // the first `read` are read, the others written
    int read = 0, count = 0;
    long at = 0, end = 0; // offsets
    long each = 0; // numbers that are asked for at a time

    void add(T const* array)
    {
        if (count < most) {
            of[count++] = array;
        }
    }
    LAGOM_INLINE void ask()
    {
        constexpr long line = 64 / static_cast<long>(sizeof(T));
        long const first = at, to = std::min(end, at + each);
        if (first >= to) {
            return;
        }
        at = to;
        for (int i = 0; i < read; ++i) {
            for (long k = first; k < to; k += line) {
                __builtin_prefetch(of[i] + k, 0, 2);
            }
        }
        for (int i = read; i < count; ++i) {
            for (long k = first; k < to; k += line) {
                __builtin_prefetch(of[i] + k, 1, 2);
            }
        }
    }
    /// From offset `first` on, so many numbers, in so many parts; there may be no part, where nothing is contracted.
    void range(long first, long numbers, long parts)
    {
        constexpr long line = 64 / static_cast<long>(sizeof(T));
        at = first;
        end = first + numbers;
        parts = std::max(parts, 1L);
        each = (numbers + parts * line - 1) / (parts * line) * line;
    }
};

/// sums[i][j] = sum over k of a(i, k) * b(k, j), j < panel; onto what is in `sums` if `resume`. Each sum is
/// taken in the order of k, whatever the height of the tile or the cut of k, so that an element's bits do not
/// depend on them.
///
/// Where the depth is one piece a and b point to it, and its depth is given: 3 % faster than a list of one. Of several,
/// a and b are what the pieces count from.
///
/// @param sums         [height][panel]
/// @param a            of the first row; a_panel from one panel to the next
/// @param first, last  pieces of the depth, taken one after another
/// @param next         asked for beside them
template <class T>
struct micro_kernel {
    void (*piece)(T* sums, T const* a, long a_panel, T const* b, long depth, bool resume);
    void (*pieces)(T* sums, T const* a, long a_panel, T const* b, kernels::piece const* first,
                   kernels::piece const* last, bool resume, soon<T>& next);
};

/// The micro-kernels for an `a` by rows or by columns, for heights 1 to the tallest, that sum the first
/// `columns` of a panel, rounded up to whole registers. They are compiled once, in src/kernel/contract.cpp.
///
/// @param a_row, b_row  from one row to the next: a panel, or a register; of a raw input 1 or 3. A tile of columns is no
///                      higher than a_row
template <bool ByRows, class T>
auto micro_kernels(int columns, int a_row, int b_row) -> micro_kernel<T> const*;

/// sums[i][j] += sum over k of rows[i][k * a_row] * b(k, j), of rows that lie anywhere: channels of several taps.
template <class T>
using scattered_kernel = void (*)(T* const* sums, T const* const* rows, T const* b, long depth);

/// For heights 1 to the tallest, as above.
template <class T>
auto scattered_kernels(int columns, int a_row, int b_row) -> scattered_kernel<T> const*;

/// The sums of a tile of rows that are found one by one; see `micro_kernel`. Pieces lie within a panel.
///
/// @param a      from its first row on, which is found by its number: a row of a panel each, or of a register
/// @param seen   for each piece the numbers of the tile's rows; -1 for one that is not there, and counts as zeros
template <class T>
using seen_kernel = void (*)(T* sums, T const* a, int a_row, int const* seen, T const* b, piece const* first,
                             piece const* last, bool resume, soon<T>& next);

/// For heights 1 to `tile_rows`, whatever the registers: more addresses than that are not held.
template <class T>
auto seen_kernels(int columns) -> seen_kernel<T> const*;

/// Whether a tap of so many channels fills no tile, so that the rows of a kernel's gradient are taken together across
/// taps. They lie in one panel then.
template <class T>
constexpr auto are_few_channels(long channels) -> bool
{
    return channels < 6 && channels <= isa::panel<T>;
}

/// Rows whose sums stay in the first-level cache while the depth is cut.
inline constexpr int rows_at_once = 128;

template <int Tallest>
inline constexpr auto heights_up_to = [] {
    std::array<signed char, rows_at_once + 1> height{};
    for (int left = 1; left <= rows_at_once; ++left) {
        int const tiles = (left + Tallest - 1) / Tallest;
        height[static_cast<std::size_t>(left)] = static_cast<signed char>((left + tiles - 1) / tiles);
    }
    return height;
}();
/// The height of the next tile of the first `columns` of a panel, by the rows that are left, at most `rows_at_once`: as few
/// tiles as possible, and none much lower than the others.
template <class T>
constexpr auto tile_heights(int columns) -> signed char const*
{
    return columns <= isa::width<T> ? heights_up_to<tallest_tile(1)>.data()
                                    : heights_up_to<tallest_tile(2)>.data();
}

/// Depth that is contracted at once: a panel of b as deep takes half of the first-level cache.
template <class T>
inline constexpr long most_depth = isa::l1_bytes / 2 / (isa::panel<T> * static_cast<long>(sizeof(T)));

/// Depths are cut into equal parts of whole panels.
template <class T>
constexpr auto depth_block_of(long depth) -> long
{
    constexpr long P = isa::panel<T>;
    long const blocks = (depth + most_depth<T> - 1) / most_depth<T>;
    return std::max(P, ((depth + blocks - 1) / std::max(1L, blocks) + P - 1) / P * P);
}

/// Panels of one row that are contracted side by side: 4 x 2 sums hide the latency of a multiply-add.
inline constexpr int row_panels = 4;

/// The same for a tile of a single row and several panels of b.
///
/// @param sums   [count][panel]
/// @param p      the first panel of b
/// @param count  panels, at most `row_panels`
template <class T>
void contract_one_row(T* sums, call<T> const& c, int p, int count);

/// Rows [0, valid) and columns [0, count) of a kernel as b of a contraction: to[k * panel + i] = element (i,
/// k); zeros where i >= valid.
///
/// @param from          of the first row and column; a panel's first column
/// @param panel_stride  from one panel of it to the next
template <class T>
void turn(T const* from, long panel_stride, int valid, long count, T* to);

} // namespace lagom::kernels
