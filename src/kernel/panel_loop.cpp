// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/panel_loop.hpp>

#include "kernel/depth_parts.hpp"

#include <algorithm>
#include <atomic>
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

/// Operands whose elements are stored and not loaded before: a bit for each, as in stage_code.
template <class T>
auto only_written(stage_code<T> const& stage, call<T> const& c) -> std::uint64_t
{
    auto only = stage.written;
    for (auto w = stage.written; w != 0; w &= w - 1) {
        for (auto r = stage.elements; r != 0; r &= r - 1) {
            if (c.operands[std::countr_zero(w)].data == c.operands[std::countr_zero(r)].data) {
                only &= ~(w & -w);
            }
        }
    }
    return only;
}

/// Whether so many numbers will have left the nearest caches before they are read again.
template <class T>
constexpr auto is_far(long numbers) -> bool
{
    return numbers * static_cast<long>(sizeof(T)) > isa::l2_bytes / 8;
}

/// What a stage will load of its own elements, and what it will write, which comes as well: worth a tenth of a step of
/// 784-512-512-10 where others press on the memory. Nothing, where a tensor is near: a twentieth of ten layers of 64.
template <class T>
auto elements_of(stage_code<T> const& stage, call<T> const& c) -> soon<T>
{
    soon<T> s;
    if (!is_far<T>(c.panels * c.panel_stride)) {
        return s;
    }
    for (auto left = stage.elements; left != 0; left &= left - 1) {
        s.add(c.operands[std::countr_zero(left)].data);
    }
    s.read = s.count;
    for (auto left = only_written(stage, c); left != 0; left &= left - 1) {
        s.add(c.operands[std::countr_zero(left)].data);
    }
    return s;
}

/// Rows that go through a stage together: few, so that their epilogue goes beside the next tile's products, but
/// a call for each tile would cost a twentieth of a step. A contraction as shallow as this takes all of a chunk.
constexpr int rows_a_run = 16;
constexpr long shallow = 64;

