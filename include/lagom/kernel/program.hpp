// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>
#include <lagom/kernel/draws.hpp>
#include <lagom/kernel/math.hpp>

#include <limits>

/// Instructions: each reads and writes a file of registers whose indices are constants, so that the compiler
/// keeps them in the machine's.
namespace lagom::kernels {

using plan::access;
using plan::law;

/// Random numbers of one panel and eight rows, kept while a loop goes through these rows.
template <class T>
struct drawn {
    long column = -1, group = -1;
    alignas(64) T numbers[8 * machine::panel<T>];
};

/// Where a program stands.
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

template <access How, int Operand, int Reg>
struct load {
    template <class T>
    static LAGOM_INLINE void begin([[maybe_unused]] lane<T>* r, [[maybe_unused]] place<T> const& p)
    {
        if constexpr (How == access::scalar) {
            r[Reg] = lane<T>(p.operands[Operand].number[0]); // once a call: a store cannot change it
        }
    }
    template <class T>
    static LAGOM_INLINE void run([[maybe_unused]] lane<T>* r, [[maybe_unused]] place<T> const& p,
                                 lane<T>* /*sums*/)
    {
        if constexpr (How == access::element) {
            r[Reg] = lane<T>::load(p.operands[Operand].data + p.at);
        } else if constexpr (How == access::row) {
            r[Reg] = lane<T>::load(p.operands[Operand].data + p.column);
        } else if constexpr (How == access::column) {
            r[Reg] = lane<T>(p.operands[Operand].data[p.row]);
        }
    }
};

template <law Law, int Slot, int Operand, int Reg>
struct draw {
    template <class T>
    static LAGOM_INLINE void begin(lane<T>* /*r*/, place<T> const& p)
    {
        p.draws[Slot].group = -1;
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        constexpr int P = machine::panel<T>;
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
struct apply {
    template <class T>
    static LAGOM_INLINE void begin(lane<T>* /*r*/, place<T> const& /*p*/)
    {
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& /*p*/, lane<T>* /*sums*/)
    {
        r[Reg] = F{}(r[In]...);
    }
};

template <access How, int Operand, int Reg>
struct store {
    template <class T>
    static LAGOM_INLINE void begin(lane<T>* /*r*/, place<T> const& /*p*/)
    {
    }
    template <class T>
    static LAGOM_INLINE void run(lane<T>* r, place<T> const& p, lane<T>* /*sums*/)
    {
        if constexpr (How == access::element) {
            r[Reg].store(p.operands[Operand].data + p.at);
        } else if constexpr (How == access::row) {
            r[Reg].store(p.operands[Operand].data + p.column);
        } else {
            alignas(64) T n[lane<T>::width];
            r[Reg].store(n);
            p.operands[Operand].data[p.row] = n[0];
        }
    }
    /// Zeros from column `from` to `to` of what was stored at `at`.
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

template <int Which, int Reg, bool Most>
struct reduce {
    template <class T>
    static LAGOM_INLINE void begin(lane<T>* /*r*/, place<T> const& /*p*/)
    {
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
    static constexpr auto neutral() -> lane<T>
    {
        return lane<T>(Most ? std::numeric_limits<T>::lowest() : T(0));
    }
    template <class T>
    static LAGOM_INLINE auto across(lane<T> x) -> lane<T>
    {
        return lane<T>(Most ? most_of(x) : sum_of(x));
    }
};

template <int Registers, int Sums, int Draws, class... Instructions>
struct program {
    static constexpr int registers = Registers > 0 ? Registers : 1, sums = Sums > 0 ? Sums : 1, draws = Draws;
    static constexpr bool empty = sizeof...(Instructions) == 0, sums_up = Sums > 0;

    template <class T>
    static LAGOM_INLINE void begin([[maybe_unused]] lane<T>* r, [[maybe_unused]] place<T> const& p)
    {
        (Instructions::begin(r, p), ...);
    }
    template <class T>
    static LAGOM_INLINE void run([[maybe_unused]] lane<T>* r, [[maybe_unused]] place<T> const& p,
                                 [[maybe_unused]] lane<T>* s)
    {
        (Instructions::run(r, p, s), ...);
    }
    template <class T>
    static void clear([[maybe_unused]] pointer<T> const* operands, [[maybe_unused]] long at,
                      [[maybe_unused]] long column, [[maybe_unused]] long from, [[maybe_unused]] long to)
    {
        (clear_one<T, Instructions>(operands, at, column, from, to), ...);
    }
    template <class T>
    static LAGOM_INLINE void start_sums([[maybe_unused]] lane<T>* s)
    {
        (start_one<T, Instructions>(s), ...);
    }
    /// What each sum comes to over the numbers of its register, spread over a register again.
    template <class T>
    static LAGOM_INLINE void across([[maybe_unused]] lane<T>* s)
    {
        (across_one<T, Instructions>(s), ...);
    }

private:
    template <class T, class I>
    static void clear_one([[maybe_unused]] pointer<T> const* operands, [[maybe_unused]] long at,
                          [[maybe_unused]] long column, [[maybe_unused]] long from, [[maybe_unused]] long to)
    {
        if constexpr (requires { I::clear(operands, at, column, from, to); }) {
            I::clear(operands, at, column, from, to);
        }
    }
    template <class T, int Which, int Reg, bool Most>
    static LAGOM_INLINE void start(lane<T>* s, reduce<Which, Reg, Most>)
    {
        s[Which] = reduce<Which, Reg, Most>::template neutral<T>();
    }
    template <class T, int Which, int Reg, bool Most>
    static LAGOM_INLINE void finish(lane<T>* s, reduce<Which, Reg, Most>)
    {
        s[Which] = reduce<Which, Reg, Most>::across(s[Which]);
    }
    template <class T, class I>
    static LAGOM_INLINE void start_one([[maybe_unused]] lane<T>* s)
    {
        if constexpr (requires { start<T>(s, I{}); }) {
            start<T>(s, I{});
        }
    }
    template <class T, class I>
    static LAGOM_INLINE void across_one([[maybe_unused]] lane<T>* s)
    {
        if constexpr (requires { finish<T>(s, I{}); }) {
            finish<T>(s, I{});
        }
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
