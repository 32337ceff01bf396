// SPDX-License-Identifier: BSL-1.0
#pragma once

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