/// Rows of the stage that holds the contraction, of one stripe: register tiles go to a scratch in the first-level
/// cache, where the tile program reads them as soon as the depth is through.
///
/// @param fresh  they are the first of the stage
template <form Form, class T>
void contract_stripe(stage_code<T> const& stage, void* memory, call<T> const& c, stripe const& s, int p,
                     int first, int last, bool fresh)
{
    constexpr int P = isa::panel<T>;
    auto const* const kernels =
        micro_kernels<(Form != form::columns), T>(std::min(P, c.cols - p * P), c.a_row, c.b_row);
    auto const* const one_by_one = c.seen != nullptr ? seen_kernels<T>(std::min(P, c.cols - p * P)) : nullptr;
    auto const* const heights = one_by_one != nullptr ? heights_up_to<tile_rows>.data()
                                                      : tile_heights<T>(std::min(P, c.cols - p * P));
    alignas(64) T products[rows_at_once * P];
    alignas(64) T turned[Form == form::back ? most_depth<T> * P : 1];
    T const *const a_start = c.a + s.a, *const b_start = c.b + s.b;
    auto elements = elements_of(stage, c);
    auto const rows_soon = [&](int row, int count, long parts) {
        if (elements.count == 0) {
            return;
        }
        long const here = std::min(count, c.rows - row);
        elements.range(p * c.panel_stride + row * long{c.row_stride}, here * c.row_stride, parts);
    };
    bool const cut = s.last - s.first > 1;
    int const together = c.depth <= shallow ? rows_at_once : rows_a_run;
    // What the first rows have read is still near, unless it takes half of the cache.
    long const all_of_b = c.panels * c.b_panel;
    bool const far = is_far<T>(first == 0 ? all_of_b : all_of_b / 4);
    for (int chunk = first; chunk < last; chunk += rows_at_once) {
        int const end = std::min(last, chunk + rows_at_once);
        for (auto const* block = c.blocks + s.first; block != c.blocks + s.last; ++block) {
            long const k = block->k, depth = block->depth;
            bool const begins = block == c.blocks + s.first, through = block + 1 == c.blocks + s.last;
            auto const& first_piece = c.pieces[block->first];
            bool const is_one = one_by_one == nullptr && block->last - block->first == 1;
            T const* const a_block = a_start + (is_one ? first_piece.a : 0);
            T const* b = b_start + p * c.b_panel + (is_one ? first_piece.b : 0);
            if constexpr (Form == form::back) {
                b = turned;
                if (cut || chunk == first) {
                    turn(b_start + k / P * c.b_panel + p * long{P} * P, c.b_panel,
                         std::min(P, c.cols - p * P), depth, turned);
                }
            }
            long const k_next = through ? 0 : block[1].k,
                       p_next = through && chunk + rows_at_once >= last ? p + 1 : p;
            upcoming<T> next{Form == form::back ? b_start + k_next / P * c.b_panel + p_next * long{P} * P
                                                : b_start + p_next * c.b_panel + k_next * P,
                             Form == form::back ? c.b_panel : long{P} * P,
                             far ? (depth + P - 1) / P * (P * P / line<T>) : 0};
            long const tiles = (end - chunk + tile_rows - 1) / tile_rows,
                       lines_a_tile = (next.lines + tiles - 1) / tiles;
            for (int row = chunk, done = chunk; row < end;) {
                int const in_stripe = row - s.row;
                int const left = Form == form::columns
                    ? std::min(end - row, P - in_stripe % P) // a tile does not go beyond a panel of a
                    : end - row;
                int const height = heights[left];
                T const* const a = Form == form::columns ? a_block + in_stripe / P * c.a_panel + in_stripe % P
                                                         : a_block + in_stripe * long{c.a_row};
                next.expect(lines_a_tile);
                T* const sums = products + (row - chunk) * P;
                if (is_one) {
                    if (through) {
                        rows_soon(row, height, 1);
                        elements.ask();
                    }
                    kernels[height - 1].piece(sums, a, c.a_panel, b, depth, !begins);
                } else {
                    rows_soon(row + height, through ? height : 0,
                              block->last - block->first); // of the next tile
                    auto const* const last_piece = c.pieces + block->last;
                    if (one_by_one != nullptr) {
                        one_by_one[height - 1](sums, c.a, c.a_row, c.seen + row, b, &first_piece, last_piece,
                                               !begins, elements);
                    } else {
                        kernels[height - 1].pieces(sums, a, c.a_panel, b, &first_piece, last_piece, !begins,
                                                   elements);
                    }
                }
                row += height;
                if (through && (row == end || row - done >= together)) {
                    stage.run(memory, c, p, done, row - done, products + (done - chunk) * P,
                              fresh && done == first);
                    done = row;
                }
            }
        }
    }
}

/// The same for any rows of the stage.
template <form Form, class T>
void contract_stage(stage_code<T> const& stage, void* memory, call<T> const& c, int p, int first, int last)
{
    if (c.stripe_count == 1) {
        return contract_stripe<Form>(stage, memory, c, c.stripes[0], p, first, last, true);
    }
    auto const *const stripes_end = c.stripes + c.stripe_count,
                      *s = std::upper_bound(c.stripes, stripes_end, first,
                                            [](int row, stripe const& x) {
                                                return row < x.row;
                                            }) -
        1;
    for (int row = first; row < last; ++s) {
        int const end = s + 1 == stripes_end ? last : std::min(last, s[1].row);
        contract_stripe<Form>(stage, memory, c, *s, p, row, end, row == first);
        row = end;
    }
}

/// Rows of a stage that holds what windows see: few at a time, and those behind the next are asked for meanwhile (pools of
/// 28 x 28 x 32, batch 64, take .7 of the time).
template <class T>
void see_stage(stage_code<T> const& stage, void* memory, call<T> const& c, int p, int first, int last)
{
    static_assert(rows_a_run <= rows_at_once);
    alignas(64) T seen[2 * rows_at_once * isa::panel<T>]; // the second: what is made beside
    auto elements = elements_of(stage, c);
    for (int row = first; row < last; row += rows_a_run) {
        int const end = std::min(last, row + rows_a_run), later = end + rows_a_run;
        if (later < c.rows) {
            elements.range(p * c.panel_stride + later * long{c.row_stride},
                           std::min(rows_a_run, c.rows - later) * long{c.row_stride}, 1);
            elements.ask();
        }
        c.see(c, seen, p, row, end);
        stage.run(memory, c, p, row, end - row, seen, row == first);
    }
}

