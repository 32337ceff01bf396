// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/expr/term.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {
namespace formulas {

struct l2_value {
    static constexpr auto name = "c/2 w^2";
    constexpr auto operator()(auto w, auto c) const { return 0.5 * c * w * w; }
};
struct l2_slope {
    static constexpr auto name = "c w";
    constexpr auto operator()(auto w, auto c) const { return c * w; }
};
struct l2_pull {
    static constexpr auto name = "+ l2 w";
    constexpr auto operator()(auto dw, auto w, auto c) const { return dw + c * w; }
};
struct l2_prox {
    static constexpr auto name = "prox l2";
    constexpr auto operator()(auto w, auto c, auto step) const { return w / (1 + step * c); }
};

} // namespace formulas

template <selector On = kernels_only>
struct l2_t {
    using term_concept = term_tag;
    using formulas = plan::types<formulas::l2_pull, formulas::l2_value>;
    using value_formula = lagom::formulas::l2_value;
    using slope_formula = lagom::formulas::l2_slope;
    using prox_formula = lagom::formulas::l2_prox;
    static constexpr auto name = "l2";

    double strength = 0;

    static constexpr void settings(auto& self, auto&& sink) { sink(self.strength, "strength", 0.0, unlimited); }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
    constexpr auto gradient(auto& g, short w, short dw, auto const& b) const -> short
    {
        return g.map(lagom::formulas::l2_pull{}, {dw, w, b.at[0]});
    }
    template <selector S>
    constexpr auto on(S) const -> l2_t<S>
    {
        return {strength};
    }
};

/// Adds strength / 2 |w|^2 to the mean loss: its gradient is strength w. Kernels only, unless `.on(selector)` says
/// otherwise. Keras's l2(c) is l2(2 c).
///
/// Source   Hoerl, Kennard: Ridge regression (1970)
/// Example  l2(1e-4), l2(1e-4).on(kernel || bias)
constexpr auto l2(double strength) -> l2_t<>
{
    return {in_range("l2", "strength", strength, 0, unlimited)};
}

} // namespace lagom
