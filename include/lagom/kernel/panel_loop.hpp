// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/contract.hpp>
#include <lagom/kernel/program.hpp>

#include <algorithm>
#include <utility>

namespace lagom::kernels {

/// A stage at work on a panel: its tile program's registers and sums.
template <class Stage, class T>
struct panel_stage {
    using V = lane<T>;
    using tile = typename Stage::tile;
    using column = typename Stage::column;
    static constexpr int vectors = isa::vectors, W = V::width, P = isa::panel<T>;

    call<T> const& c;
    int p;
    long base; // offset of the panel
    bool padded;
    pointer<T> operands[tile::operands]; // copies of our own: a store cannot change them
    V r[tile::registers], sums[vectors][tile::sums];
    drawn<T> draws[tile::draws > 0 ? tile::draws : 1];
    place<T> at;

    LAGOM_INLINE panel_stage(call<T> const& call, int panel)
        : c(call), p(panel), base(panel * call.panel_stride), padded((panel + 1) * P > call.cols),
          at{operands, draws}
    {
        std::copy_n(c.operands, tile::operands, operands);
        tile::begin(r, at);
        for (auto& s : sums) {
            tile::start_sums(s);
        }
    }
    /// The tile program on rows [row, row + count); `products` is what a contraction made of them, if there
    /// is one.
    template <bool Contracted>
    LAGOM_INLINE void run(int row, int count, [[maybe_unused]] T const* products)
    {
        for (int i = 0; i < count; ++i) {
            long const start = base + (row + i) * long{P};
            at.row = row + i;
#pragma GCC unroll 4
            for (int j = 0; j < vectors; ++j) {
                at.at = start + j * W;
                at.column = p * P + j * W;
                if constexpr (Contracted) {
                    r[0] = V::load(products + i * P + j * W);
                }
                tile::run(r, at, sums[j]);
            }
            if (padded) {
                tile::clear(c.operands, start, long{p} * P, c.cols - long{p} * P, long{P});
            }
        }
    }
    /// All rows done: the column program on what was summed.
    LAGOM_INLINE void finish()
    {
        if constexpr (!column::empty) {
            V q[std::max(column::registers, tile::sums)];
            drawn<T> none[1];
            place<T> here{c.operands, none};
            column::begin(q, here);
#pragma GCC unroll 4
            for (int j = 0; j < vectors; ++j) {
                here.column = p * P + j * W;
                if constexpr (tile::sums_up) {
                    std::copy(sums[j], sums[j] + tile::sums, q);
                }
                column::run(q, here, static_cast<V*>(nullptr));
            }
            if (padded) {
                column::clear(c.operands, 0, long{p} * P, c.cols - long{p} * P, long{P});
            }
        }
    }
};

/// Blocks of the panel that is contracted after this one, asked for little by little, while there is time.
template <class T>
struct upcoming {
    T const* at;
    long step, blocks;

    LAGOM_INLINE void expect(int tiles_left)
    {
        constexpr long size = isa::panel<T> * isa::panel<T>, line = 64 / static_cast<long>(sizeof(T));
        for (long n = (blocks + tiles_left - 1) / tiles_left; n > 0; --n, --blocks, at += step) {
            for (long i = 0; i < size; i += line) {
                __builtin_prefetch(at + i);
            }
        }
    }
};

/// The stage that holds the contraction: register tiles go to a scratch in the first-level cache, where the
/// tile program reads them as soon as the depth is through.
template <form Form, class Stage, class T>
void contract_stage(call<T> const& c, int p, int first, int last)
{
    constexpr int P = isa::panel<T>;
    panel_stage<Stage, T> s(c, p);
    auto const* const kernels = micro_kernels<Form != form::columns, T>();
    alignas(64) T products[rows_at_once * P];
    alignas(64) T turned[Form == form::back ? most_depth<T> * P : 1];
    long const block = depth_block<T>(c.depth);
    bool const cut = c.depth > block;
    bool const far = isa::l1_bytes < c.panels * c.b_panel * static_cast<long>(sizeof(T));
    for (int chunk = first; chunk < last; chunk += rows_at_once) {
        int const end = std::min(last, chunk + rows_at_once);
        long k = 0;
        do {
            long const depth = std::min(block, c.depth - k);
            bool const through = k + block >= c.depth;
            T const* b = c.b + p * c.b_panel + k * P;
            if constexpr (Form == form::back) {
                b = turned;
                if (cut || chunk == first) {
                    turn(c.b + k / P * c.b_panel + p * long{P} * P, c.b_panel, std::min(P, c.cols - p * P),
                         depth, turned);
                }
            }
            long const k_next = through ? 0 : k + block,
                       p_next = through && chunk + rows_at_once >= last ? p + 1 : p;
            upcoming<T> next{Form == form::back ? c.b + k_next / P * c.b_panel + p_next * long{P} * P
                                                : c.b + p_next * c.b_panel + k_next * P,
                             Form == form::back ? c.b_panel : long{P} * P, far ? (depth + P - 1) / P : 0};
            for (int row = chunk; row < end;) {
                int const left = Form == form::columns ? std::min(end, row / P * P + P) - row : end - row;
                int const height = tile_height[static_cast<std::size_t>(left)];
                T const* const a = Form == form::columns ? c.a + row / P * c.a_panel + row % P + k * P
                                                         : c.a + row * long{P} + k / P * c.a_panel;
                T* const sums = products + (cut ? (row - chunk) * P : 0);
                next.expect((end - row + tile_rows - 1) / tile_rows);
                if (through) {
                    Stage::tile::expect(c.operands, s.base + row * long{P}, height * long{P});
                }
                kernels[height - 1](sums, a, c.a_panel, b, depth, k > 0);
                if (through) {
                    s.template run<true>(row, height, sums);
                }
                row += height;
            }
            k += block;
        } while (k < c.depth);
    }
    s.finish();
}

/// The same where the batch is one example: its panels side by side.
template <class Stage, class T>
void one_row_stage(call<T> const& c, int p, int count)
{
    alignas(64) T products[row_panels * isa::panel<T>];
    contract_one_row(products, c.a, c.b + p * c.b_panel, c.b_panel, c.depth, count);
    for (int i = 0; i < count; ++i) {
        panel_stage<Stage, T> s(c, p + i);
        s.template run<true>(0, 1, products + i * isa::panel<T>);
        s.finish();
    }
}

/// A stage without a contraction.
template <class Stage, class T>
void plain_stage(call<T> const& c, int p, int first, int last)
{
    panel_stage<Stage, T> s(c, p);
    s.template run<false>(first, last - first, nullptr);
    s.finish();
}

/// The one loop: units of work are panels of columns, or blocks of rows of a panel where no sum ties them
/// together. The first stage holds the contraction.
template <form Form, class T, class First, class... Rest>
void panel_loop(call<T> const& c, int first_unit, int last_unit)
{
    int const block = c.row_block > 0 ? c.row_block : c.rows;
    if constexpr (Form == form::rows && sizeof...(Rest) == 0) {
        if (c.rows == 1) {
            for (int p = first_unit; p < last_unit; p += row_panels) {
                one_row_stage<First>(c, p, std::min(row_panels, last_unit - p));
            }
            return;
        }
    }
    for (int unit = first_unit; unit < last_unit; ++unit) {
        int const p = unit % c.panels, first = unit / c.panels * block,
                  last = std::min(first + block, c.rows);
        if constexpr (Form == form::none) {
            plain_stage<First>(c, p, first, last);
        } else {
            contract_stage<Form, First>(c, p, first, last);
        }
        (plain_stage<Rest>(c, p, first, last), ...);
    }
}

} // namespace lagom::kernels
