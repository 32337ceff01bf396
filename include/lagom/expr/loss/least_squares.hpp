// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/loss/squares.hpp>

namespace lagom {

struct least_squares_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    using formulas = expr::square_formulas;
    static constexpr auto name = "least_squares";
    static constexpr bool classifies = false;

    constexpr auto lower(auto& g, short y, short target) const -> lowered_loss
    {
        return expr::lower_squares(g, y, target, 0.5);
    }
};

/// 1/2 the sum over outputs of (y - target)^2, the mean over examples: 1/(2n) |y - target|^2, the loss of
/// scikit-learn's lasso and elastic net.
///
/// Shape     [batch, outputs]
/// Gradient  (y - target) / batch
inline constexpr least_squares_t least_squares{};

} // namespace lagom
