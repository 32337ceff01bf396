// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/penalty/l1.hpp>

namespace lagom {

template <selector On = kernels_only>
struct l1_subgradient_t {
    using term_concept = term_tag;
    using formulas = plan::types<formulas::l1_pull, formulas::l1_value>;
    using value_formula = lagom::formulas::l1_value;
    using slope_formula = lagom::formulas::l1_slope;
    using prox_formula = lagom::formulas::soft_threshold;
    static constexpr auto name = "l1_subgradient";

    double strength = 0;

    static constexpr void settings(auto& self, auto&& sink) { sink(self.strength, "strength", 0.0, unlimited); }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
    constexpr auto gradient(auto& g, short w, short dw, auto const& b) const -> short
    {
        return g.map(lagom::formulas::l1_pull{}, {dw, w, b.at[0]});
    }
    template <selector S>
    constexpr auto on(S) const -> l1_subgradient_t<S>
    {
        return {strength};
    }
};

/// Adds strength |w|_1 to the mean loss with the textbook gradient strength sign(w), sign(0) = 0. Weights hover around zero
/// and are never exactly zero; l1 makes them so.
constexpr auto l1_subgradient(double strength) -> l1_subgradient_t<>
{
    return {in_range("l1_subgradient", "strength", strength, 0, unlimited)};
}

} // namespace lagom
