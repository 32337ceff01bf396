// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include <sched.h>

namespace support {

/// While it lives, this thread and those that it starts have one core.
struct one_core {
    cpu_set_t before;

    one_core()
    {
        cpu_set_t one;
        CPU_ZERO(&one);
        REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
        for (int core = 0; CPU_COUNT(&one) == 0; ++core) {
            if (CPU_ISSET(core, &before)) {
                CPU_SET(core, &one);
            }
        }
        REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
    }
    ~one_core() { sched_setaffinity(0, sizeof before, &before); }
    one_core(one_core const&) = delete;
    auto operator=(one_core const&) -> one_core& = delete;
};

} // namespace support
