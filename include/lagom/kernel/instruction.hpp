// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>
#include <lagom/kernel/draws.hpp>
#include <lagom/kernel/math.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>
#include <utility>

/// Instructions: each reads and writes a file of registers whose indices are constants, so that the compiler
/// keeps them in the machine's.
namespace lagom::kernels {

using graphs::law;
using math::lane;
using plan::access;

/// Random numbers of one panel and eight rows, kept while a loop goes through these rows.
template <class T>
struct drawn {
    long column = -1, group = -1;
    alignas(64) T numbers[8 * isa::panel<T>];
};

/// Where a program stands that goes through elements, or through what panels were summed to.
template <class T>
struct place {
    pointer<T> const* operands;
    drawn<T>* draws;
    long at = 0; // offset of the element
    long column = 0; // and its column, its row,
    long row = 0;
    long example = 0, position = 0; // which is this one's of that example
    long batch = 1, positions = 1;
    int valid =
        lane<T>::width; // numbers of the register that are not padding; counted in loops over rows only

    LAGOM_INLINE void start(call<T> const& c, long first_row)
    {
        batch = c.batch;
        positions = c.rows / c.batch;
        example = first_row % batch;
        position = first_row / batch;
    }
    LAGOM_INLINE void next_row()
    {
        if (++example == batch) {
            example = 0;
            ++position;
        }
    }
    /// Where the element lies in a tile of `count` rows.
    LAGOM_INLINE auto in_rows(long count, long which) const -> long
    {
        constexpr long P = isa::panel<T>;
        return column / P * P * count + which * P + column % P;
    }
};

/// Where a program stands whose registers hold one number an example: what rows were summed to.
template <class T>
struct examples {
    pointer<T> const* operands;
    long row = 0; // the first
    int valid = lane<T>::width;
    long batch = 1;
};

/// What an instruction writes and takes, by its place among the others: load, draw and apply each write the
/// next register; load, draw and store take the next operand; a draw has the next drawing, a sum is the next.
struct position {
    int reg = 0, operand = 0, drawing = 0, sum = 0;
};

/// What an instruction has and does besides `run`; here nothing, once for all that do nothing.
struct instruction {
    static constexpr bool writes_register = false, takes_operand = false; // and for the whole call:
    static constexpr bool is_number = false, is_drawn = false, is_stored = false, is_summed = false;
    static constexpr bool asks_for_example = false; // or its position
    static constexpr bool stores_elements = false;

    /// Once a call, before the first element: numbers.
    template <position At, class T>
    static LAGOM_INLINE void begin(lane<T>* /*r*/, pointer<T> const* /*operands*/)
    {
    }
    /// What `begin` made, in registers of another run.
    template <position At, class T>
    static LAGOM_INLINE void resume(lane<T> const* /*numbers*/, lane<T>* /*r*/)
    {
    }
    template <position At, class T>
    static LAGOM_INLINE void start(lane<T>* /*sums*/)
    {
    }
    /// Zeros in the padding of what was stored at `at`, or at `column`: behind the first `valid` of `width` columns
    /// that lie together.
    template <position At, class T>
    static LAGOM_INLINE void clear(pointer<T> const* /*operands*/, long /*at*/, long /*column*/,
                                   int /*valid*/, int /*width*/)
    {
    }
    /// What the numbers of each register come to, one after another in a register.
    ///
    /// @param sums  of each row `stride` of them
    template <position At, class T>
    static LAGOM_INLINE void across(lane<T> const* /*sums*/, int /*stride*/, lane<T>* /*q*/)
    {
    }
};

constexpr auto by_example(access how) -> bool
{
    return how == access::example || how == access::per_example || how == access::position ||
        how == access::per_position;
}

/// Numbers of an operand: of the element, of its column, of its row, or of the row's example or position.
template <access How>
struct load : instruction {
    static constexpr bool writes_register = true, takes_operand = true, asks_for_example = by_example(How);

    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        T const* const from = p.operands[At.operand].data;
        if constexpr (How == access::element) {
            r[At.reg] = lane<T>::load(from + p.at);
        } else if constexpr (How == access::per_column) {
            r[At.reg] = lane<T>::load(from + p.column);
        } else if constexpr (How == access::example) {
            r[At.reg] = lane<T>::load(from + p.in_rows(p.batch, p.example));
        } else if constexpr (How == access::position) {
            r[At.reg] = lane<T>::load(from + p.in_rows(p.positions, p.position));
        } else {
            r[At.reg] = lane<T>(from[How == access::per_example        ? p.example
                                         : How == access::per_position ? p.position
                                                                       : p.row]);
        }
    }
    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, examples<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::per_row || by_example(How));
        T const* const from = p.operands[At.operand].data;
        if constexpr (How == access::per_row) {
            r[At.reg] = lane<T>::load(from + p.row);
        } else {
            alignas(64) T numbers[lane<T>::width]{};
            for (long i = 0; i < p.valid; ++i) {
                numbers[i] = from[How == access::per_example ? (p.row + i) % p.batch : (p.row + i) / p.batch];
            }
            r[At.reg] = lane<T>::load(numbers);
        }
    }
};

