// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/layer/initial.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {

struct no_bias_t {};
/// dense<N>(no_bias): no bias, as before a norm, which would take it away again.
inline constexpr no_bias_t no_bias{};

template <int Width, bool Bias = true, class Initial = he_t>
struct dense_t {
    using node_concept = node_tag;
    static constexpr auto kind = "dense";
    static constexpr int ops = 10, parameters = Bias ? 2 : 1;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        int const depth = in.channels();
        auto const w = g.parameter(role::kernel, depth, Width, Initial::variance(depth, Width), "kernel");
        if constexpr (Bias) {
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

    constexpr auto operator()(no_bias_t) const -> dense_t<Width, false, Initial> { return {}; }
    template <initial_weights I>
    constexpr auto operator()(I) const -> dense_t<Width, Bias, I>
    {
        return {};
    }
    template <initial_weights I>
    constexpr auto operator()(no_bias_t, I) const -> dense_t<Width, false, I>
    {
        return {};
    }
    template <class... A>
    constexpr auto operator()(A const&...) const -> dense_t
    {
        refuse(dense_takes_no_bias_and_initial_weights_its_width_is_in_angle_brackets<A...>{});
        return {};
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
