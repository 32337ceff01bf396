// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/contract.hpp>
#include <lagom/kernel/row_loop.hpp>

#include <algorithm>

/// How the work of a segment is cut into units: by its shape, never by the number of threads.
namespace lagom::runners {

/// Rows that are summed by themselves: it depends on their number only, so that sums have the same bits on every
/// machine, for any threads and policy. 16 parts keep some workers busy; below 128 rows each they are not worth it.
constexpr auto rows_of_part(int rows) -> int
{
    constexpr int most = 16, fewest_rows = 128;
    int const parts = std::clamp(rows / fewest_rows, 1, most);
    return static_cast<int>(basics::round_up((rows + parts - 1) / parts, kernels::row_group));
}

/// Rows from which on a kernel may be turned more than once.
constexpr int rows_worth_a_turn = 2048;
/// Parts of a panel that is only moved, and the fewest rows of one.
constexpr int parts_to_move = 16, least_rows_to_move = 16;
/// What an element of a loop over rows takes, in multiplications: an exponential or a few passes.
constexpr double work_in_a_row = 64;

/// Rows of a unit of work: what they read of a stays in the second-level cache for all panels, and there
/// are some units for some threads.
template <class T>
auto block_of_rows(plan::segment const& seg, kernels::call<T> const& c) -> int
{
    constexpr int units_wanted = 8, fewest = 16;
    bool const outer = seg.what == graphs::nest::outer; // b, as deep as a, wants its share of the cache too
    long const bytes = std::max(1L, c.depth) * static_cast<long>(sizeof(T)),
               fit = isa::l2_bytes / (outer ? 4 : 2) / bytes, shared = long{c.rows} * c.panels / units_wanted;
    long const most = std::max<long>(fewest, std::min(fit, shared)), blocks = (c.rows + most - 1) / most;
    // Whole tiles, which do not go beyond a panel of a by columns.
    long const whole = outer ? isa::panel<T> : kernels::tile_rows;
    return static_cast<int>(basics::round_up((c.rows + blocks - 1) / blocks, whole));
}

/// Parts of the depth of a kernel's gradient: as many as keep some workers busy, each with rows of its own to read, where
/// the kernel is small beside these; else one.
template <class T>
auto parts_of_depth(kernels::call<T> const& c, long numbers_of_a, long blocks) -> int
{
    constexpr long most = 8;
    long const kernel = long{c.rows} * c.panels * isa::panel<T>;
    return static_cast<int>(kernel * most <= numbers_of_a ? std::clamp(blocks, 1L, most) : 1);
}

/// Work is cut by shape, never by the number of threads.
template <class T>
void share_out(plan::segment const& seg, bool total, kernels::call<T>& c)
{
    switch (seg.what) {
    case graphs::nest::panels:
    case graphs::nest::matmul:
    case graphs::nest::matmul_back:
    case graphs::nest::outer:
    case graphs::nest::windows:
        // One that reads its kernel across prepares it a panel at a time: not once more for each block.
        c.part_rows = rows_of_part(c.rows);
        if (c.depth_parts > 0) {
            c.units = c.panels * c.depth_parts;
            break;
        }
        if (seg.stages > 1 || (seg.what == graphs::nest::matmul_back && c.rows < rows_worth_a_turn)) {
            c.row_block = 0;
        } else if (seg.reduces) {
            c.row_block = c.part_rows < c.rows ? c.part_rows : 0;
        } else {
            c.row_block = block_of_rows(seg, c);
        }
        c.units = c.panels * (c.row_block > 0 ? (c.rows + c.row_block - 1) / c.row_block : 1);
        break;
    case graphs::nest::moves:
        c.row_block = std::max(least_rows_to_move, (c.rows + parts_to_move - 1) / parts_to_move);
        c.units = c.panels * ((c.rows + c.row_block - 1) / c.row_block);
        break;
    case graphs::nest::rows:
        c.units = (c.rows + kernels::row_group - 1) / kernels::row_group;
        break;
    case graphs::nest::scalars:
        c.units = 1;
        break;
    }
    if (total) { // one sum, by one worker
        c.units = 1;
    }
}

} // namespace lagom::runners
