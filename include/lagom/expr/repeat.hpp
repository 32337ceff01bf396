// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/activation/tanh.hpp>
#include <lagom/expr/piped.hpp>

namespace lagom {

template <int N, node Block>
struct repeat_t {
    using node_concept = node_tag;
    using children = nodes<Block>;
    using formulas = decltype(expr::formulas_of<Block>());
    static constexpr auto kind = "repeat";
    static constexpr int ops = N * expr::ops_of<Block>(), parameters = N * expr::parameters_of<Block>();

    [[no_unique_address]] Block block;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        for (int i = 0; i < N; ++i) {
            auto const outside = g.enter_part(i);
            g.copies = static_cast<short>(g.copies + (i > 0 ? 1 : 0));
            x = expr::lower_node(block, g, x, in);
            g.copies = static_cast<short>(g.copies - (i > 0 ? 1 : 0));
            g.leave(outside);
        }
        return x;
    }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank > 0 && Block::output(in) == in ? in : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink)
    {
        for (int i = 0; i < N; ++i) {
            expr::visit_rates(self.block, sink);
        }
    }
};

/// N copies of a block one after the other, each with parameters of its own.
///
/// Shape    S -> S; the block keeps the shape
/// Params   those of the block, N times: repeat.0.2.dense.0.kernel is in the third copy
/// Cost     the block is compiled once, whatever N
/// Example  repeat<6>(residual(dense<64> | relu | dense<64>))
template <int N, node Block>
constexpr auto repeat(Block block) -> repeat_t<(N > 0 ? N : 1), Block>
{
    if constexpr (N < 1) {
        refuse(block_is_repeated_less_than_once<N>{});
    }
    return {block};
}
template <int N>
    requires(N > 0)
constexpr auto repeat(expr::tanh_name) -> repeat_t<N, tanh_t>
{
    return {};
}

template <int N, class... A>
constexpr auto repeat(A const&...) -> repeat_t<1, tanh_t>
{
    refuse(repeat_takes_a_network<A...>{});
    return {};
}

} // namespace lagom
