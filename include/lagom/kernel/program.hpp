// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/instruction.hpp>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace lagom::kernels {

/// Instructions, with the first register that they write and the first operand that they take: a kernel's key.
template <int FirstRegister, int FirstOperand, class... Instructions>
struct program {
    static constexpr std::size_t size = sizeof...(Instructions);
};

/// The positions of a program's instructions; what an instruction does not have is 0, so that it is one
/// function in many places. The last is where a next one would stand.
template <class... Instructions>
constexpr auto positions_of(int first_register, int first_operand)
{
    std::array<position, sizeof...(Instructions) + 1> at{};
    position next{first_register, first_operand, 0, 0};
    [[maybe_unused]] int i = 0;
    (
        [&](bool reg, bool operand, bool drawing, bool sum) {
            at[static_cast<std::size_t>(i++)] = {reg ? next.reg : 0, operand ? next.operand : 0,
                                                 drawing ? next.drawing : 0, sum ? next.sum : 0};
            next.reg += reg ? 1 : 0;
            next.operand += operand ? 1 : 0;
            next.drawing += drawing ? 1 : 0;
            next.sum += sum ? 1 : 0;
        }(Instructions::writes_register, Instructions::takes_operand, Instructions::is_drawn,
          Instructions::is_summed),
        ...);
    at.back() = next;
    return at;
}

template <class Program, class Sequence>
struct running_in;

/// A program at work.
template <class Program>
using running = running_in<Program, std::make_index_sequence<Program::size>>;

template <int FirstRegister, int FirstOperand, class... Instructions, std::size_t... I>
struct running_in<program<FirstRegister, FirstOperand, Instructions...>, std::index_sequence<I...>> {
    static constexpr auto at = positions_of<Instructions...>(FirstRegister, FirstOperand);
    static constexpr int given = FirstRegister; // registers that are not written here
    static constexpr bool empty = sizeof...(Instructions) == 0, sums_up = at.back().sum > 0;
    static constexpr bool asks_for_example = (false || ... || Instructions::asks_for_example);
    static constexpr int registers = std::max(1, at.back().reg), operands = std::max(1, at.back().operand),
                         sums = std::max(1, at.back().sum), draws = at.back().drawing;
    /// A bit for each of the first 64 operands: elements of it are loaded, or stored.
    template <bool... Which>
    static constexpr auto operands_that() -> std::uint64_t
    {
        return ((Which && at[I].operand < 64 ? std::uint64_t{1} << at[I].operand : 0) | ... | 0);
    }
    static constexpr std::uint64_t
        elements = operands_that<std::is_same_v<Instructions, load<access::element>>...>(),
        written = operands_that<Instructions::stores_elements...>();

    template <class T>
    static LAGOM_INLINE void begin([[maybe_unused]] lane<T>* r, [[maybe_unused]] pointer<T> const* from)
    {
        (Instructions::template begin<Instructions::is_number ? at[I] : position{}>(r, from), ...);
    }
    template <class T>
    static LAGOM_INLINE void resume([[maybe_unused]] lane<T> const* numbers, [[maybe_unused]] lane<T>* r)
    {
        (Instructions::template resume<Instructions::is_number ? at[I] : position{}>(numbers, r), ...);
    }
    template <class T>
    static LAGOM_INLINE void run([[maybe_unused]] lane<T>* r, [[maybe_unused]] auto const& place,
                                 [[maybe_unused]] lane<T>* s)
    {
        (Instructions::template run<at[I]>(r, place, s), ...);
    }
    template <class T>
    static LAGOM_INLINE void clear([[maybe_unused]] pointer<T> const* to, [[maybe_unused]] long offset,
                                   [[maybe_unused]] long column, [[maybe_unused]] int valid,
                                   [[maybe_unused]] int width)
    {
        (Instructions::template clear<Instructions::is_stored ? at[I] : position{}>(to, offset, column, valid,
                                                                                    width),
         ...);
    }
    template <class T>
    static LAGOM_INLINE void start_sums([[maybe_unused]] lane<T>* s)
    {
        (Instructions::template start<Instructions::is_summed ? at[I] : position{}>(s), ...);
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
        (Instructions::template across<Instructions::is_summed ? at[I] : position{}>(s, sums, q), ...);
    }
};

/// What runs in one pass over a panel's rows, or a row's columns: on each element, then once on what was
/// summed.
template <class Tile, class Column>
struct stage {
    using tile = running<Tile>;
    using column = running<Column>;
};

} // namespace lagom::kernels
