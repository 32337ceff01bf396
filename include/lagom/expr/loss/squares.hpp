// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/loss/loss.hpp>

namespace lagom {
namespace formulas {

struct squared_difference {
    static constexpr auto name = "(y-target)^2";
    constexpr auto operator()(auto y, auto target) const { return (y - target) * (y - target); }
};
struct scaled_sum {
    static constexpr auto name = "scaled sum";
    constexpr auto operator()(auto total, auto factor) const { return total * factor; }
};
struct scaled_difference {
    static constexpr auto name = "factor (y-target)/batch";
    constexpr auto operator()(auto y, auto target, auto factor, auto count) const
    {
        return factor * (y - target) / count;
    }
};

} // namespace formulas

namespace expr {

/// factor * sum over outputs of (y - target)^2, the mean over the examples.
constexpr auto lower_squares(auto& g, short y, short target, double factor) -> lowered_loss
{
    namespace f = lagom::formulas;
    auto const total = g.row_sum(g.map(f::squared_difference{}, {y, target}));
    return {g.map(f::scaled_sum{}, {total, g.constant(factor, "factor")}),
            g.map(f::scaled_difference{}, {y, target, g.constant(2 * factor, "2 factor"), g.rows_in(y)})};
}

using square_formulas =
    types<formulas::squared_difference, formulas::scaled_sum, formulas::scaled_difference>;

} // namespace expr
} // namespace lagom
