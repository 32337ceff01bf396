// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/cores.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <sstream>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace lagom::runners {
namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

/// Cores that a quota of time has room for in each period; both as the files have them.
auto cores_of(std::string const& quota, std::string const& period) -> double
{
    double const time = std::strtod(quota.c_str(), nullptr), of = std::strtod(period.c_str(), nullptr);
    return time > 0 && of > 0 ? time / of : no_limit; // "max", "-1" and nothing at all are no limit
}

auto limit_in(text_of const& read, std::string const& folder) -> double
{
    std::istringstream both(read(folder + "/cpu.max"));
    std::string quota, period;
    both >> quota >> period;
    return std::min(cores_of(quota, period),
                    cores_of(read(folder + "/cpu.cfs_quota_us"), read(folder + "/cpu.cfs_period_us")));
}

/// The least limit of a group and of those around it. A container may see its own group as the root.
auto limit_of_group(text_of const& read, std::string const& mounted, std::string path) -> double
{
    double least = limit_in(read, mounted);
    while (path.size() > 1) {
        least = std::min(least, limit_in(read, mounted + path));
        path.resize(path.rfind('/'));
    }
    return least;
}

auto holds_cpu(std::string const& controllers) -> bool
{
    std::istringstream names(controllers);
    for (std::string name; std::getline(names, name, ',');) {
        if (name == "cpu") {
            return true;
        }
    }
    return false;
}

auto text_of_file(std::string const& path) -> std::string
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Cores that this thread may run on.
auto cores_allowed() -> int
{
#if defined(__linux__)
    for (int room = CPU_SETSIZE; room <= CPU_SETSIZE << 10; room *= 2) { // the kernel may know more cores
        cpu_set_t* const set = CPU_ALLOC(static_cast<std::size_t>(room));
        auto const bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(room));
        int const count =
            set != nullptr && sched_getaffinity(0, bytes, set) == 0 ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (count > 0) {
            return count;
        }
    }
#endif
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

} // namespace

auto cores_in_quota(text_of const& read) -> int
{
    double least = no_limit;
    std::istringstream groups(read("/proc/self/cgroup"));
    for (std::string line; std::getline(groups, line);) { // hierarchy:controllers:path
        auto const first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            continue;
        }
        auto const controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
        if (controllers.empty()) { // version 2
            for (auto const* const mounted : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
                least = std::min(least, limit_of_group(read, mounted, path));
            }
        } else if (holds_cpu(controllers)) {
            for (auto const& name : {std::string("cpu"), controllers}) {
                least = std::min(least, limit_of_group(read, "/sys/fs/cgroup/" + name, path));
            }
        }
    }
    // A quota of 2.05 is one of two cores: so little is no third one. What `most` bounds has to fit an int.
    constexpr double no_core = 0.1, most = 1 << 20;
    return least == no_limit ? 0 : std::max(1, static_cast<int>(std::ceil(std::min(least, most) - no_core)));
}

auto usable_cores() -> int
{
    static int const quota = cores_in_quota(text_of_file); // reading the files takes longer than a small step
    int const allowed = cores_allowed();
    return quota > 0 ? std::min(allowed, quota) : allowed;
}

} // namespace lagom::runners
