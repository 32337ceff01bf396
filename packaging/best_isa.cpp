// SPDX-License-Identifier: BSL-1.0
// Prints the best of the library's instruction sets that this processor has, as the option `isa` names it.
#include <cstdio>

int main()
{
#if defined(__x86_64__) || defined(__i386__)
    auto const has_fma = __builtin_cpu_supports("fma");
    auto const has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl");
    std::puts(has_fma && has_avx512                           ? "avx512"
                  : has_fma && __builtin_cpu_supports("avx2") ? "avx2"
                                                              : "baseline");
#else
    std::puts("baseline");
#endif
}
