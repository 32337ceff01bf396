// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/program.hpp>

#include <algorithm>

namespace lagom::kernels {

/// One pass over the columns of a row: the tile program on each register, then the column program on what was
/// summed.
template <class Stage, class T>
inline void row_stage(call<T> const& c, int row)
{
    using V = lane<T>;
    using tile = typename Stage::tile;
    using column = typename Stage::column;
    constexpr int W = V::width, P = machine::panel<T>;
    V r[tile::registers], sums[tile::sums];
    drawn<T> draws[tile::draws > 0 ? tile::draws : 1];
    place<T> at{c.operands, draws};
    at.row = row;
    tile::begin(r, at);
    tile::start_sums(sums);
    for (int first = 0; first < c.cols; first += W) {
        at.at = row * c.row_stride + first;
        at.column = first;
        at.valid = std::min(W, c.cols - first);
        tile::run(r, at, sums);
    }
    tile::clear(c.operands, row * c.row_stride, 0, long{c.cols}, long{c.panels} * P);
    if constexpr (!column::empty) {
        V q[std::max(column::registers, tile::sums)];
        drawn<T> none[1];
        place<T> one{c.operands, none};
        one.row = row;
        column::begin(q, one);
        tile::across(sums);
        if constexpr (tile::sums_up) {
            std::copy(sums, sums + tile::sums, q);
        }
        column::run(q, one, static_cast<V*>(nullptr));
    }
}

/// The loop of what needs whole rows: softmax, layer norm, losses. A unit of work is a row.
template <class T, class... Stages>
void row_loop(call<T> const& c, int first_unit, int last_unit)
{
    for (int row = first_unit; row < last_unit; ++row) {
        (row_stage<Stages>(c, row), ...);
    }
}

} // namespace lagom::kernels
