// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>
#include <lagom/expr/norm/formulas.hpp>
#include <lagom/graph/graph.hpp>

/// From the positions of a series or an image to one vector an example.
namespace lagom {

struct mean_over_positions_t {
    using node_concept = node_tag;
    using formulas = types<formulas::share>;
    static constexpr auto word = "mean_over_positions";
    static constexpr int ops = 4;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        return g.map(lagom::formulas::share{}, {g.position_sum(x), g.constant(in.positions(), "positions")});
    }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank > 1 ? vector_of(in.channels()) : ill_shaped;
    }
};

/// The mean of each channel over all positions.
///
/// Shape  [..., channels] -> channels, of a series or an image
inline constexpr mean_over_positions_t mean_over_positions{};

struct max_over_positions_t {
    using node_concept = node_tag;
    static constexpr auto word = "max_over_positions";
    static constexpr int ops = 4;

    constexpr auto lower(auto& g, short x, shape) const -> short { return g.pick_by(x, g.first_most(x)); }
    static constexpr auto output(shape in) -> shape
    {
        constexpr int most = 1 << 24; // a float counts to there
        return in.positions() <= most ? mean_over_positions_t::output(in) : ill_shaped;
    }
};

/// The largest number of each channel over all positions; of equal ones the first has the gradient.
///
/// Shape  [..., channels] -> channels, of a series or an image
inline constexpr max_over_positions_t max_over_positions{};

struct last_position_t {
    using node_concept = node_tag;
    static constexpr auto word = "last_position";
    static constexpr int ops = 3;

    constexpr auto lower(auto& g, short x, shape in) const -> short { return g.pick(x, in.positions() - 1); }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank == 2 ? vector_of(in.channels()) : ill_shaped;
    }
};

/// What a series ends with.
///
/// Shape  [positions, channels] -> channels
inline constexpr last_position_t last_position{};

} // namespace lagom
