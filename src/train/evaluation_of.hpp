// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/evaluation.hpp>
#include <lagom/train/history.hpp>

namespace lagom::trainers {

/// What a stopping rule sees of an epoch.
inline auto evaluation_of(epoch_record const& r) -> evaluation
{
    return {.loss = r.validation_loss,
            .accuracy = r.validation_accuracy,
            .training_loss = r.training_loss,
            .step = r.steps,
            .seconds = r.seconds,
            .balanced_accuracy = r.validation_balanced_accuracy,
            .macro_f1 = r.validation_macro_f1};
}

} // namespace lagom::trainers
