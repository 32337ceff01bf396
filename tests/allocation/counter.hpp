// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdlib>

// A sanitizer has malloc for itself.
#if defined(__GLIBC__) && !defined(LAGOM_WATCHED)
#define COUNTS_ALLOCATIONS
#endif

namespace counter {

/// How many there were.
extern std::atomic<long> allocations;
/// The one that fails, counted from now on; 0 for none.
extern std::atomic<long> until_failure;

} // namespace counter
