// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/move.hpp>

#include <algorithm>

namespace lagom::kernels {
namespace {

/// Columns [col, col + count) of every row of a tile, to the start of the rows of a panel.
template <class T>
void copy_columns(T const* from, long panel_stride, int rows, long col, long count, T* to)
{
    constexpr long P = isa::panel<T>;
    for (long done = 0; done < count;) { // a panel of the source at a time
        long const at = (col + done) % P, here = std::min(count - done, P - at);
        T const* source = from + (col + done) / P * panel_stride + at;
        T* target = to + done;
        for (int r = 0; r < rows; ++r, source += P, target += P) {
            std::copy_n(source, here, target);
        }
        done += here;
    }
}

template <class T>
void clear_columns(T* panel, int rows, long from)
{
    constexpr long P = isa::panel<T>;
    for (long r = 0; r < rows && from < P; ++r) {
        std::fill(panel + r * P + from, panel + (r + 1) * P, T(0));
    }
}

} // namespace

template <class T>
void concat(call<T> const& c, int first_unit, int last_unit)
{
    constexpr long P = isa::panel<T>;
    for (long unit = first_unit; unit < last_unit; ++unit) {
        T* const to = c.operands[0].data + unit * c.panel_stride;
        long const first = unit * P, last = std::min<long>(first + P, c.cols),
                   cut = std::clamp(c.from, first, last);
        copy_columns(c.a, c.a_panel, c.rows, first, cut - first, to);
        copy_columns(c.b, c.b_panel, c.rows, cut - c.from, last - cut, to + (cut - first));
        clear_columns(to, c.rows, last - first);
    }
}

template <class T>
void slice(call<T> const& c, int first_unit, int last_unit)
{
    constexpr long P = isa::panel<T>;
    for (long unit = first_unit; unit < last_unit; ++unit) {
        T* const to = c.operands[0].data + unit * c.panel_stride;
        long const first = unit * P, last = std::min<long>(first + P, c.cols);
        copy_columns(c.a, c.a_panel, c.rows, c.from + first, last - first, to);
        clear_columns(to, c.rows, last - first);
    }
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
    template void total(call<T> const&, int, int);
LAGOM_MOVE(float)
LAGOM_MOVE(double)
#undef LAGOM_MOVE

} // namespace lagom::kernels
