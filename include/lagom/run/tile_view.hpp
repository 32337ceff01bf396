// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <algorithm>

namespace lagom {

/// A tile in memory, as those see it who know of examples. Row position * batch + example holds the numbers of one
/// position of one example; its columns lie in panels, and within one the rows behind one another.
template <class T>
struct tile_view {
    T* data = nullptr;
    long panel = 1; // columns a panel
    long panel_stride = 0; // numbers from one panel to the next
    long batch = 1, positions = 1, cols = 0;

    [[nodiscard]] auto at(long row, long col) const -> T&
    {
        return data[col / panel * panel_stride + row * panel + col % panel];
    }
    [[nodiscard]] auto operator()(long example, long position, long col) const -> T&
    {
        return at(position * batch + example, col);
    }
    /// The numbers of an example.
    [[nodiscard]] auto size() const -> long { return positions * cols; }

    /// Writes an example: its positions one after another. Zeros go behind the columns, to the end of their panel.
    template <class U>
    void write(long example, U const* from) const
    {
        for (long p = 0; p < positions; ++p, from += cols) {
            for_each_panel(p * batch + example, [&](T* to, long first, long count) {
                for (long i = 0; i < count; ++i) {
                    to[i] = static_cast<T>(from[first + i]);
                }
                std::fill(to + count, to + panel, T(0));
            });
        }
    }
    template <class U>
    void read(long example, U* to) const
    {
        for (long p = 0; p < positions; ++p, to += cols) {
            for_each_panel(p * batch + example, [&](T const* from, long first, long count) {
                for (long i = 0; i < count; ++i) {
                    to[first + i] = static_cast<U>(from[i]);
                }
            });
        }
    }
    /// Calls f(numbers of the first example, those from one example to the next, count) for numbers [begin, end) of all
    /// examples, as few at a time as lie together.
    void for_each_part(long begin, long end, auto f) const
    {
        while (begin < end) {
            long const col = begin % cols, count = std::min({end - begin, cols - col, panel - col % panel});
            f(&at(begin / cols * batch, col), panel, count);
            begin += count;
        }
    }

private:
    void for_each_panel(long row, auto f) const
    {
        for (long first = 0; first < cols; first += panel) {
            f(&at(row, first), first, std::min(panel, cols - first));
        }
    }
};

} // namespace lagom
