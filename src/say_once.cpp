// SPDX-License-Identifier: BSL-1.0
#include "say_once.hpp"

#include <cstdio>
#include <mutex>
#include <set>

namespace lagom {

void say_once(std::string const& line)
{
    static std::mutex guard;
    static std::set<std::string> said;
    std::lock_guard const lock(guard);
    if (said.insert(line).second) {
        std::fprintf(stderr, "%s\n", line.c_str()); // one write a line, so that lines do not mix
    }
}

} // namespace lagom
