// SPDX-License-Identifier: BSL-1.0
// Inputs that clang's libFuzzer makes up: LAGOM_FUZZ=csv fuzz -max_total_time=60 tests/fuzz/corpus/csv
#include "targets.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t count)
{
    static auto const target =
        fuzz::target_of(std::getenv("LAGOM_FUZZ") != nullptr ? std::getenv("LAGOM_FUZZ") : "");
    if (target == nullptr) {
        std::fputs("LAGOM_FUZZ names no target; expected csv, npy, idx, image, model or run\n", stderr);
        std::exit(1);
    }
    target({reinterpret_cast<char const*>(bytes), count});
    return 0;
}