/// The same where the batch is one example: its panels side by side.
template <class T>
void one_row_stage(stage_code<T> const& stage, void* memory, T* sums, call<T> const& c, int p, int count)
{
    alignas(64) T products[row_panels * isa::panel<T>];
    contract_one_row(products, c, p, count);
    for (int i = 0; i < count; ++i) {
        stage.run(memory, c, p + i, 0, 1, products + i * isa::panel<T>, true);
        if (stage.finish != nullptr) {
            stage.end_part(memory, sums, true);
            stage.finish(sums, c, p + i);
        }
    }
}

/// Some rows of a stage; `contracted` is the form of the contraction that it holds, if it holds one.
template <class T>
LAGOM_INLINE void run_rows(form contracted, stage_code<T> const& stage, void* memory, call<T> const& c, int p,
                           int first, int last)
{
    switch (contracted) {
    case form::none:
        return stage.run(memory, c, p, first, last - first, nullptr, true);
    case form::seen:
        return see_stage(stage, memory, c, p, first, last);
    case form::rows:
        return contract_stage<form::rows>(stage, memory, c, p, first, last);
    case form::columns:
        return contract_stage<form::columns>(stage, memory, c, p, first, last);
    case form::back:
        return contract_stage<form::back>(stage, memory, c, p, first, last);
    }
}

/// A unit that is one of several parts: the last to be done, whichever that is, adds all of them in their order.
template <class T>
void end_one_of_parts(stage_code<T> const& stage, void const* memory, T* sums, call<T> const& c, int p,
                      int part, int parts)
{
    T* const of_panel = c.partial_sums + long{p} * parts * stage.sums;
    stage.end_part(memory, of_panel + part * stage.sums, true);
    std::atomic_ref const done(c.parts_done[p]);
    if (done.fetch_add(1, std::memory_order_acq_rel) + 1 < parts) {
        return;
    }
    done.store(0, std::memory_order_relaxed); // for the next step, which begins behind a barrier
    std::copy_n(of_panel, stage.sums, sums);
    for (int i = 1; i < parts; ++i) {
        for (int k = 0; k < stage.sums; ++k) {
            sums[k] += of_panel[i * stage.sums + k];
        }
    }
    stage.finish(sums, c, p);
}

} // namespace

template <class T>
void run_stages(form what, std::span<stage_code<T> const> stages, void* memory, T* sums, call<T> const& c,
                int first_unit, int last_unit)
{
    if (what == form::rows && stages.size() == 1 && c.rows == 1) {
        for (int p = first_unit; p < last_unit; p += row_panels) {
            one_row_stage(stages[0], memory, sums, c, p, std::min(row_panels, last_unit - p));
        }
        return;
    }
    if (c.depth_parts > 0) {
        return run_in_depth_parts(stages, memory, sums, c, first_unit, last_unit);
    }
    // Units are numbered panel by panel, so that a worker has the same panels in one segment as in the next,
    // and done block by block, so that what a block reads of a stays in the cache.
    int const block = c.row_block > 0 ? c.row_block : c.rows, blocks = (c.rows + block - 1) / block;
    for (int b = 0; b < blocks; ++b) {
        for (int p = (first_unit - b + blocks - 1) / blocks; p * blocks + b < last_unit; ++p) {
            int const first = b * block, last = std::min(first + block, c.rows);
            form contracted = what;
            for (auto const& stage : stages) {
                if (stage.finish == nullptr) {
                    run_rows(contracted, stage, memory, c, p, first, last);
                } else if (blocks > 1) {
                    run_rows(contracted, stage, memory, c, p, first, last);
                    end_one_of_parts(stage, memory, sums, c, p, b, blocks);
                } else {
                    for (int row = 0; row < c.rows; row += c.part_rows) {
                        run_rows(contracted, stage, memory, c, p, row, std::min(row + c.part_rows, c.rows));
                        stage.end_part(memory, sums, row == 0);
                    }
                    stage.finish(sums, c, p);
                }
                contracted = form::none;
            }
        }
    }
}

template void run_stages(form, std::span<stage_code<float> const>, void*, float*, call<float> const&, int,
                         int);
template void run_stages(form, std::span<stage_code<double> const>, void*, double*, call<double> const&, int,
                         int);

} // namespace lagom::kernels