/// One number for the whole call: a store cannot change it.
template <>
struct load<access::scalar> : instruction {
    static constexpr bool writes_register = true, takes_operand = true, is_number = true;

    template <position At, class T>
    static LAGOM_INLINE void begin(lane<T>* r, pointer<T> const* operands)
    {
        r[At.reg] = lane<T>(operands[At.operand].number[0]);
    }
    template <position At, class T>
    static LAGOM_INLINE void resume(lane<T> const* numbers, lane<T>* r)
    {
        r[At.reg] = numbers[At.reg];
    }
    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* /*r*/, auto const& /*place*/, lane<T>* /*sums*/)
    {
    }
};

/// A register of zeros but for a 1 at a place.
template <class T>
auto one_at(long place) -> lane<T>;

/// One 1 among zeros, by its column; or what is there.
template <>
struct load<access::classes> : instruction {
    static constexpr bool writes_register = true, takes_operand = true;

    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        auto const& targets = *p.operands[At.operand].classes;
        if (targets.columns == nullptr) {
            r[At.reg] = lane<T>::load(targets.rows + p.at);
            return;
        }
        long const here = targets.columns[p.row] - p.column;
        r[At.reg] = here < 0 || here >= lane<T>::width ? lane<T>(T(0)) : one_at<T>(here);
    }
};

/// A random number an element, keyed by its row and column; or one for all columns, keyed by the row, and column 0;
/// or either by the row of the example. In a loop whose columns are rows, each is keyed by its column.
template <law Law, access How>
struct draw : instruction {
    static constexpr bool writes_register = true, takes_operand = true, is_drawn = true,
                          asks_for_example = by_example(How);

    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        constexpr int P = isa::panel<T>;
        auto& d = p.draws[At.drawing];
        auto const& key = *p.operands[At.operand].noise;
        if constexpr (How == access::along_rows) {
            alignas(64) T numbers[lane<T>::width];
            for (long i = 0; i < lane<T>::width; ++i) {
                have(d, key, 0, p.column + i);
                numbers[i] = d.numbers[(p.column + i) % 8 * P];
            }
            r[At.reg] = lane<T>::load(numbers);
        } else {
            long const row = row_of(p);
            if constexpr (How == access::element || How == access::example || How == access::position ||
                          How == access::per_column) {
                long const in_panel = p.column % P;
                have(d, key, p.column - in_panel, row);
                r[At.reg] = lane<T>::load(d.numbers + row % 8 * P + in_panel);
            } else {
                have(d, key, 0, row);
                r[At.reg] = lane<T>(d.numbers[row % 8 * P]);
            }
        }
    }

    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, examples<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::per_row || How == access::per_example);
        constexpr int P = isa::panel<T>;
        alignas(64) T numbers[lane<T>::width]{};
        drawn<T> d;
        for (long i = 0; i < p.valid; ++i) {
            long const row = How == access::per_row ? p.row + i : (p.row + i) % p.batch;
            have(d, *p.operands[At.operand].noise, 0, row);
            numbers[i] = d.numbers[row % 8 * P];
        }
        r[At.reg] = lane<T>::load(numbers);
    }

