// SPDX-License-Identifier: BSL-1.0
#include "say_once.hpp"

#include "say.hpp"

#include <mutex>
#include <set>

namespace lagom {

void say_once(std::string const& line)
{
    static std::mutex guard;
    static std::set<std::string> said;
    std::lock_guard const lock(guard);
    if (said.insert(line).second) {
        say(line);
    }
}

} // namespace lagom
