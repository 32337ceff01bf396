// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/pointwise.hpp>

namespace lagom {
namespace formulas {

struct relu {
    static constexpr auto name = "relu";
    static constexpr pull rules[]{pull::output};
    static constexpr bool positive_gate = true;
    constexpr auto operator()(auto x) const { return where(x <= 0, decltype(x)(0), x); } // NaN stays NaN
    static constexpr auto from_output(auto dy, auto y) { return where(y > 0, dy, decltype(dy)(0)); }
};

} // namespace formulas

/// max(x, 0); its derivative at 0 is 0.
///
/// Shape   S -> S, any S
/// Source  Nair, Hinton: Rectified linear units improve restricted Boltzmann machines (2010)
inline constexpr pointwise_t<formulas::relu> relu{};

} // namespace lagom
