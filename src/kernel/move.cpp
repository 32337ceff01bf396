// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/move.hpp>

#include "kernel/areas.hpp"

#include <algorithm>

namespace lagom::kernels {

template <class T>
void concat(call<T> const& c, int first_unit, int last_unit)
{
    auto const to = result_of(c);
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const cut = std::clamp(c.from, x.col, x.last), rows = x.end - x.row;
        copy_columns(first_of(c), x.row, x.col, to, x.row, x.col, rows, cut - x.col);
        copy_columns(second_of(c), x.row, cut - c.from, to, x.row, cut, rows, x.last - cut);
    });
}

template <class T>
void slice(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        copy_columns(first_of(c), x.row, c.from + x.col, result_of(c), x.row, x.col, x.end - x.row,
                     x.last - x.col);
    });
}

template <class T>
void flatten(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for (long col = x.col; col < x.last;) { // a position of a at a time
            long const position = col / c.a_cols, at = col % c.a_cols,
                       count = std::min(x.last - col, c.a_cols - at);
            copy_columns(first_of(c), position * c.batch + x.row, at, result_of(c), x.row, col, x.end - x.row,
                         count);
            col += count;
        }
    });
}

template <class T>
void unflatten(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for_each_position(c, x, [&](long position, long from, long to) {
            copy_columns(first_of(c), from, position * c.cols + x.col, result_of(c),
                         position * c.batch + from, x.col, to - from, x.last - x.col);
        });
    });
}

template <class T>
void group_sum(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for (long r = x.row; r < x.end; ++r) {
            for (long col = x.col; col < x.last;) {
                long const group = col / c.from * c.from, end = std::min(x.last, group + c.from);
                T sum = 0;
                for (long i = group; i < group + c.from; ++i) {
                    sum += *first_of(c).at(r, i);
                }
                std::fill_n(result_of(c).at(r, col), end - col, sum);
                col = end;
            }
        }
    });
}

template <class T>
void turn_taps(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for (long r = x.row; r < x.end; ++r) {
            T const* const from = first_of(c).at(r / c.a_cols * c.cols + x.col, r % c.a_cols);
            T* const to = result_of(c).at(r, x.col);
            for (long i = 0; i < x.last - x.col; ++i) {
                to[i] = from[i * c.a_row];
            }
        }
    });
}

template <class T>
void total(call<T> const& c, int /*first_unit*/, int /*last_unit*/)
{
    double sum = 0;
    for (long i = 0; i < c.cols; ++i) {
        sum += static_cast<double>(c.a[i]);
    }
    c.operands[0].number[0] = sum;
}

#define LAGOM_MOVE(T)                                                                                        \
    template void concat(call<T> const&, int, int);                                                          \
    template void slice(call<T> const&, int, int);                                                           \
    template void flatten(call<T> const&, int, int);                                                         \
    template void unflatten(call<T> const&, int, int);                                                       \
    template void group_sum(call<T> const&, int, int);                                                       \
    template void turn_taps(call<T> const&, int, int);                                                       \
    template void total(call<T> const&, int, int);
LAGOM_MOVE(float)
LAGOM_MOVE(double)
#undef LAGOM_MOVE

} // namespace lagom::kernels
