// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <algorithm>

namespace lagom {

/// A tile in memory: its columns lie in panels, and within one its rows behind one another.
template <class T>
struct tile_view {
    T* data = nullptr;
    long panel = 1; // columns a panel
    long panel_stride = 0; // numbers from one panel to the next

    [[nodiscard]] auto operator()(long row, long col) const -> T&
    {
        return data[col / panel * panel_stride + row * panel + col % panel];
    }
    /// Writes `width` numbers into a row, and zeros behind them to the end of their last panel.
    template <class U>
    void write_row(long row, U const* from, long width) const
    {
        for_each_panel(row, width, [&](T* to, long first, long count) {
            for (long i = 0; i < count; ++i) {
                to[i] = static_cast<T>(from[first + i]);
            }
            std::fill(to + count, to + panel, T(0));
        });
    }
    template <class U>
    void read_row(long row, U* to, long width) const
    {
        for_each_panel(row, width, [&](T const* from, long first, long count) {
            for (long i = 0; i < count; ++i) {
                to[first + i] = static_cast<U>(from[i]);
            }
        });
    }

private:
    void for_each_panel(long row, long width, auto f) const
    {
        for (long first = 0; first < width; first += panel) {
            f(data + first / panel * panel_stride + row * panel, first, std::min(panel, width - first));
        }
    }
};

} // namespace lagom
