// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/penalty/penalty.hpp>

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

struct l2_kind {
    using formulas = types<formulas::l2_pull>;
    using value = lagom::formulas::l2_value;
    using slope = lagom::formulas::l2_slope;
    using prox = lagom::formulas::l2_prox;
    using pull = lagom::formulas::l2_pull;
    static constexpr auto name = "l2";
};

/// Adds strength / 2 |w|^2 to the mean loss: its gradient is strength w. Kernels only, unless `.on(selector)`
/// says otherwise. Keras's l2(c) is l2(2 c).
///
/// Source   Hoerl, Kennard: Ridge regression (1970)
/// Example  l2(1e-4), l2(1e-4).on(kernel || bias)
constexpr auto l2(double strength) -> penalty_t<l2_kind>
{
    return {in_range("l2", "strength", strength, 0, unlimited)};
}

} // namespace lagom
