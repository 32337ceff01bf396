// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/positions.hpp>
#include <lagom/expr/layer/window_options.hpp>

namespace lagom {

namespace expr {
enum class pooled_by : unsigned char { most, mean };
} // namespace expr

template <expr::pooled_by How, int KY, int KX, class... Options>
struct pool_t {
    using node_concept = node_tag;
    using stride = layer_option::chosen_t<layer_option::stride, strided_t<KY, KX == 0 ? KY : KX>, Options...>;
    using padding =
        layer_option::chosen_t<layer_option::padding, padding_t<expr::padded_by::nothing>, Options...>;
    static constexpr auto word = How == expr::pooled_by::most ? "max_pool" : "average_pool";
    static constexpr int ops = 8;
    static constexpr bool has_extent_of_zero = KY < 1 || KX < 0;

    static constexpr auto placed(shape in) -> expr::placed_window
    {
        auto at = expr::place_windows(in, KY, KX, stride{}, padding{}, 1, 1);
        at.over.mean = How == expr::pooled_by::mean;
        // torch's rule: each window sees something.
        if (at.why == expr::window_trouble::none &&
            (2 * at.over.top > at.over.taps_y || 2 * at.over.left > at.over.taps_x)) {
            at.why = expr::window_trouble::padding;
        }
        return at;
    }
    static constexpr auto trouble(shape in) -> expr::window_trouble { return placed(in).why; }
    static constexpr auto output(shape in) -> shape
    {
        return has_extent_of_zero ? ill_shaped : expr::output_seen(in, placed(in), in.channels());
    }
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        auto const over = placed(in).over;
        if constexpr (How == expr::pooled_by::most) {
            // The largest of relu is relu of the largest, in value and gradient: behind the pool it has a quarter to do, and
            // what is before it need not be kept.
            short const p = g.tensors[x].producer;
            bool const is_gate = p >= 0 && g.ops[p].what == graphs::op_kind::map && g.ops[p].arity == 1 &&
                g.ops[p].f.reading == graphs::formula::value && g.about(g.ops[p].f).positive_gate;
            short const from = is_gate ? g.ops[p].in[0] : x;
            short const most = g.pick_by(from, g.first_most(from, over), over);
            return is_gate ? g.map(g.ops[p].f, {most}) : most;
        } else {
            return g.position_sum(x, over);
        }
    }

    /// max_pool<K>(strided<S>, same_padding): options in any order, each once.
    template <class... O>
    constexpr auto operator()(O...) const
    {
        using known = layer_option::takes<layer_option::stride, layer_option::padding>;
        return layer_option::added<known, pool_takes_strided_and_a_padding<O...>, pool_t,
                                   pool_t<How, KY, KX, Options..., O...>>(
            layer_option::list<O...>{}, layer_option::list<Options..., O...>{});
    }
};

/// The largest number of each channel in each window; of equal ones the first, by rows, has the gradient.
///
/// Shape    [height, width, n] -> [height', width', n]; with one extent also [positions, n] -> [positions', n]. By
///          default windows lie side by side, and what is left over is not seen
/// Options  strided<S> (K), same_padding, valid_padding (the default) or padded<P>, at most half of K
/// Example  max_pool<2>, max_pool<3>(strided<2>, padded<1>)
template <int KY, int KX = 0>
inline constexpr pool_t<expr::pooled_by::most, KY, KX> max_pool{};

/// The mean of each channel in each window, of the pixels that are there: padding does not count (Keras; torch with
/// count_include_pad=False).
///
/// Shape    as max_pool
/// Options  as max_pool
/// Example  average_pool<2>, average_pool<3>(strided<1>, same_padding)
template <int KY, int KX = 0>
inline constexpr pool_t<expr::pooled_by::mean, KY, KX> average_pool{};

/// `mean_over_positions`, as networks for images call it.
inline constexpr mean_over_positions_t global_average_pool{};
/// `max_over_positions`, as networks for images call it.
inline constexpr max_over_positions_t global_max_pool{};

template <int Y, int X>
struct upsample_t {
    using node_concept = node_tag;
    static constexpr auto word = "upsample";
    static constexpr int ops = 4;
    static constexpr bool has_extent_of_zero = Y < 1 || X < 0;

    /// The window of an average pool that would lead back.
    static constexpr auto over(shape in) -> graphs::window
    {
        int const height = in.rank == 2 ? 1 : in.extent[0],
                  width = in.rank == 2 ? in.extent[0] : in.extent[1], y = in.rank == 2 ? 1 : Y,
                  x = X == 0 ? Y : X;
        return {.in_height = height * y,
                .in_width = width * x,
                .out_height = height,
                .out_width = width,
                .taps_y = y,
                .taps_x = x,
                .stride_y = y,
                .stride_x = x};
    }
    static constexpr auto output(shape in) -> shape
    {
        bool const fits = in.rank == 3 || (in.rank == 2 && X == 0);
        if (has_extent_of_zero || !fits) {
            return ill_shaped;
        }
        auto const w = over(in);
        return in.rank == 2 ? shape{2, {w.in_width, in.channels()}}
                            : shape{3, {w.in_height, w.in_width, in.channels()}};
    }
    constexpr auto lower(auto& g, short x, shape in) const -> short { return g.unsum(x, over(in)); }
};

/// Each pixel becomes Y x X of its own (nearest neighbour).
///
/// Shape    [height, width, n] -> [height Y, width X, n]; with one factor also [positions, n] -> [positions Y, n]
/// Example  upsample<2>, upsample<1, 2>
template <int Y, int X = 0>
inline constexpr upsample_t<Y, X> upsample{};

} // namespace lagom
