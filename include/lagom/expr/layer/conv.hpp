// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/window_options.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {
namespace expr {

/// A convolution that has been placed over its input.
///
/// @param columns  channels that it makes
template <class Weights, bool HasBias>
constexpr auto lower_convolution(auto& g, short x, shape in, graphs::window const& over, int columns) -> short
{
    int const depth = over.taps() * in.channels() / over.groups, spread = over.taps() * columns / over.groups;
    auto const w = g.parameter(role::kernel, depth, columns, Weights::variance(depth, spread), "kernel");
    if constexpr (HasBias) {
        auto const b = g.parameter(role::bias, 1, columns, 0, "bias");
        return g.map(lagom::formulas::add{}, {g.convolve(x, w, over), b});
    } else {
        return g.convolve(x, w, over);
    }
}

/// What convolutions are told, and what stands for it where they are not.
template <class... Options>
struct convolution_options {
    using weights = layer_option::chosen_t<layer_option::weights, he_t, Options...>;
    using stride = layer_option::chosen_t<layer_option::stride, strided_t<1, 1>, Options...>;
    using padding =
        layer_option::chosen_t<layer_option::padding, padding_t<padded_by::what_keeps_the_size>, Options...>;
    using dilation = layer_option::chosen_t<layer_option::dilation, dilated_t<1>, Options...>;
    static constexpr bool has_bias = !(false || ... || std::same_as<Options, no_bias_t>);
    static constexpr int parameters = has_bias ? 2 : 1;

    static constexpr auto placed(shape in, int ky, int kx, int groups) -> placed_window
    {
        return place_windows(in, ky, kx, stride{}, padding{}, dilation::step, groups);
    }
    static constexpr auto lower(auto& g, short x, shape in, graphs::window const& over, int columns) -> short
    {
        return lower_convolution<weights, has_bias>(g, x, in, over, columns);
    }
};

} // namespace expr

template <int Channels, int KY, int KX, class... Options>
struct conv_t {
    using node_concept = node_tag;
    using told = expr::convolution_options<Options...>;
    using groups = layer_option::chosen_t<layer_option::groups, channel_groups_t<1>, Options...>;
    static constexpr auto kind = "conv";
    static constexpr int ops = 14, parameters = told::parameters;
    static constexpr bool has_extent_of_zero = Channels < 1 || KY < 1 || KX < 0;

    static constexpr auto placed(shape in) -> expr::placed_window
    {
        auto at = told::placed(in, KY, KX, groups::count);
        if (at.why == expr::window_trouble::none && Channels % groups::count != 0) {
            at.why = expr::window_trouble::channels;
        }
        return at;
    }
    static constexpr auto trouble(shape in) -> expr::window_trouble { return placed(in).why; }
    static constexpr auto output(shape in) -> shape
    {
        return has_extent_of_zero ? ill_shaped : expr::output_seen(in, placed(in), Channels);
    }
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        return told::lower(g, x, in, placed(in).over, Channels);
    }

    /// conv<C, K>(strided<2>, no_bias): options in any order, each once.
    template <class... O>
    constexpr auto operator()(O...) const
    {
        using known = layer_option::takes<layer_option::stride, layer_option::padding, layer_option::dilation,
                                          layer_option::groups, layer_option::bias, layer_option::weights>;
        return layer_option::added<
            known, conv_takes_strided_a_padding_dilated_channel_groups_no_bias_and_initial_weights<O...>,
            conv_t, conv_t<Channels, KY, KX, Options..., O...>>(layer_option::list<O...>{},
                                                                layer_option::list<Options..., O...>{});
    }
};

/// Each position sees a window around it: y(p, c) = sum over taps t and channels k of x(p + t, k) kernel((t, k), c) + bias.
///
/// Shape    [height, width, n] -> [height', width', C]; with one extent also [positions, n] -> [positions', C]. By
///          default (same_padding) height' = ceil(height / stride)
/// Params   kernel [KY KX n / groups, C], in the order (y, x, channel); bias [C]
/// Options  strided<S>, same_padding or valid_padding or padded<P>, dilated<D>, channel_groups<G>, no_bias, and he,
///          glorot, lecun or zeros
/// Cost     2 KY KX n C / groups operations a position of the result, three times that in training; with groups by loops
///          of their own, several times slower an operation
/// Source   LeCun et al.: Gradient-based learning applied to document recognition (1998); as PyTorch and Keras it is a
///          cross-correlation: kernels are not turned
/// Example  conv<32, 3>, conv<32, 3>(strided<2>, no_bias), conv<32, 1, 7>
template <int C, int KY, int KX = 0>
inline constexpr conv_t<C, KY, KX> conv{};

template <int KY, int KX, class... Options>
struct depthwise_conv_t {
    using node_concept = node_tag;
    using told = expr::convolution_options<Options...>;
    using multiplier = layer_option::chosen_t<layer_option::multiplier, multiplied_t<1>, Options...>;
    static constexpr auto kind = "depthwise_conv";
    static constexpr int ops = 14, parameters = told::parameters;
    static constexpr bool has_extent_of_zero = KY < 1 || KX < 0 || multiplier::times < 1;

    static constexpr auto placed(shape in) -> expr::placed_window
    {
        return told::placed(in, KY, KX, in.channels());
    }
    static constexpr auto trouble(shape in) -> expr::window_trouble { return placed(in).why; }
    static constexpr auto output(shape in) -> shape
    {
        return has_extent_of_zero ? ill_shaped
                                  : expr::output_seen(in, placed(in), in.channels() * multiplier::times);
    }
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        return told::lower(g, x, in, placed(in).over, in.channels() * multiplier::times);
    }

    /// depthwise_conv<K>(strided<2>, no_bias): options in any order, each once.
    template <class... O>
    constexpr auto operator()(O...) const
    {
        using known =
            layer_option::takes<layer_option::stride, layer_option::padding, layer_option::dilation,
                                layer_option::multiplier, layer_option::bias, layer_option::weights>;
        return layer_option::added<
            known,
            depthwise_conv_takes_strided_a_padding_dilated_multiplied_no_bias_and_initial_weights<O...>,
            depthwise_conv_t, depthwise_conv_t<KY, KX, Options..., O...>>(
            layer_option::list<O...>{}, layer_option::list<Options..., O...>{});
    }
};

/// A convolution of each channel by itself.
///
/// Shape    [height, width, n] -> [height', width', n M]; with one extent also [positions, n] -> [positions', n M]
/// Params   kernel [KY KX, n M], bias [n M]
/// Options  as conv, but multiplied<M> (1) for channels and groups
/// Source   Howard et al.: MobileNets (2017), section 3.1
/// Example  depthwise_conv<3>, depthwise_conv<3>(strided<2>, multiplied<2>)
template <int KY, int KX = 0>
inline constexpr depthwise_conv_t<KY, KX> depthwise_conv{};

namespace expr {

template <int C, int KY, int KX>
constexpr auto without_transposed_convolution() -> conv_t<C, KY, KX>
{
    refuse(transposed_convolution_is_not_built_so_write_upsample_and_conv<C, KY, KX>{});
    return {};
}

} // namespace expr

/// Not built: it is refused with a line that says what there is, `upsample<S> | conv<C, K>`, which has no checkerboard
/// (Odena, Dumoulin, Olah: Deconvolution and checkerboard artifacts, 2016).
template <int C, int KY, int KX = 0>
inline constexpr auto transposed_conv = expr::without_transposed_convolution<C, KY, KX>();

} // namespace lagom
