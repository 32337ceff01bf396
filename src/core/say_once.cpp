// SPDX-License-Identifier: BSL-1.0
#include "core/say_once.hpp"

#include "core/say.hpp"

#include <mutex>
#include <set>

namespace lagom {

void say_once(std::string const& line)
{
    constexpr std::size_t most = 1000; // a program that reads files all day need not remember more
    static std::mutex guard;
    static std::set<std::string> said;
    std::lock_guard const lock(guard);
    if (said.size() < most && said.insert(line).second) {
        say(line);
    }
}

} // namespace lagom
