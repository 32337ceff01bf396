// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>
#include <lagom/kernel/draws.hpp>
#include <lagom/kernel/math.hpp>

#include <algorithm>
#include <limits>

/// Instructions: each reads and writes a file of registers whose indices are constants, so that the compiler
/// keeps them in the machine's.
namespace lagom::kernels {

using math::lane;
using plan::access;
using plan::law;

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
    long column = 0; // and its column, its row
    long row = 0;
    int valid =
        lane<T>::width; // numbers of the register that are not padding; counted in loops over rows only
};

/// Where a program stands whose registers hold one number an example: what rows were summed to.
template <class T>
struct examples {
    pointer<T> const* operands;
    long row = 0; // the first
    int valid = lane<T>::width;
};

/// What an instruction may do besides `run`; here nothing, once for all that do nothing.
struct instruction {
    /// Once a call, before the first element.
    template <class T>
    static LAGOM_INLINE void begin(lane<T>* /*r*/, pointer<T> const* /*operands*/)
    {
    }
    /// What `begin` made, in registers of another run.
    template <class T>
    static LAGOM_INLINE void resume(lane<T> const* /*numbers*/, lane<T>* /*r*/)
    {
    }
    template <class T>
    static LAGOM_INLINE void start(lane<T>* /*sums*/)
    {
    }
    /// Zeros from column `from` to `to` of what was stored at `at`.
    template <class T>
    static LAGOM_INLINE void clear(pointer<T> const* /*operands*/, long /*at*/, long /*column*/,
                                   long /*from*/, long /*to*/)
    {
    }
    /// What the numbers of each register come to, one after another in a register.
    ///
    /// @param sums  of each row `stride` of them, those of the instruction at its number
    template <class T>
    static LAGOM_INLINE void across(lane<T> const* /*sums*/, int /*stride*/, lane<T>* /*q*/)
    {
    }
};

/// Numbers of the operand's place: of the element, of its column, or of its row.
template <access How, int Operand, int Reg>
struct load : instruction {
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        if constexpr (How == access::element) {
            r[Reg] = lane<T>::load(p.operands[Operand].data + p.at);
        } else if constexpr (How == access::row) {
            r[Reg] = lane<T>::load(p.operands[Operand].data + p.column);
        } else {
            r[Reg] = lane<T>(p.operands[Operand].data[p.row]);
        }
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, examples<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::column);
        r[Reg] = lane<T>::load(p.operands[Operand].data + p.row);
    }
};

/// One number for the whole call: a store cannot change it.
template <int Operand, int Reg>
struct load<access::scalar, Operand, Reg> : instruction {
    template <class T>
    static LAGOM_INLINE void begin(lane<T>* r, pointer<T> const* operands)
    {
        r[Reg] = lane<T>(operands[Operand].number[0]);
    }
    template <class T>
    static LAGOM_INLINE void resume(lane<T> const* numbers, lane<T>* r)
    {
        r[Reg] = numbers[Reg];
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* /*r*/, auto const& /*place*/, lane<T>* /*sums*/)
    {
    }
};

template <law Law, int Slot, int Operand, int Reg>
struct draw : instruction {
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        constexpr int P = isa::panel<T>;
        auto& d = p.draws[Slot];
        long const in_panel = p.column % P, column = p.column - in_panel;
        if (d.group != p.row / 8 || d.column != column) [[unlikely]] {
            d.group = p.row / 8;
            d.column = column;
            auto const fill = Law == law::uniform ? &draw_uniform<T> : &draw_normal<T>;
            fill(d.numbers, *p.operands[Operand].noise, static_cast<std::uint32_t>(column),
                 static_cast<std::uint32_t>(d.group));
        }
        r[Reg] = lane<T>::load(d.numbers + p.row % 8 * P + in_panel);
    }
};

template <class F, int Reg, int... In>
struct apply : instruction {
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, auto const& /*place*/, lane<T>* /*sums*/)
    {
        r[Reg] = F{}(r[In]...);
    }
};

template <access How, int Operand, int Reg>
struct store : instruction {
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::element || How == access::row);
        r[Reg].store(p.operands[Operand].data + (How == access::element ? p.at : p.column));
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, examples<T> const& p, lane<T>* /*sums*/)
    {
        static_assert(How == access::column);
        auto const x =
            p.valid < lane<T>::width ? where(math::first<T>(p.valid), r[Reg], lane<T>(T(0))) : r[Reg];
        x.store(p.operands[Operand].data + p.row);
    }
    template <class T>
    static void clear(pointer<T> const* operands, long at, long column, long from, long to)
    {
        if constexpr (How == access::element || How == access::row) {
            T* const d = operands[Operand].data + (How == access::element ? at : column);
            for (long i = from; i < to; ++i) {
                d[i] = 0;
            }
        }
    }
};

