// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/history.hpp>

#include <string>

namespace lagom::trainers {

/// Loss, accuracy and penalties over the epochs. `returned` is the epoch whose weights the model has; 0 if that is
/// not known.
auto history_svg(history const& h, long returned) -> std::string;

} // namespace lagom::trainers
