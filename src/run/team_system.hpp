// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

/// What a team asks of the system.
namespace lagom::team_system {

#if defined(__linux__)

/// The core that this thread runs on; -1 if the system does not tell.
inline auto current_core() -> int { return sched_getcpu(); }

/// Moves the thread of a rank to a core that no other rank is on, if its own is shared and there is such a
/// core. It is not bound to it. Returns whether it moved.
inline auto leave_shared_core(std::vector<std::atomic<int>> const& core_of, std::size_t rank) -> bool
{
    int const mine = core_of[rank].load(std::memory_order_relaxed);
    cpu_set_t allowed, taken;
    CPU_ZERO(&taken);
    for (std::size_t r = 0; r < core_of.size(); ++r) {
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

inline auto current_core() -> int { return -1; }
inline auto leave_shared_core(std::vector<std::atomic<int>> const&, std::size_t) -> bool { return false; }

#endif

inline void pause()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// How often this process is the child of a fork since the first team was started.
inline auto forks() -> std::atomic<unsigned>&
{
    static std::atomic<unsigned> count{0};
#if defined(__unix__) || defined(__APPLE__)
    static int const watching = pthread_atfork(nullptr, nullptr, [] {
        ++forks();
    });
    static_cast<void>(watching);
#endif
    return count;
}

} // namespace lagom::team_system
