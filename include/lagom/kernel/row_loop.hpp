// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/program.hpp>

#include <algorithm>

namespace lagom::kernels {

/// Rows that go through a row loop together: their sums fill whole registers of numbers of examples, and one
/// drawing of noise serves them.
inline constexpr int row_group = 16;

/// One pass over the columns of `count` rows from `first` on: the tile program on each register, then the
/// column program on what was summed, a register of rows at a time.
template <class Stage, class T>
void row_stage(call<T> const& c, int first, int count)
{
    using V = lane<T>;
    using tile = typename Stage::tile;
    using column = typename Stage::column;
    constexpr int W = V::width, P = isa::panel<T>;
    V r[tile::registers], sums[row_group][tile::sums];
    drawn<T> draws[tile::draws > 0 ? tile::draws : 1];
    place<T> at{c.operands, draws};
    tile::begin(r, c.operands);
    for (auto& s : sums) {
        tile::start_sums(s);
    }
    for (int p = 0; p < c.panels; ++p) {
        bool const padded = (p + 1) * P > c.cols;
        if constexpr (tile::asks_for_example) {
            at.start(c, first);
        }
        int const end = std::min(c.cols, (p + 1) * P);
        long const stride = c.row_stride;
        long start = p * c.panel_stride + first * stride;
        for (int i = 0; i < count; ++i, start += stride) {
            at.row = first + i;
            for (int col = p * P; col < end; col += W) {
                at.at = start + col % P;
                at.column = col;
                at.valid = std::min(W, c.cols - col);
                tile::run(r, at, sums[i]);
            }
            if (padded) {
                tile::clear(c.operands, start, long{p} * P, c.cols - p * P, static_cast<int>(stride));
            }
            if constexpr (tile::asks_for_example) {
                at.next_row();
            }
        }
    }
    if constexpr (!column::empty) {
        V q[std::max(column::registers, tile::sums)];
        examples<T> here{.operands = c.operands, .batch = c.batch};
        column::begin(q, c.operands);
        for (int i = 0; i < count; i += W) {
            here.row = first + i;
            here.valid = std::min(W, count - i);
            tile::across(sums[i], q);
            column::run(q, here, static_cast<V*>(nullptr));
        }
    }
}

/// The loop of what needs whole rows: softmax, layer norm, losses. A unit of work is a group of rows.
template <class T, class... Stages>
void row_loop(call<T> const& c, int first_unit, int last_unit)
{
    for (int unit = first_unit; unit < last_unit; ++unit) {
        int const first = unit * row_group, count = std::min(row_group, c.rows - first);
        (row_stage<Stages>(c, first, count), ...);
    }
}

} // namespace lagom::kernels
