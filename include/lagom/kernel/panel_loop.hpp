// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/contract.hpp>
#include <lagom/kernel/program.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <span>

namespace lagom::kernels {

/// A stage at work on a panel: what it keeps from one tile of rows to the next.
template <class Stage, class T>
struct panel_stage {
    using V = lane<T>;
    using tile = typename Stage::tile;
    using column = typename Stage::column;
    static constexpr int vectors = isa::vectors, W = V::width, P = isa::panel<T>;

    V numbers[tile::registers]; // of those registers that hold one number for the whole call
    V sums[vectors][tile::sums];
    drawn<T> draws[tile::draws > 0 ? tile::draws : 1];

    LAGOM_INLINE explicit panel_stage(call<T> const& c)
    {
        tile::begin(numbers, c.operands);
        for (auto& s : sums) {
            tile::start_sums(s);
        }
    }

    /// The tile program on rows [row, row + count) of panel p. Numbers, sums and pointers are copied: a store
    /// could change the others, for all that the compiler knows.
    ///
    /// @param memory    of a panel_stage; made here if `fresh`
    /// @param products  what a contraction, or a window, made of the rows, if there is one; [row][panel], and a second such
    ///                  array `rows_at_once` rows behind
    template <int Given>
    static void run(void* memory, call<T> const& c, int p, int row, int count,
                    [[maybe_unused]] T const* products, bool fresh)
    {
        auto& self = fresh ? *new (memory) panel_stage(c) : *std::launder(static_cast<panel_stage*>(memory));
        pointer<T> operands[tile::operands];
        for (int i = 0; i < tile::operands; ++i) {
            operands[i] = c.operands[i];
        }
        V r[tile::registers], s[vectors][tile::sums];
        tile::resume(self.numbers, r);
        for (int j = 0; j < vectors; ++j) {
            tile::copy_sums(self.sums[j], s[j]);
        }
        place<T> at{operands, self.draws};
        if constexpr (tile::asks_for_example) {
            at.start(c, row);
        }
        int const valid = std::min(c.cols - p * P, P);
        long const stride = c.row_stride;
        long start = p * c.panel_stride + row * stride;
        for (int i = 0; i < count; ++i, start += stride) {
            at.row = row + i;
#pragma GCC unroll 4
            for (int j = 0; j < vectors; ++j) {
                if (j * W >= valid) { // padding alone
                    break;
                }
                at.at = start + j * W;
                at.column = p * P + j * W;
                for (int k = 0; k < Given; ++k) {
                    r[k] = V::load(products + (k * rows_at_once + i) * P + j * W);
                }
                tile::run(r, at, s[j]);
            }
            if (valid < P) {
                tile::clear(c.operands, start, long{p} * P, valid, static_cast<int>(stride));
            }
            if constexpr (tile::asks_for_example) {
                at.next_row();
            }
        }
        for (int j = 0; j < vectors; ++j) {
            tile::copy_sums(s[j], self.sums[j]);
        }
    }

    /// Writes what a part of the rows was summed to, or adds it to what is there.
    ///
    /// @param to  [vectors][sums][register]
    static void end_part(void const* memory, T* to, bool first)
    {
        auto const& self = *std::launder(static_cast<panel_stage const*>(memory));
        for (int j = 0; j < vectors; ++j) {
            for (int i = 0; i < tile::sums; ++i, to += W) {
                (first ? self.sums[j][i] : V::load(to) + self.sums[j][i]).store(to);
            }
        }
    }

    /// All rows done: the column program on what was summed.
    static void finish(T const* sums, call<T> const& c, int p)
    {
        V q[std::max(column::registers, tile::sums)];
        drawn<T> draws[column::draws > 0 ? column::draws : 1];
        place<T> here{c.operands, draws};
        column::begin(q, c.operands);
#pragma GCC unroll 4
        for (int j = 0; j < vectors; ++j) {
            here.column = p * P + j * W;
            for (int i = 0; i < tile::sums; ++i) {
                q[i] = V::load(sums + (j * tile::sums + i) * W);
            }
            column::run(q, here, static_cast<V*>(nullptr));
        }
        if ((p + 1) * P > c.cols) {
            column::clear(c.operands, 0, long{p} * P, c.cols - p * P, P);
        }
    }
};

/// What a stage does, as the loops around it see it.
template <class T>
struct stage_code {
    void (*run)(void* memory, call<T> const& c, int p, int row, int count, T const* products, bool fresh);
    void (*end_part)(void const* memory, T* to, bool first);
    void (*finish)(T const* sums, call<T> const& c, int p); // null: nothing is left to do
    int sums; // numbers that those of a panel take
    std::uint64_t elements,
        written; // a bit for each of the first 64 operands: elements of it are loaded, or stored
};

template <int Given, class Stage, class T>
constexpr auto code_of() -> stage_code<T>
{
    using at_work = panel_stage<Stage, T>;
    if constexpr (Stage::column::empty) {
        return {&at_work::template run<Given>, nullptr, nullptr, 0, Stage::tile::elements,
                Stage::tile::written};
    } else {
        return {&at_work::template run<Given>,     &at_work::end_part,    &at_work::finish,
                isa::panel<T> * Stage::tile::sums, Stage::tile::elements, Stage::tile::written};
    }
}

/// The one loop nest, compiled once (src/kernel/panel_loop.cpp): units of work are panels of columns, or blocks of
/// rows of a panel. The first stage holds the contraction, if there is one.
///
/// @param memory  for a stage at work
/// @param sums    for those of a panel
template <class T>
void run_stages(form what, std::span<stage_code<T> const> stages, void* memory, T* sums, call<T> const& c,
                int first_unit, int last_unit);

/// A kernel: the loop nest with its stages.
template <form Form, class T, class First, class... Rest>
void panel_loop(call<T> const& c, int first_unit, int last_unit)
{
    static constexpr std::array<stage_code<T>, 1 + sizeof...(Rest)> stages{
        code_of<Form == form::none ? 0 : First::tile::given, First, T>(), code_of<0, Rest, T>()...};
    constexpr auto size = std::max({sizeof(panel_stage<First, T>), sizeof(panel_stage<Rest, T>)...});
    constexpr auto most_sums = std::max({First::tile::sums, Rest::tile::sums...});
    alignas(64) std::byte memory[size];
    alignas(64) T sums[isa::panel<T> * most_sums];
    run_stages<T>(Form, stages, memory, sums, c, first_unit, last_unit);
}

} // namespace lagom::kernels
