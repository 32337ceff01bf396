// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

#include <algorithm>

/// How kernels that move numbers, or add some up, walk through tiles.
namespace lagom::kernels {

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

} // namespace lagom::kernels
