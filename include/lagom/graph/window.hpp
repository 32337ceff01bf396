// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

namespace lagom::graphs {

/// How a layer sees the positions of its operand: taps [taps_y, taps_x], `dilation` apart, that go over an image in
/// strides. Position = y * width + x; a series is an image one position high. A tap beyond the edge is not there.
struct window {
    int in_height = 1, in_width = 1, out_height = 1, out_width = 1;
    int taps_y = 1, taps_x = 1, stride_y = 1, stride_x = 1, dilation = 1;
    int top = 0, left = 0; // rows and columns beyond the edge at which the first window begins
    int groups = 1; // of channels that see each other
    bool mean = false; // of a sum: divided by the taps that are there

    constexpr auto operator==(window const&) const -> bool = default;
    constexpr auto taps() const -> int { return taps_y * taps_x; }
    constexpr auto in_positions() const -> long { return long{in_height} * in_width; }
    constexpr auto out_positions() const -> long { return long{out_height} * out_width; }
};

/// The position of the operand that result `at` sees under a tap; -1 where that is beyond the edge.
constexpr auto seen_under(window const& w, long at, int tap) -> long
{
    int const y = static_cast<int>(at / w.out_width) * w.stride_y - w.top + tap / w.taps_x * w.dilation,
              x = static_cast<int>(at % w.out_width) * w.stride_x - w.left + tap % w.taps_x * w.dilation;
    bool const is_there = y >= 0 && y < w.in_height && x >= 0 && x < w.in_width;
    return is_there ? long{y} * w.in_width + x : -1;
}

/// f(tap, position of the operand) for each tap of the window of result `at` that is there.
constexpr void for_each_tap(window const& w, long at, auto f)
{
    int const first_y = static_cast<int>(at / w.out_width) * w.stride_y - w.top,
              first_x = static_cast<int>(at % w.out_width) * w.stride_x - w.left;
    for (int i = 0; i < w.taps_y; ++i) {
        int const y = first_y + i * w.dilation;
        for (int j = 0; j < w.taps_x && y >= 0 && y < w.in_height; ++j) {
            int const x = first_x + j * w.dilation;
            if (x >= 0 && x < w.in_width) {
                f(i * w.taps_x + j, long{y} * w.in_width + x);
            }
        }
    }
}

/// Taps along one axis under which place `at` of the operand, counted from where the first window begins, may be.
struct tap_range {
    int first = 0, last = 0;
};
constexpr auto taps_over(int at, int taps, int stride, int dilation, int windows) -> tap_range
{
    int const behind = at - (windows - 1) * stride; // the last window begins there
    return {behind > 0 ? (behind + dilation - 1) / dilation : 0, std::min(taps, at / dilation + 1)};
}

/// f(tap, position of the result) for each tap that sees position `at` of the operand.
constexpr void for_each_view(window const& w, long at, auto f)
{
    int const y = static_cast<int>(at / w.in_width) + w.top, x = static_cast<int>(at % w.in_width) + w.left;
    auto const down = taps_over(y, w.taps_y, w.stride_y, w.dilation, w.out_height),
               along = taps_over(x, w.taps_x, w.stride_x, w.dilation, w.out_width);
    for (int i = down.first; i < down.last; ++i) {
        int const begins_y = y - i * w.dilation;
        for (int j = along.first; j < along.last && begins_y % w.stride_y == 0; ++j) {
            int const begins_x = x - j * w.dilation;
            if (begins_x % w.stride_x == 0) {
                f(i * w.taps_x + j, long{begins_y / w.stride_y} * w.out_width + begins_x / w.stride_x);
            }
        }
    }
}

/// The window that sees all positions at once.
constexpr auto whole(long positions) -> window
{
    return {.in_width = static_cast<int>(positions), .taps_x = static_cast<int>(positions)};
}

/// Taps of the window of a result that are there.
constexpr auto taps_there(window const& w, long at) -> int
{
    int count = 0;
    for_each_tap(w, at, [&](int, long) {
        ++count;
    });
    return count;
}

} // namespace lagom::graphs
