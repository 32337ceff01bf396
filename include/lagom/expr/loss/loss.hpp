// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/term.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

struct loss_tag {};

/// A data loss: the mean of what it says of each row of the output, which is an example, or a position of one. It has
///
/// lower(g, z, target)  returns the loss of each row (one number a row) and the gradient of the mean loss by z (of its
///                      shape); g.rows_in(z) is what the mean divides by
/// name                 what reports call it
/// classifies           optional: the targets are classes, or rows of probabilities
/// wants_whole_classes  optional: one class each and no probabilities, so nothing may mix them
template <class L>
concept loss_term = term<L> && std::same_as<typename L::loss_concept, loss_tag>;

/// What a loss lowers to.
struct lowered_loss {
    short value = -1, gradient = -1;
};

} // namespace lagom
