// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/loss/squares.hpp>

namespace lagom {

struct mse_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    using formulas = expr::square_formulas;
    static constexpr auto name = "mse";
    static constexpr bool classifies = false;

    constexpr auto lower(auto& g, short y, short target) const -> lowered_loss
    {
        return expr::lower_squares(g, y, target, 1.0 / g.cols_of(y));
    }
};

/// (y - target)^2, the mean over outputs and examples (as PyTorch and Keras).
///
/// Shape     [batch, outputs]
/// Gradient  2 (y - target) / (batch outputs)
inline constexpr mse_t mse{};

} // namespace lagom
