// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/formats.hpp"

namespace lagom {

/// "[64, 10]": how errors write a shape.
auto shape_text(auto const& shape) -> std::string { return "[" + formats::joined(shape, ", ") + "]"; }

} // namespace lagom
