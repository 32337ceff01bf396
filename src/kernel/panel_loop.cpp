// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/panel_loop.hpp>

#include <algorithm>
#include <bit>

namespace lagom::kernels {
namespace {

/// Asks for numbers before they are wanted, into the second-level cache: what waits for the first has so few
/// lines under way that the loads of a contraction would wait behind it.
LAGOM_INLINE void expect(void const* numbers) { __builtin_prefetch(numbers, 0, 2); }

template <class T>
constexpr long line = 64 / static_cast<long>(sizeof(T));

/// The panel that is contracted after this one, asked for with each tile, while there is time.
template <class T>
struct upcoming {
    T const* at;
    long step, lines; // from one block of panel x panel numbers to the next, and left to ask for
    long in_block = 0;

    void expect(long count)
    {
        constexpr long block = isa::panel<T> * isa::panel<T>;
        for (count = std::min(count, lines), lines -= count; count > 0; --count) {
            kernels::expect(at + in_block);
            in_block += line<T>;
            if (in_block == block) {
                in_block = 0;
                at += step;
            }
        }
    }
};

/// Asks for the elements that a stage is about to load: worth nothing on a quiet machine, and a tenth of a step
/// of 784-512-512-10 where others press on the memory.
template <class T>
void expect_elements(stage_code<T> const& stage, call<T> const& c, long at, long count)
{
    for (auto left = stage.elements; left != 0; left &= left - 1) {
        T const* const elements = c.operands[std::countr_zero(left)].data + at;
        for (long i = 0; i < count; i += line<T>) {
            expect(elements + i);
        }
    }
}

/// Rows that go through a stage together: few, so that their epilogue goes beside the next tile's products, but
/// a call for each tile would cost a twentieth of a step. A contraction as shallow as this takes all of a chunk.
constexpr int rows_a_run = 16;
constexpr long shallow = 64;

/// The stage that holds the contraction: register tiles go to a scratch in the first-level cache, where the
/// tile program reads them as soon as the depth is through.
template <form Form, class T>
void contract_stage(stage_code<T> const& stage, void* memory, call<T> const& c, int p, int first, int last)
{
    constexpr int P = isa::panel<T>;
    auto const* const kernels = micro_kernels<(Form != form::columns), T>(std::min(P, c.cols - p * P));
    alignas(64) T products[rows_at_once * P];
    alignas(64) T turned[Form == form::back ? most_depth<T> * P : 1];
    long const base = p * c.panel_stride, block = depth_block<T>(c.depth);
    bool const cut = c.depth > block;
    int const together = c.depth <= shallow ? rows_at_once : rows_a_run;
    bool const far = isa::l2_bytes / 8 < c.panels * c.b_panel * static_cast<long>(sizeof(T));
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
                             Form == form::back ? c.b_panel : long{P} * P,
                             far ? (depth + P - 1) / P * (P * P / line<T>) : 0};
            long const tiles = (end - chunk + tile_rows - 1) / tile_rows,
                       lines_a_tile = (next.lines + tiles - 1) / tiles;
            for (int row = chunk, done = chunk; row < end;) {
                int const left = Form == form::columns ? std::min(end, row / P * P + P) - row : end - row;
                int const height = tile_height[static_cast<std::size_t>(left)];
                T const* const a = Form == form::columns ? c.a + row / P * c.a_panel + row % P + k * P
                                                         : c.a + row * long{P} + k / P * c.a_panel;
                next.expect(lines_a_tile);
                if (through) {
                    expect_elements(stage, c, base + row * long{P}, height * long{P});
                }
                kernels[height - 1](products + (row - chunk) * P, a, c.a_panel, b, depth, k > 0);
                row += height;
                if (through && (row == end || row - done >= together)) {
                    stage.run(memory, c, p, done, row - done, products + (done - chunk) * P, done == first);
                    done = row;
                }
            }
            k += block;
        } while (k < c.depth);
    }
}

/// The same where the batch is one example: its panels side by side.
template <class T>
void one_row_stage(stage_code<T> const& stage, void* memory, call<T> const& c, int p, int count)
{
    alignas(64) T products[row_panels * isa::panel<T>];
    contract_one_row(products, c.a, c.b + p * c.b_panel, c.b_panel, c.depth, count);
    for (int i = 0; i < count; ++i) {
        stage.run(memory, c, p + i, 0, 1, products + i * isa::panel<T>, true);
        if (stage.finish != nullptr) {
            stage.finish(memory, c, p + i);
        }
    }
}

} // namespace

template <class T>
void run_stages(form what, std::span<stage_code<T> const> stages, void* memory, call<T> const& c,
                int first_unit, int last_unit)
{
    if (what == form::rows && stages.size() == 1 && c.rows == 1) {
        for (int p = first_unit; p < last_unit; p += row_panels) {
            one_row_stage(stages[0], memory, c, p, std::min(row_panels, last_unit - p));
        }
        return;
    }
    // Units are numbered panel by panel, so that a worker has the same panels in one segment as in the next,
    // and done block by block, so that what a block reads of a stays in the cache.
    int const block = c.row_block > 0 ? c.row_block : c.rows, blocks = (c.rows + block - 1) / block;
    for (int b = 0; b < blocks; ++b) {
        for (int p = (first_unit - b + blocks - 1) / blocks; p * blocks + b < last_unit; ++p) {
            int const first = b * block, last = std::min(first + block, c.rows);
            bool contracted = what != form::none;
            for (auto const& stage : stages) {
                if (!contracted) {
                    stage.run(memory, c, p, first, last - first, nullptr, true);
                } else if (what == form::rows) {
                    contract_stage<form::rows>(stage, memory, c, p, first, last);
                } else if (what == form::columns) {
                    contract_stage<form::columns>(stage, memory, c, p, first, last);
                } else {
                    contract_stage<form::back>(stage, memory, c, p, first, last);
                }
                if (stage.finish != nullptr) {
                    stage.finish(memory, c, p);
                }
                contracted = false;
            }
        }
    }
}

template void run_stages(form, std::span<stage_code<float> const>, void*, call<float> const&, int, int);
template void run_stages(form, std::span<stage_code<double> const>, void*, call<double> const&, int, int);

} // namespace lagom::kernels
