// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/penalty/penalty.hpp>

namespace lagom {
namespace formulas {

struct l1_value {
    static constexpr auto name = "c |w|";
    constexpr auto operator()(auto w, auto c) const { return c * abs(w); }
};
struct l1_slope {
    static constexpr auto name = "c sign(w)";
    constexpr auto operator()(auto w, auto c) const
    {
        using V = decltype(w);
        return where(w > 0, V(c), where(w < 0, V(-c), V(0)));
    }
};
struct l1_pull {
    static constexpr auto name = "+ l1 sign(w)";
    constexpr auto operator()(auto dw, auto w, auto c) const { return dw + l1_slope{}(w, c); }
};
struct soft_threshold {
    static constexpr auto name = "prox l1";
    constexpr auto operator()(auto w, auto c, auto step) const
    {
        using V = decltype(w);
        V const t = V(c * step);
        return where(w > t, w - t, where(w < -t, w + t, V(0)));
    }
};

} // namespace formulas

struct l1_kind {
    using formulas = types<formulas::soft_threshold>;
    using value = lagom::formulas::l1_value;
    using slope = lagom::formulas::l1_slope;
    using prox = lagom::formulas::soft_threshold;
    using step = prox;
    static constexpr auto name = "l1";
};

/// Adds strength |w|_1 to the mean loss, stepped by its proximal map: after the optimizer each weight moves
/// towards zero by strength times the scheduled rate, and stays there, exactly zero. The same threshold under
/// every optimizer; so with a momentum m, whose steps add up to 1 / (1 - m) gradients, it weighs (1 - m)
/// strength at rest. Kernels only, unless
/// `.on(selector)` says otherwise.
///
/// Source   Tibshirani: Regression shrinkage and selection via the lasso (1996); the step: Parikh, Boyd:
/// Proximal
///          algorithms (2014), section 6.5.2
/// Example  l1(1e-5).on(first<1> && kernel)
constexpr auto l1(double strength) -> penalty_t<l1_kind>
{
    return {in_range("l1", "strength", strength, 0, unlimited)};
}

} // namespace lagom
