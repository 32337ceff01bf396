// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>

#include <string>

namespace lagom::plan {

/// Layers and loops as a graph for Graphviz, and for Mermaid.
auto dot_text(explained const& e) -> std::string;
auto mermaid_text(explained const& e) -> std::string;

} // namespace lagom::plan
