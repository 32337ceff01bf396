// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {

template <int... N>
struct input_t {
    using node_concept = node_tag;
    static constexpr auto word = "input";
    static constexpr bool keeps_data = true;
    static constexpr shape extent{sizeof...(N), {N...}};

    constexpr auto lower(auto& g, short, shape) const -> short
    {
        return g.input = g.activations(role::input, graphs::loop_of(extent), "input");
    }
    static constexpr bool has_extent_of_zero = (... || (N < 1));

    static constexpr auto output(shape in) -> shape
    {
        return in == no_shape && !has_extent_of_zero ? extent : ill_shaped;
    }
};

/// Where a network begins: the shape of one example. Features of the same count feed it, row-major.
///
/// Shape    -> N...
/// Example  input<64>, input<28, 28, 1> (height, width, channels)
template <int... N>
inline constexpr input_t<N...> input{};

} // namespace lagom