private:
    template <class T>
    static LAGOM_INLINE auto row_of(place<T> const& p) -> long
    {
        switch (How) {
        case access::example:
        case access::per_example:
            return p.example;
        case access::position:
        case access::per_position:
            return p.position;
        case access::per_column:
            return 0;
        default:
            return p.row;
        }
    }
    /// Draws the numbers of a panel and of the eight rows that `row` is among, if they are not there.
    template <class T>
    static LAGOM_INLINE void have(drawn<T>& d, noise_key const& key, long column, long row)
    {
        if (d.group != row / 8 || d.column != column) [[unlikely]] {
            d.group = row / 8;
            d.column = column;
            auto const fill = Law == law::uniform ? &draw_uniform<T> : &draw_normal<T>;
            fill(d.numbers, key, static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(d.group));
        }
    }
};

template <class F, int... In>
struct apply : instruction {
    static constexpr bool writes_register = true;

    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, auto const& /*place*/, lane<T>* /*sums*/)
    {
        r[At.reg] = F{}(r[In]...);
    }
};

template <access How, int In>
struct store : instruction {
    static constexpr bool takes_operand = true, is_stored = true, stores_elements = How == access::element;

    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::element || How == access::per_column);
        r[In].store(p.operands[At.operand].data + (How == access::element ? p.at : p.column));
    }
    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, examples<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::per_row);
        auto const x =
            p.valid < lane<T>::width ? where(math::first<T>(p.valid), r[In], lane<T>(T(0))) : r[In];
        x.store(p.operands[At.operand].data + p.row);
    }
    template <position At, class T>
    static LAGOM_INLINE void clear(pointer<T> const* operands, long at, long column, int valid, int width)
    {
        if constexpr (How == access::element || How == access::per_column) {
            T* const d = operands[At.operand].data + (How == access::element ? at : column);
            constexpr int W = lane<T>::width;
            auto const zero = lane<T>(T(0));
#pragma GCC unroll 4
            for (int j = 0; j < isa::panel<T>; j += W) {
                if (j + W > valid && j < width) {
                    auto const x =
                        j < valid ? where(math::first<T>(valid - j), lane<T>::load(d + j), zero) : zero;
                    x.store(d + j);
                }
            }
        }
    }
};

/// The sum of the numbers of each register, or the most of them, one after another in a register; in an order
/// that depends on the width only.
///
/// @param stride  from one register to the next
template <class T>
auto across(lane<T> const* sums, int stride, bool most) -> lane<T>;

template <int In, bool Most>
struct reduce : instruction {
    static constexpr bool is_summed = true;

    template <position At, class T>
    static LAGOM_INLINE void start(lane<T>* sums)
    {
        sums[At.sum] = neutral<T>();
    }
    template <position At, class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* sums)
    {
        lane<T> x = r[In];
        if (p.valid < lane<T>::width) [[unlikely]] {
            x = where(math::first<T>(p.valid), x, neutral<T>());
        }
        sums[At.sum] = Most ? max(sums[At.sum], x) : sums[At.sum] + x;
    }
    template <position At, class T>
    static LAGOM_INLINE void across(lane<T> const* sums, int stride, lane<T>* q)
    {
        q[At.sum] = kernels::across(sums + At.sum, stride, Most);
    }

private:
    template <class T>
    static constexpr auto neutral() -> lane<T>
    {
        return lane<T>(Most ? std::numeric_limits<T>::lowest() : T(0));
    }
};

} // namespace lagom::kernels
