// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/pointwise.hpp>

namespace lagom {
namespace formulas {

struct silu {
    static constexpr auto name = "silu";
    constexpr auto operator()(auto x) const { return x * logistic(x); }
};

} // namespace formulas

/// x / (1 + exp(-x)).
///
/// Shape   S -> S, any S
/// Source  Elfwing, Uchibe, Doya: Sigmoid-weighted linear units (2018), equation 5
inline constexpr pointwise_t<formulas::silu> silu{};

} // namespace lagom
