// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/team.hpp>

#if defined(__linux__)
#include <sched.h>
#endif

namespace lagom::detail {

#if defined(__linux__)

auto current_core() -> int { return sched_getcpu(); }

auto leave_shared_core(std::atomic<int> const* core_of, int size, int rank) -> bool
{
    int const mine = core_of[rank].load(std::memory_order_relaxed);
    cpu_set_t allowed, taken;
    CPU_ZERO(&taken);
    for (int r = 0; r < size; ++r) {
        int const core = core_of[r].load(std::memory_order_relaxed);
        if (r != rank && core >= 0 && core < CPU_SETSIZE) {
            CPU_SET(static_cast<unsigned>(core), &taken);
        }
    }
    if (mine < 0 || mine >= CPU_SETSIZE || !CPU_ISSET(static_cast<unsigned>(mine), &taken) ||
        sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        return false;
    }
    CPU_AND(&taken, &taken, &allowed);
    cpu_set_t others;
    CPU_XOR(&others, &allowed, &taken);
    if (CPU_COUNT(&others) == 0 || sched_setaffinity(0, sizeof others, &others) != 0) {
        return false;
    }
    sched_setaffinity(0, sizeof allowed, &allowed);
    return true;
}

#else

auto current_core() -> int { return -1; }
auto leave_shared_core(std::atomic<int> const*, int, int) -> bool { return false; }

#endif

} // namespace lagom::detail
