// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/contract.hpp>
#include <lagom/kernel/program.hpp>

#include <algorithm>
#include <utility>

namespace lagom::kernels {

/// One pass over rows [first, last) of panel `p`: a contraction into a tile that stays in the L1 cache, or
/// nothing; the tile program on each register; then, all rows done, the column program on the sums.
template <form Form, class Stage, class T>
inline void panel_stage(call<T> const& c, int p, int first, int last)
{
    using V = lane<T>;
    using tile = typename Stage::tile;
    using column = typename Stage::column;
    constexpr int vectors = machine::vectors, W = V::width, P = machine::panel<T>;
    V r[tile::registers], sums[vectors][tile::sums];
    drawn<T> draws[tile::draws > 0 ? tile::draws : 1];
    place<T> at{c.operands, draws};
    tile::begin(r, at);
    for (auto& s : sums) {
        tile::start_sums(s);
    }
    alignas(64) T products[Form == form::none ? 1 : tile_rows * P];
    bool const padded = (p + 1) * P > c.cols;
    for (int row = first; row < last;) {
        int height = 1;
        if constexpr (Form != form::none) {
            T const* a = c.a + row * (Form == form::rows ? c.a_stride : 1);
            height = contract_tile<Form>(last - row, products, a, c.a_stride, c.b + p * c.b_panel, c.b_stride,
                                         c.depth);
        }
        for (int i = 0; i < height; ++i, ++row) {
            long const start = row * c.row_stride + p * c.panel_stride;
            at.row = row;
            for (int j = 0; j < vectors; ++j) {
                at.at = start + j * W;
                at.column = p * P + j * W;
                if constexpr (Form != form::none) {
                    r[0] = V::load(products + i * P + j * W);
                }
                tile::run(r, at, sums[j]);
            }
            if (padded) {
                tile::clear(c.operands, start, long{p} * P, c.cols - long{p} * P, long{P});
            }
        }
    }
    if constexpr (!column::empty) {
        V q[std::max(column::registers, tile::sums)];
        drawn<T> none[1];
        place<T> row{c.operands, none};
        column::begin(q, row);
        for (int j = 0; j < vectors; ++j) {
            row.column = p * P + j * W;
            if constexpr (tile::sums_up) {
                std::copy(sums[j], sums[j] + tile::sums, q);
            }
            column::run(q, row, static_cast<V*>(nullptr));
        }
        if (padded) {
            column::clear(c.operands, 0, long{p} * P, c.cols - long{p} * P, long{P});
        }
    }
}

/// The one loop: units of work are panels of columns, or blocks of rows of a panel where no sum ties them
/// together. The first stage holds the contraction.
template <form Form, class T, class First, class... Rest>
void panel_loop(call<T> const& c, int first_unit, int last_unit)
{
    int const block = c.row_block > 0 ? c.row_block : c.rows;
    int const blocks = (c.rows + block - 1) / block;
    for (int unit = first_unit; unit < last_unit; ++unit) {
        int const p = unit / blocks, first = unit % blocks * block, last = std::min(first + block, c.rows);
        panel_stage<Form, First>(c, p, first, last);
        (panel_stage<form::none, Rest>(c, p, first, last), ...);
    }
}

} // namespace lagom::kernels
