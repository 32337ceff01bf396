// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/layer/window_options.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {
namespace formulas {

struct is_block {
    static constexpr auto name = "block";
    static constexpr pull rules[]{pull::none, pull::none, pull::none};
    constexpr auto operator()(auto u, auto rate, auto share) const
    {
        return where(u < rate * share, decltype(u)(1), decltype(u)(0));
    }
};
struct is_in_no_block {
    static constexpr auto name = "outside of blocks";
    static constexpr pull rules[]{pull::none};
    constexpr auto operator()(auto blocks) const
    {
        return where(blocks > 0, decltype(blocks)(0), decltype(blocks)(1));
    }
};
struct scale_of_kept {
    static constexpr auto name = "all/kept";
    static constexpr pull rules[]{pull::none, pull::none, pull::none};
    constexpr auto operator()(auto rows, auto channels, auto kept) const
    {
        return rows * channels / (kept + 1e-7);
    }
};
struct keep {
    static constexpr auto name = "drop_block";
    static constexpr pull rules[]{pull::linear, pull::none, pull::none};
    constexpr auto operator()(auto x, auto kept, auto scale) const { return x * (kept * scale); }
};

} // namespace formulas

template <int Size>
struct drop_block_t {
    using node_concept = node_tag;
    using formulas =
        types<formulas::is_block, formulas::is_in_no_block, formulas::scale_of_kept, formulas::keep>;
    static constexpr auto kind = "drop_block";
    static constexpr int ops = 14;
    static constexpr bool has_extent_of_zero = Size < 1;
    static constexpr ranged rate_range{"rate", zero_or_drawn, 1 - smallest_draw};

    double rate = 0.1;

    static constexpr auto placed(shape in) -> expr::placed_window
    {
        return expr::place_windows(in, Size, 0, strided<1>, valid_padding, 1, 1);
    }
    static constexpr auto trouble(shape in) -> expr::window_trouble { return placed(in).why; }
    static constexpr auto output(shape in) -> shape
    {
        bool const fits = !has_extent_of_zero && in.rank > 0 && placed(in).why == expr::window_trouble::none;
        return fits ? in : ill_shaped;
    }
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        namespace f = lagom::formulas;
        auto const r = g.rate(rate, rate_range);
        if (!g.training) {
            return x;
        }
        auto const blocks = placed(in).over; // one may begin wherever it fits
        auto const begins =
            g.draw({graphs::space::tile, {blocks.out_positions(), 0}, in.channels()}, graphs::law::uniform);
        auto const share = g.constant(static_cast<double>(blocks.in_positions()) / blocks.taps() /
                                          static_cast<double>(blocks.out_positions()),
                                      "blocks a place");
        auto const kept =
            g.map(f::is_in_no_block{}, {g.unsum(g.map(f::is_block{}, {begins, r, share}), blocks)});
        auto const scale =
            g.map(f::scale_of_kept{},
                  {g.rows_in(x), g.constant(in.channels(), "channels"), g.total(g.column_sum(kept))});
        auto const y = g.map(f::keep{}, {x, kept, scale});
        g.remark_on(y, graphs::remark::dropped_out);
        return y;
    }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }
};

/// Zeroes blocks of Size x Size positions of a channel while training, about `rate` of all, and scales the rest by how
/// much of the batch was kept.
///
/// Shape      S -> S, of an image, or of a series: blocks of Size positions; each extent at least Size
/// Draws      one for each place where a block may begin, by channel
/// Training   y = m x all / kept; m is 0 in the blocks that begin with probability rate positions / (Size^2 places)
/// Inference  y = x; the plan drops the node
/// Requires   rate 0, or in [2^-16, 1 - 2^-16]
/// Source     Ghiasi, Lin, Le: DropBlock (2018), algorithm 1 and equation 1; scaled over the batch, as timm does
/// Example    drop_block<7>(0.1)
template <int Size>
constexpr auto drop_block(double rate) -> drop_block_t<Size>
{
    return {in_range("drop_block", "rate", rate, zero_or_drawn, 1 - smallest_draw)};
}

} // namespace lagom
