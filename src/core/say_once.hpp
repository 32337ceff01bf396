// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace lagom {

/// Writes a line to stderr, unless this program wrote it before, or a thousand others.
void say_once(std::string const& line);

} // namespace lagom
