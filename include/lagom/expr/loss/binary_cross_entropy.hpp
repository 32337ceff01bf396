// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/loss/loss.hpp>

namespace lagom {
namespace formulas {

struct binary_cross_entropy {
    static constexpr auto name = "binary cross entropy";
    constexpr auto operator()(auto z, auto target) const
    {
        return max(z, decltype(z)(0)) - z * target + log(1 + exp(-abs(z)));
    }
};
struct logistic_minus_target {
    static constexpr auto name = "(sigmoid-target)/n";
    constexpr auto operator()(auto z, auto target, auto count, auto outputs) const
    {
        return (logistic(z) - target) / (count * outputs);
    }
};
struct mean_of_outputs {
    static constexpr auto name = "mean of outputs";
    constexpr auto operator()(auto total, auto outputs) const { return total / outputs; }
};

} // namespace formulas

struct binary_cross_entropy_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    using formulas =
        types<formulas::binary_cross_entropy, formulas::logistic_minus_target, formulas::mean_of_outputs>;
    static constexpr auto name = "binary_cross_entropy";
    static constexpr bool classifies = true, holds_sigmoid = true;

    constexpr auto lower(auto& g, short z, short target) const -> lowered_loss
    {
        namespace f = lagom::formulas;
        auto const outputs = g.constant(g.cols_of(z), "outputs");
        auto const total = g.row_sum(g.map(f::binary_cross_entropy{}, {z, target}));
        return {g.map(f::mean_of_outputs{}, {total, outputs}),
                g.map(f::logistic_minus_target{}, {z, target, g.rows_in(z), outputs})};
    }
};

/// max(z, 0) - z t + log(1 + exp(-|z|)), the mean over outputs and examples: the negative log likelihood of
/// independent labels t in [0, 1] under sigmoid(z). With one output the two classes of a data set are 0 and
/// 1, in their order.
///
/// Shape     logits [batch, outputs], targets alike
/// Gradient  (sigmoid(z) - t) / (batch outputs)
/// Source    Bishop (2006), equation 4.90, in the form that cannot overflow
inline constexpr binary_cross_entropy_t binary_cross_entropy{};

} // namespace lagom
