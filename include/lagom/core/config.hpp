// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cassert>

/// The only macros of the library are in this file.

/// A precondition of a public function. Checked where asserts are live; elsewhere still compiled, so that what only it
/// reads is no unused parameter there.
#ifdef NDEBUG
#define LAGOM_EXPECTS(...) static_cast<void>(sizeof(!(__VA_ARGS__)))
#else
#define LAGOM_EXPECTS(...) assert((__VA_ARGS__))
#endif

/// For the few functions whose speed depends on being part of their caller's loop.
#define LAGOM_INLINE __attribute__((always_inline)) inline
