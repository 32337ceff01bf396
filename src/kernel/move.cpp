// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/move.hpp>

#include <algorithm>
#include <cmath>

namespace lagom::kernels {
namespace {

/// Rows of a tile as these kernels walk through them: element (r, c) is at c / panel * panel_stride + r * row + c %
/// panel.
template <class U>
struct rows_of {
    U* data;
    long panel_stride, row;

    [[nodiscard]] auto at(long r, long c) const -> U*
    {
        constexpr long P = isa::panel<std::remove_const_t<U>>;
        return data + c / P * panel_stride + r * row + c % P;
    }
};

/// Columns [col, col + count) of rows [r, r + rows), to other rows of another tile; a panel of either at a time.
template <class T>
void copy_columns(rows_of<T const> from, long r, long col, rows_of<T> to, long to_r, long to_col, long rows,
                  long count)
{
    constexpr long P = isa::panel<T>;
    for (long done = 0; done < count;) {
        long const here = std::min({count - done, P - (col + done) % P, P - (to_col + done) % P});
        T const* source = from.at(r, col + done);
        T* target = to.at(to_r, to_col + done);
        for (long i = 0; i < rows; ++i, source += from.row, target += to.row) {
            std::copy_n(source, here, target);
        }
        done += here;
    }
}

/// What a unit writes: rows [row, end) of the columns [col, last) of a panel.
struct area {
    long row, end, col, last;
};

template <class T>
auto result_of(call<T> const& c) -> rows_of<T>
{
    return {c.operands[0].data, c.panel_stride, c.row_stride};
}
template <class T>
auto first_of(call<T> const& c) -> rows_of<T const>
{
    return {c.a, c.a_panel, c.a_row};
}
template <class T>
auto second_of(call<T> const& c) -> rows_of<T const>
{
    return {c.b, c.b_panel, c.b_row};
}

/// Calls f(area) for each unit, and clears the padding behind it.
template <class T>
void for_each_unit(call<T> const& c, int first_unit, int last_unit, auto f)
{
    constexpr long P = isa::panel<T>;
    int const blocks = (c.rows + c.row_block - 1) / c.row_block;
    auto const to = result_of(c);
    for (int unit = first_unit; unit < last_unit; ++unit) {
        long const p = unit / blocks, row = long{unit % blocks} * c.row_block;
        area const here{row, std::min<long>(row + c.row_block, c.rows), p * P,
                        std::min<long>((p + 1) * P, c.cols)};
        f(here);
        for (long r = here.row, used = here.last - here.col; r < here.end && used < c.row_stride; ++r) {
            T* const row_of_panel = to.at(r, here.col);
            std::fill(row_of_panel + used, row_of_panel + c.row_stride, T(0));
        }
    }
}

/// Calls f(position, first example, behind the last) for the rows of an area.
template <class T>
void for_each_position(call<T> const& c, area const& here, auto f)
{
    for (long row = here.row; row < here.end;) {
        long const position = row / c.batch, from = row % c.batch,
                   to = std::min<long>(c.batch, from + here.end - row);
        f(position, from, to);
        row += to - from;
    }
}

} // namespace

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
void position_sum(call<T> const& c, int first_unit, int last_unit)
{
    long const positions = c.a_rows / c.batch;
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for (long position = 0; position < positions; ++position) { // the sums of a unit stay in the cache
            for (long r = x.row; r < x.end; ++r) {
                T* const sum = result_of(c).at(r, x.col);
                T const* const from = first_of(c).at(position * c.batch + r, x.col);
                for (long i = 0; i < count; ++i) {
                    sum[i] = position == 0 ? from[i] : sum[i] + from[i];
                }
            }
        }
    });
}

template <class T>
void pick(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        if (c.b == nullptr) {
            return copy_columns(first_of(c), c.from * c.batch + x.row, x.col, result_of(c), x.row, x.col,
                                x.end - x.row, x.last - x.col);
        }
        for (long r = x.row; r < x.end; ++r) {
            for (long col = x.col; col < x.last; ++col) {
                T const which = *second_of(c).at(r, col);
                *result_of(c).at(r, col) =
                    std::isnan(which) ? which : *first_of(c).at(static_cast<long>(which) * c.batch + r, col);
            }
        }
    });
}

template <class T>
void unpick(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for_each_position(c, x, [&](long position, long from, long to) {
            for (long e = from; e < to; ++e) {
                T* const out = result_of(c).at(position * c.batch + e, x.col);
                T const *const dy = first_of(c).at(e, x.col),
                               *const which = c.b == nullptr ? nullptr : second_of(c).at(e, x.col);
                for (long i = 0; i < x.last - x.col; ++i) {
                    T const at = which == nullptr ? static_cast<T>(c.from) : which[i];
                    out[i] = at == static_cast<T>(position) || std::isnan(at) ? dy[i] : T(0);
                }
            }
        });
    });
}

template <class T>
void first_most(call<T> const& c, int first_unit, int last_unit)
{
    long const positions = c.a_rows / c.batch;
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for (long r = x.row; r < x.end; ++r) {
            T most[isa::panel<T>];
            T* const where = result_of(c).at(r, x.col);
            std::copy_n(first_of(c).at(r, x.col), count, most);
            std::fill(where, where + count, T(0));
            for (long position = 1; position < positions; ++position) {
                T const* const here = first_of(c).at(position * c.batch + r, x.col);
                for (long i = 0; i < count; ++i) {
                    bool const is_more = here[i] > most[i] || std::isnan(here[i]);
                    most[i] = is_more ? here[i] : most[i];
                    where[i] = is_more ? static_cast<T>(position) : where[i];
                }
            }
            for (long i = 0; i < count; ++i) {
                where[i] = std::isnan(most[i]) ? most[i] : where[i];
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
    template void position_sum(call<T> const&, int, int);                                                    \
    template void pick(call<T> const&, int, int);                                                            \
    template void unpick(call<T> const&, int, int);                                                          \
    template void first_most(call<T> const&, int, int);                                                      \
    template void total(call<T> const&, int, int);
LAGOM_MOVE(float)
LAGOM_MOVE(double)
#undef LAGOM_MOVE

} // namespace lagom::kernels
