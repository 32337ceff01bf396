// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/layer/options.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {

template <int Width, class... Options>
struct dense_t {
    using node_concept = node_tag;
    using weights = layer_option::chosen_t<layer_option::weights, he_t, Options...>;
    static constexpr bool has_bias = !(false || ... || std::same_as<Options, no_bias_t>);
    static constexpr auto kind = "dense";
    static constexpr int ops = 10, parameters = has_bias ? 2 : 1;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        int const depth = in.channels();
        auto const w = g.parameter(role::kernel, depth, Width, weights::variance(depth, Width), "kernel");
        if constexpr (has_bias) {
            auto const b = g.parameter(role::bias, 1, Width, 0, "bias");
            return g.map(formulas::add{}, {g.matmul(x, w), b});
        } else {
            return g.matmul(x, w);
        }
    }
    static constexpr bool has_extent_of_zero = Width < 1;
    static constexpr auto output(shape in) -> shape
    {
        return (in.rank == 1 || in.rank == 2) && Width > 0 ? in.with_channels(Width) : ill_shaped;
    }

    /// dense<N>(no_bias, glorot): options in any order, each once.
    template <class... O>
    constexpr auto operator()(O...) const
    {
        using known = layer_option::takes<layer_option::bias, layer_option::weights>;
        return layer_option::added<
            known, dense_takes_no_bias_and_initial_weights_its_width_is_in_angle_brackets<O...>, dense_t,
            dense_t<Width, Options..., O...>>(layer_option::list<O...>{},
                                              layer_option::list<Options..., O...>{});
    }
};

/// y = x kernel + bias, at each position of a series alike.
///
/// Shape    n -> Width; [positions, n] -> [positions, Width]. An image is flattened first, or its mean taken
/// Params   kernel [n, Width], bias [Width]
/// Cost     2 n Width operations a position, three times that in training
/// Example  dense<128>, dense<128>(no_bias), dense<1>(zeros)
template <int Width>
inline constexpr dense_t<Width> dense{};

} // namespace lagom
