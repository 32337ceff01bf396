// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/pointwise.hpp>

namespace lagom {
namespace formulas {

struct gelu {
    static constexpr auto name = "gelu";
    constexpr auto operator()(auto x) const
    {
        return 0.5 * x * (1 + erf(x * 0.7071067811865476));
    } // 1 / sqrt(2)
};
struct gelu_tanh {
    static constexpr auto name = "gelu (tanh)";
    constexpr auto operator()(auto x) const
    {
        return 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))); // sqrt(2 / pi)
    }
};

} // namespace formulas

struct approximate_t {};
/// gelu(approximate) is the tanh form.
inline constexpr approximate_t approximate{};

using gelu_tanh_t = pointwise_t<formulas::gelu_tanh>;

struct gelu_t : pointwise_t<formulas::gelu> {
    using pointwise_t::operator();
    constexpr auto operator()(approximate_t) const -> gelu_tanh_t { return {}; }
};

/// x Phi(x), with the normal distribution's Phi by erf; gelu(approximate) by tanh.
///
/// Shape   S -> S, any S
/// Source  Hendrycks, Gimpel: Gaussian error linear units (2016), section 2
inline constexpr gelu_t gelu{};

} // namespace lagom
