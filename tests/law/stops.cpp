// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("epochs", law::stop(epochs(3)))
LAGOM_LAW("steps", law::stop(steps(13)))
LAGOM_LAW("time_limit", law::stop(time_limit(1e9) || epochs(3)))
LAGOM_LAW("divergence", law::stop(divergence || epochs(3)))
LAGOM_LAW("goal", law::stop(goal(accuracy, 0.99) || goal(data_loss, 1e-9) || epochs(9)))
LAGOM_LAW("patience", law::stop(patience(2).min_delta(0.1).watching(balanced_accuracy) || epochs(12)))
LAGOM_LAW("patience that restores the best",
          law::stop(patience(3).restoring_best().watching(macro_f1) || epochs(12)))
LAGOM_LAW("generalization_loss", law::stop(generalization_loss(5) || epochs(12)))
LAGOM_LAW("progress_quotient", law::stop(progress_quotient(0.1, 3) || epochs(12)))
LAGOM_LAW("successive_rises", law::stop(successive_rises(1, 2) || epochs(12)))
LAGOM_LAW("rules joined by &&", law::stop((patience(2) && steps(20)) || epochs(12)))
