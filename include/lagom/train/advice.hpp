// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>
#include <lagom/train/options.hpp>

namespace lagom::trainers {

/// What is known of a run's validation before it starts.
struct validation_facts {
    bool is_watched = false; // by a stopping rule
    bool is_training_data = false;
    std::size_t rows = 0; // 0 if there is none
};

/// Advice on a run: on its expression, and on what it is validated with. Each line comes once a process, on
/// stderr, unless `quiet`.
///
/// Throws  argument_error under `strict`, for advice on the validation
void advise(plan::view const& network, checking::advices const& found, validation_facts const& validation,
            options const& asked);

} // namespace lagom::trainers
