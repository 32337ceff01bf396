// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/pointwise.hpp>

namespace lagom {
namespace formulas {

struct sigmoid {
    static constexpr auto name = "sigmoid";
    static constexpr pull rules[]{pull::output};
    constexpr auto operator()(auto x) const { return logistic(x); }
    static constexpr auto from_output(auto dy, auto y) { return dy * y * (1 - y); }
};

} // namespace formulas

/// 1 / (1 + exp(-x)).
///
/// Shape  S -> S, any S
inline constexpr pointwise_t<formulas::sigmoid> sigmoid{};

} // namespace lagom
