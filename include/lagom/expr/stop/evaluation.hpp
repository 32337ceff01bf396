// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom {

/// What a stopping rule sees after an epoch.
struct evaluation {
    double loss; ///< the data loss on the validation set
    double
        accuracy; ///< the share of the validation set that is classified rightly; of several labels, of all answers
    double training_loss; ///< the data loss on the training set
    long step; ///< steps done since the start
    double seconds; ///< time since the start
    double balanced_accuracy = accuracy; ///< the mean over its classes of the share that is right
    double macro_f1 = accuracy; ///< the mean over its classes, or labels, of F1
};

} // namespace lagom
