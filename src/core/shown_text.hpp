// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace lagom {

/// A text as an error shows it: in quotes, on one line, not too long.
auto shown(std::string_view text) -> std::string;

} // namespace lagom
