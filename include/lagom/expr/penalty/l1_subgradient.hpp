// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/penalty/l1.hpp>

namespace lagom {

struct l1_subgradient_kind {
    using formulas = types<formulas::l1_pull>;
    using value = lagom::formulas::l1_value;
    using slope = lagom::formulas::l1_slope;
    using prox = lagom::formulas::soft_threshold;
    using pull = lagom::formulas::l1_pull;
    static constexpr auto name = "l1_subgradient";
};

/// Adds strength |w|_1 to the mean loss with the textbook gradient strength sign(w), sign(0) = 0. Weights
/// hover around zero and are never exactly zero; l1 makes them so.
constexpr auto l1_subgradient(double strength) -> penalty_t<l1_subgradient_kind>
{
    return {in_range("l1_subgradient", "strength", strength, 0, unlimited)};
}

} // namespace lagom
