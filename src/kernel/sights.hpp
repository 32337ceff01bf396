// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/lanes.hpp>

#include "kernel/areas.hpp"

#include <algorithm>

/// How kernels that make rows of a panel go through what each position sees, a register at a time.
namespace lagom::kernels {

using math::lane;

/// Some of the positions that one sees, or that see it, gone through together: under which tap, and which.
struct sights {
    static constexpr int most = 16;
    int tap[most];
    long position[most];
    int count = 0;
    bool begin = true, end = false; // with these; there may be none
};

/// f(sights) for all that `each` calls back with, a few at a time.
LAGOM_INLINE void in_groups(auto each, auto f)
{
    sights some;
    each([&](int tap, long position) {
        if (some.count == sights::most) {
            f(some);
            some.begin = false;
            some.count = 0;
        }
        some.tap[some.count] = tap;
        some.position[some.count++] = position;
    });
    some.end = true;
    f(some);
}

/// A panel of an operand whose columns are those of the result, as the examples of a position read it.
template <class T>
struct seen_rows {
    T const* data;
    long row;

    LAGOM_INLINE auto load(long example, long col) const -> lane<T>
    {
        return lane<T>::load(data + example * row + col);
    }
};
template <class T>
auto rows_at(call<T> const& c, rows_of<T const> const& x, int p, long position) -> seen_rows<T>
{
    return {x.at(position * c.batch, long{p} * isa::panel<T>), x.row};
}

/// The rows of each of some sights, and numbers for each, spread: the inner loop only loads.
template <class T>
struct seen_by_each {
    T const* data[sights::most];
    long row;

    LAGOM_INLINE seen_by_each(call<T> const& c, rows_of<T const> const& x, int p, sights const& s)
        : row(x.row)
    {
        for (int i = 0; i < s.count; ++i) {
            data[i] = rows_at(c, x, p, s.position[i]).data;
        }
    }
    LAGOM_INLINE auto load(int i, long example, long col) const -> lane<T>
    {
        return lane<T>::load(data[i] + example * row + col);
    }
};
template <class T>
struct number_of_each {
    alignas(64) T numbers[sights::most][lane<T>::width];

    LAGOM_INLINE number_of_each(sights const& s, auto number)
    {
        for (int i = 0; i < s.count; ++i) {
            lane<T>(static_cast<T>(number(i))).store(numbers[i]);
        }
    }
    LAGOM_INLINE auto operator[](int i) const -> lane<T> { return lane<T>::load(numbers[i]); }
};
template <class T>
LAGOM_INLINE auto taps_of(sights const& s) -> number_of_each<T>
{
    return {s, [&](int i) {
                return s.tap[i];
            }};
}

/// Goes through the rows [row, end) of panel p of the result, a position at a time: f(that, g), where g(h) calls h(the
/// register of `out`, example, its first column in the panel) for all registers of its rows.
template <class T>
LAGOM_INLINE void for_each_place(call<T> const& c, T* out, int p, int row, int end, auto f)
{
    constexpr long P = isa::panel<T>, W = lane<T>::width;
    long const cols = std::min(P, c.cols - p * P);
    while (row < end) {
        long const position = row / c.batch, example = row % c.batch,
                   rows = std::min<long>(c.batch - example, end - row);
        f(position, [&](auto h) {
            for (long r = 0; r < rows; ++r) {
                for (long i = 0; i < cols; i += W) {
                    h(out + r * P + i, example + r, i);
                }
            }
        });
        out += rows * P;
        row += static_cast<int>(rows);
    }
}
/// ... with all that the window of the position sees,
template <class T>
LAGOM_INLINE void for_each_window(call<T> const& c, T* out, int p, int row, int end, auto f)
{
    for_each_place(c, out, p, row, end, [&](long position, auto registers) {
        in_groups(
            [&](auto see) {
                for_each_tap(*c.window, position, see);
            },
            [&](sights const& seen) {
                f(position, seen, registers);
            });
    });
}
/// ... and with all windows that see it.
template <class T>
LAGOM_INLINE void for_each_view_of(call<T> const& c, T* out, int p, int row, int end, auto f)
{
    for_each_place(c, out, p, row, end, [&](long position, auto registers) {
        in_groups(
            [&](auto see) {
                for_each_view(*c.window, position, see);
            },
            [&](sights const& by) {
                f(position, by, registers);
            });
    });
}

/// What was added up before these.
template <class T>
LAGOM_INLINE auto sum_so_far(sights const& seen, T const* out) -> lane<T>
{
    return seen.begin ? lane<T>(T(0)) : lane<T>::load(out);
}

} // namespace lagom::kernels
