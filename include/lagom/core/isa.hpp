// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

/// What the compiler was told about the processor. The plan needs it (the width of a panel is part of every
/// size), the SIMD library does not have to be included for it; kernel/lanes.hpp checks that the two agree.
namespace lagom::isa {

#if defined(__AVX512F__)
inline constexpr int register_bytes = 64, registers = 32;
#elif defined(__AVX__)
inline constexpr int register_bytes = 32, registers = 16;
#else
inline constexpr int register_bytes = 16, registers = sizeof(void*) == 8 ? 16 : 8;
#endif

/// The caches of a core that loops are cut for: hardly a processor of the last years has less.
inline constexpr int l1_bytes = 32 * 1024, l2_bytes = 512 * 1024;

inline constexpr int vectors = 2; // registers a row of the register tile

/// Numbers a register.
template <class T>
inline constexpr int width = register_bytes / static_cast<int>(sizeof(T));

/// Columns a panel: parameters and activations are kept, and the loops go, in panels.
template <class T>
inline constexpr int panel = vectors * width<T>;

} // namespace lagom::isa

/// The settings of a file that decide how numbers lie in memory and what the loops of src/ are: those of a
/// program must be one. Another -ffp-contract moves last places only, and nothing shows it here.
namespace lagom::settings {

struct avx512;
struct avx2_and_fma;
struct avx2_without_fma;
struct avx_without_avx2;
struct the_least_that_every_processor_has;
struct containers_of_std;
struct containers_of_std_that_check_themselves; // -D_GLIBCXX_DEBUG

#if defined(__AVX512F__)
using instructions = avx512;
#elif defined(__AVX2__) && defined(__FMA__)
using instructions = avx2_and_fma;
#elif defined(__AVX2__)
using instructions = avx2_without_fma;
#elif defined(__AVX__)
using instructions = avx_without_avx2;
#else
using instructions = the_least_that_every_processor_has;
#endif
#if defined(_GLIBCXX_DEBUG)
using containers = containers_of_std_that_check_themselves;
#else
using containers = containers_of_std;
#endif

/// Of the settings that it was compiled with, the library has this (src/core/isa.cpp). A file with others is
/// told by the linker, which says this name.
template <class... OfThisFile>
struct the_library_is_compiled_with_other_options_than_this_file {
    static char const give_both_the_same;
};
[[gnu::used, gnu::retain]] inline char const* const checked_by_the_linker =
    &the_library_is_compiled_with_other_options_than_this_file<instructions, containers>::give_both_the_same;

} // namespace lagom::settings