/// The sum of the numbers of each register, or the most of them, one after another in a register; in an order
/// that depends on the width only.
///
/// @param stride  from one register to the next
template <class T, int RegisterBytes = isa::register_bytes>
auto across(lane<T> const* sums, int stride, bool most) -> lane<T>;

template <int Which, int Reg, bool Most>
struct reduce : instruction {
    template <class T>
    static LAGOM_INLINE void start(lane<T>* sums)
    {
        sums[Which] = neutral<T>();
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* sums)
    {
        lane<T> x = r[Reg];
        if (p.valid < lane<T>::width) [[unlikely]] {
            x = where(math::first<T>(p.valid), x, neutral<T>());
        }
        sums[Which] = Most ? max(sums[Which], x) : sums[Which] + x;
    }
    template <class T>
    static LAGOM_INLINE void across(lane<T> const* sums, int stride, lane<T>* q)
    {
        q[Which] = kernels::across(sums + Which, stride, Most);
    }

private:
    template <class T>
    static constexpr auto neutral() -> lane<T>
    {
        return lane<T>(Most ? std::numeric_limits<T>::lowest() : T(0));
    }
};

template <class Instruction>
inline constexpr int last_operand = -1;
template <access How, int Operand, int Reg>
inline constexpr int last_operand<load<How, Operand, Reg>> = Operand;
template <law Law, int Slot, int Operand, int Reg>
inline constexpr int last_operand<draw<Law, Slot, Operand, Reg>> = Operand;
template <access How, int Operand, int Reg>
inline constexpr int last_operand<store<How, Operand, Reg>> = Operand;

/// The operand whose elements an instruction loads; -1 if there is none.
template <class Instruction>
inline constexpr int loaded_elements = -1;
template <int Operand, int Reg>
inline constexpr int loaded_elements<load<access::element, Operand, Reg>> = Operand;

constexpr auto bit_of(int operand) -> std::uint64_t
{
    return operand >= 0 && operand < 64 ? std::uint64_t{1} << operand : 0;
}

template <int Registers, int Sums, int Draws, class... Instructions>
struct program {
    static constexpr int registers = Registers > 0 ? Registers : 1, sums = Sums > 0 ? Sums : 1, draws = Draws;
    static constexpr bool empty = sizeof...(Instructions) == 0, sums_up = Sums > 0;
    static constexpr int operands = std::max({1, last_operand<Instructions> + 1 ...});
    /// A bit for each of the first 64 operands: elements of it are loaded.
    static constexpr std::uint64_t elements = (bit_of(loaded_elements<Instructions>) | ... | 0);

    template <class T>
    static LAGOM_INLINE void begin([[maybe_unused]] lane<T>* r, [[maybe_unused]] pointer<T> const* operands)
    {
        (Instructions::begin(r, operands), ...);
    }
    template <class T>
    static LAGOM_INLINE void resume([[maybe_unused]] lane<T> const* numbers, [[maybe_unused]] lane<T>* r)
    {
        (Instructions::resume(numbers, r), ...);
    }
    template <class T>
    static LAGOM_INLINE void run([[maybe_unused]] lane<T>* r, [[maybe_unused]] auto const& place,
                                 [[maybe_unused]] lane<T>* s)
    {
        (Instructions::run(r, place, s), ...);
    }
    template <class T>
    static LAGOM_INLINE void clear([[maybe_unused]] pointer<T> const* operands, [[maybe_unused]] long at,
                                   [[maybe_unused]] long column, [[maybe_unused]] long from,
                                   [[maybe_unused]] long to)
    {
        (Instructions::clear(operands, at, column, from, to), ...);
    }
    template <class T>
    static LAGOM_INLINE void start_sums([[maybe_unused]] lane<T>* s)
    {
        (Instructions::start(s), ...);
    }
    template <class T>
    static LAGOM_INLINE void copy_sums(lane<T> const* from, lane<T>* to)
    {
        for (int i = 0; sums_up && i < sums; ++i) {
            to[i] = from[i];
        }
    }
    /// What the sums of a register's worth of rows come to, one number a row.
    template <class T>
    static LAGOM_INLINE void across([[maybe_unused]] lane<T> const* s, [[maybe_unused]] lane<T>* q)
    {
        (Instructions::across(s, sums, q), ...);
    }
};

/// What runs in one pass over a panel's rows, or a row's columns: on each element, then once on what was
/// summed.
template <class Tile, class Column>
struct stage {
    using tile = Tile;
    using column = Column;
};

} // namespace lagom::kernels
