// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/extents.hpp>
#include <lagom/expr/layer/options.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/window.hpp>

namespace lagom {

template <int Y, int X>
struct strided_t {
    using option_about = layer_option::stride;
    static constexpr int y = Y, x = X;
};
/// conv<C, K>(strided<2>): windows begin so many positions apart, down and along the image; strided<1, 2> differ.
template <int Y, int X = Y>
inline constexpr strided_t<Y, X> strided{};

namespace expr {
enum class padded_by : unsigned char { nothing, what_keeps_the_size, as_said };
} // namespace expr

template <expr::padded_by How, int Y = 0, int X = 0>
struct padding_t {
    using option_about = layer_option::padding;
    static constexpr expr::padded_by how = How;
    static constexpr int y = Y, x = X;
};
/// Zeros around the image, so that the result has ceil(extent / stride) positions; an odd one stands at the bottom and
/// the right. The default of conv.
inline constexpr padding_t<expr::padded_by::what_keeps_the_size> same_padding{};
/// Only windows that lie within the image. The default of pools.
inline constexpr padding_t<expr::padded_by::nothing> valid_padding{};
/// conv<C, K>(padded<1>): so many zeros at each edge; padded<1, 0> at the top and bottom only.
template <int Y, int X = Y>
inline constexpr padding_t<expr::padded_by::as_said, Y, X> padded{};

template <int D>
struct dilated_t {
    using option_about = layer_option::dilation;
    static constexpr int step = D;
};
/// conv<C, K>(dilated<2>): taps lie so many positions apart.
template <int D>
inline constexpr dilated_t<D> dilated{};

template <int G>
struct channel_groups_t {
    using option_about = layer_option::groups;
    static constexpr int count = G;
};
/// conv<C, K>(channel_groups<4>): channels see those of their own group only.
template <int G>
inline constexpr channel_groups_t<G> channel_groups{};

template <int M>
struct multiplied_t {
    using option_about = layer_option::multiplier;
    static constexpr int times = M;
};
/// depthwise_conv<K>(multiplied<2>): so many results a channel.
template <int M>
inline constexpr multiplied_t<M> multiplied{};

namespace expr {

/// What is wrong with a graphs::window over a shape.
enum class window_trouble : unsigned char { none, rank, kernel, step, channels, padding, below_zero };

struct placed_window {
    graphs::window over{};
    window_trouble why = window_trouble::none;
};

/// The windows of a layer over images of a shape, or over a series where only one extent was written.
///
/// @param ky, kx  taps; kx 0: as many as ky, or none of an image's second axis
template <class Stride, class Padding>
constexpr auto place_windows(shape in, int ky, int kx, Stride, Padding, int dilation, int groups)
    -> placed_window
{
    bool const is_series = in.rank == 2 && kx == 0;
    bool const differ = Stride::y != Stride::x || Padding::y != Padding::x; // a series has one extent
    if ((!is_series && in.rank != 3) || (is_series && differ)) {
        return {.why = window_trouble::rank};
    }
    if (Stride::y < 1 || Stride::x < 1 || dilation < 1) {
        return {.why = window_trouble::step};
    }
    if (groups < 1 || in.channels() % groups != 0) {
        return {.why = window_trouble::channels};
    }
    graphs::window w{.in_height = is_series ? 1 : in.extent[0],
                     .in_width = is_series ? in.extent[0] : in.extent[1],
                     .taps_y = is_series ? 1 : ky,
                     .taps_x = is_series || kx == 0 ? ky : kx,
                     .stride_y = is_series ? 1 : Stride::y,
                     .stride_x = Stride::x,
                     .dilation = dilation,
                     .groups = groups};
    struct axis {
        int before, count;
    };
    auto const along = [&](int size, int taps, int stride, int padding) -> axis {
        int const reach = (taps - 1) * dilation + 1;
        if (Padding::how == padded_by::what_keeps_the_size) {
            int const count = (size + stride - 1) / stride, more = (count - 1) * stride + reach - size;
            return {more > 0 ? more / 2 : 0, count};
        }
        int const room = size + 2 * padding - reach;
        return {padding, room < 0 ? 0 : room / stride + 1};
    };
    auto const down = along(w.in_height, w.taps_y, w.stride_y, is_series ? 0 : Padding::y),
               right = along(w.in_width, w.taps_x, w.stride_x, Padding::x);
    w.top = down.before;
    w.left = right.before;
    w.out_height = down.count;
    w.out_width = right.count;
    if (Padding::y < 0 || Padding::x < 0) {
        return {.why = window_trouble::below_zero};
    }
    // A tap that is beyond the edge wherever the window stands has nothing to learn from.
    auto const all_see = [dilation](int size, int taps, int stride, axis const& a) {
        bool all = a.count > 0;
        for (int t = 0; t < taps && all; ++t) {
            int const first = t * dilation - a.before, // of the first window
                first_within = first < 0 ? (-first + stride - 1) / stride : 0;
            all = first_within < a.count && first_within * stride + first < size;
        }
        return all;
    };
    if (!all_see(w.in_height, w.taps_y, w.stride_y, down) ||
        !all_see(w.in_width, w.taps_x, w.stride_x, right)) {
        return {.why = window_trouble::kernel};
    }
    return {.over = w};
}

/// A shape of so many positions as the windows are.
constexpr auto shape_seen(shape in, graphs::window const& w, int channels) -> shape
{
    if (in.rank == 2) {
        return {2, {w.out_width, channels}};
    }
    return {3, {w.out_height, w.out_width, channels}};
}

/// The same of windows that were placed, `ill_shaped` where they could not be.
constexpr auto output_seen(shape in, placed_window const& at, int channels) -> shape
{
    return in.rank > 0 && at.why == window_trouble::none ? shape_seen(in, at.over, channels) : ill_shaped;
}

} // namespace expr
} // namespace lagom
