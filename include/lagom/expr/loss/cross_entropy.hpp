// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/activation/softmax.hpp>
#include <lagom/expr/loss/loss.hpp>

namespace lagom {
namespace formulas {

struct product {
    static constexpr auto name = "product";
    constexpr auto operator()(auto x, auto y) const { return x * y; }
};
struct cross_entropy_of_row {
    static constexpr auto name = "cross entropy";
    constexpr auto operator()(auto exp_sum, auto mass, auto likelihood) const
    {
        return log(exp_sum) * mass - likelihood;
    }
};
struct softmax_minus_target {
    static constexpr auto name = "(softmax-target)/batch";
    constexpr auto operator()(auto e, auto exp_sum, auto mass, auto target, auto count) const
    {
        return (e / exp_sum * mass - target) / count;
    }
};

} // namespace formulas

struct cross_entropy_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    using formulas = types<formulas::minus, formulas::exponential, formulas::product,
                           formulas::cross_entropy_of_row, formulas::softmax_minus_target>;
    static constexpr auto name = "cross_entropy";
    static constexpr bool classifies = true, holds_softmax = true;

    constexpr auto lower(auto& g, short z, short target) const -> lowered_loss
    {
        namespace f = lagom::formulas;
        auto const shifted = g.map(f::minus{}, {z, g.row_max(z)});
        auto const e = g.map(f::exponential{}, {shifted});
        auto const mass = g.row_sum(target), likelihood = g.row_sum(g.map(f::product{}, {target, shifted})),
                   exp_sum = g.row_sum(e);
        return {g.map(f::cross_entropy_of_row{}, {exp_sum, mass, likelihood}),
                g.map(f::softmax_minus_target{}, {e, exp_sum, mass, target, g.rows_in(z)})};
    }
};

/// - sum over k of target_k log softmax(z)_k, the mean over the examples. Targets are classes or rows of
/// probabilities, which are not renormalized.
///
/// Shape     logits [batch, classes]
/// Gradient  (softmax(z) * sum(target) - target) / batch
/// Source    Bishop: Pattern recognition and machine learning (2006), equation 4.108; the row's largest logit
/// is taken off
///           first, so that nothing overflows
inline constexpr cross_entropy_t cross_entropy{};

} // namespace lagom
