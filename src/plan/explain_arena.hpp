// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>

#include <string>

namespace lagom::plan {

/// A picture of what lies where in the arena, during which segments.
auto arena_svg(explained const& e) -> std::string;

} // namespace lagom::plan
