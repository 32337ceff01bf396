// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>

#include <string>

namespace lagom::plan {

/// Everything, for programs.
auto json_text(explained const& e) -> std::string;

} // namespace lagom::plan
