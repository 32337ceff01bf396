// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/panel_loop.hpp>

#include <algorithm>
#include <atomic>

/// Contractions whose depth is cut into parts, each a unit of work: the gradients by kernels of convolutions.
namespace lagom::kernels {

/// Whether block k of all stripes that have one has the same rows of b: those of taps beyond an edge have none.
template <class T>
auto taps_see_alike(call<T> const& c, long k) -> bool
{
    depth_block const* one = nullptr;
    for (int s = 0; s < c.stripe_count; ++s) {
        auto const& other = c.blocks[c.stripes[s].first + k];
        if (other.first == other.last) {
            continue;
        }
        one = one == nullptr ? &other : one;
        bool const alike = std::equal(c.pieces + one->first, c.pieces + one->last, c.pieces + other.first,
                                      c.pieces + other.last, [](piece const& x, piece const& y) {
                                          return x.b == y.b && x.depth == y.depth;
                                      });
        if (!alike) {
            return false;
        }
    }
    return true;
}

/// Such a block, in tiles of rows of several taps.
template <class T>
void contract_across_taps(T* sums, call<T> const& c, int p, long k)
{
    constexpr int P = isa::panel<T>;
    auto const* const kernels = scattered_kernels<T>(std::min(P, c.cols - p * P), c.a_row, c.b_row);
    auto const* const heights = tile_heights<T>(std::min(P, c.cols - p * P));
    int const channels = c.rows / c.stripe_count;
    auto const block_of = [&](int tap) -> depth_block const& {
        return c.blocks[c.stripes[tap].first + k];
    };
    depth_block const* one = nullptr; // the pieces of b are those of any
    int left = 0;
    for (int tap = 0; tap < c.stripe_count; ++tap) {
        if (block_of(tap).first < block_of(tap).last) {
            one = &block_of(tap);
            left += channels;
        }
    }
    for (int row = 0; left > 0;) {
        int const height = heights[std::min(left, rows_at_once)];
        T* to[tallest_tile(1)];
        T const* of_first[tallest_tile(1)];
        piece const* pieces[tallest_tile(1)];
        for (int r = 0; r < height; ++row) {
            auto const& block = block_of(row / channels);
            if (block.first < block.last) {
                to[r] = sums + row * long{P};
                of_first[r] = c.a + c.stripes[row / channels].a + row % channels;
                pieces[r++] = c.pieces + block.first;
            }
        }
        for (int i = 0; i < one->last - one->first; ++i) {
            T const* rows[tallest_tile(1)];
            for (int r = 0; r < height; ++r) {
                rows[r] = of_first[r] + pieces[r][i].a;
            }
            auto const& of_b = c.pieces[one->first + i];
            kernels[height - 1](to, rows, c.b + p * c.b_panel + of_b.b, of_b.depth);
        }
        left -= height;
    }
}

/// What block k of a contraction by columns reads for the first time, but for edges: rows of b, and of a those that the last
/// tap sees; in as many parts as the block before has pieces of tiles.
template <class T>
auto rows_of_block(call<T> const& c, int p, long k) -> soon<T>
{
    soon<T> s;
    auto const& stripe = c.stripes[c.stripe_count - 1];
    auto const& block = c.blocks[stripe.first + k];
    if (block.first < block.last) {
        auto const& first = c.pieces[block.first];
        s.add(c.b + p * c.b_panel + first.b);
        for (long row = stripe.row, at = 0; row < c.rows; row += isa::panel<T>, at += c.a_panel) {
            s.add(c.a + stripe.a + at + first.a);
        }
        s.read = s.count;
        s.range(0, block.depth * std::max(c.a_row, c.b_row),
                (block.last - block.first) * ((c.rows + tile_rows - 1) / tile_rows));
    }
    return s;
}

/// A part of the depth of a contraction by columns, for all rows of a panel: blocks of all stripes in turn, so that what
/// they read of b is read while it is near.
template <class T>
void contract_part(T* sums, call<T> const& c, int p, int part)
{
    constexpr int P = isa::panel<T>;
    auto const* const kernels = micro_kernels<false, T>(std::min(P, c.cols - p * P), c.a_row, c.b_row);
    auto const* const heights = tile_heights<T>(std::min(P, c.cols - p * P));
    T const* const b = c.b + p * c.b_panel;
    std::fill_n(sums, long{c.rows} * P, T(0));
    long const blocks = c.stripes->last - c.stripes->first;
    bool const few = are_few_channels<T>(c.rows / c.stripe_count);
    long const end = blocks * (part + 1) / c.depth_parts;
    for (long k = blocks * part / c.depth_parts; k < end; ++k) {
        auto next = rows_of_block(c, p, std::min(k + 1, end - 1));
        if (few && taps_see_alike(c, k)) {
            contract_across_taps(sums, c, p, k);
            continue;
        }
        for (int s = 0; s < c.stripe_count; ++s) {
            auto const& stripe = c.stripes[s];
            auto const& block = c.blocks[stripe.first + k];
            int const rows = (s + 1 == c.stripe_count ? c.rows : c.stripes[s + 1].row) - stripe.row;
            for (int row = 0; row < rows && block.first < block.last;) {
                int const height = heights[std::min(rows - row, P - row % P)]; // within a panel of a
                kernels[height - 1].pieces(sums + (stripe.row + row) * long{P},
                                           c.a + stripe.a + row / P * c.a_panel + row % P, c.a_panel, b,
                                           c.pieces + block.first, c.pieces + block.last, true, next);
                row += height;
            }
        }
    }
}

/// A contraction whose depth is cut into parts: whoever ends the last of a panel adds them, and goes on.
template <class T>
void run_in_depth_parts(std::span<stage_code<T> const> stages, void* memory, T* sums, call<T> const& c,
                        int first_unit, int last_unit)
{
    long const size = long{c.rows} * isa::panel<T>;
    for (int unit = first_unit; unit < last_unit; ++unit) {
        int const p = unit / c.depth_parts;
        contract_part(c.partial_sums + unit * size, c, p, unit % c.depth_parts);
        std::atomic_ref const done(c.parts_done[p]);
        if (done.fetch_add(1, std::memory_order_acq_rel) + 1 < c.depth_parts) {
            continue;
        }
        done.store(0, std::memory_order_relaxed); // for the next step, which begins behind a barrier
        T* const all = c.partial_sums + long{p} * c.depth_parts * size;
        for (long part = 1; part < c.depth_parts; ++part) {
            for (long i = 0; i < size; ++i) {
                all[i] += all[part * size + i];
            }
        }
        T const* products = all;
        for (auto const& stage : stages) {
            for (int row = 0; row < c.rows; row += c.part_rows) {
                stage.run(memory, c, p, row, std::min(c.part_rows, c.rows - row),
                          products == nullptr ? nullptr : products + row * long{isa::panel<T>}, true);
                if (stage.finish != nullptr) {
                    stage.end_part(memory, sums, row == 0);
                }
            }
            if (stage.finish != nullptr) {
                stage.finish(sums, c, p);
            }
            products = nullptr;
        }
    }
}

} // namespace lagom::kernels
