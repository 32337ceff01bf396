// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/blocked_signal.hpp"

#include <cstdio>
#include <string>

namespace lagom {

/// A line to the user, on stderr, in one write, so that lines do not mix. Whoever has stopped to read there does not end the program.
inline void say(std::string const& line)
{
    blocked_signal const no_reader(SIGPIPE);
    std::fprintf(stderr, "%s\n", line.c_str());
}

} // namespace lagom
