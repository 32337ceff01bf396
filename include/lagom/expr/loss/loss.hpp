// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/term.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

struct loss_tag {};

/// A data loss: the mean over the examples of what it says of one. It has
///
/// lower(g, z, target)  returns the loss of each example (a column) and the gradient of the mean loss by z
///                      (a tile)
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
