// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cassert>

/// The only macros of the library are in this file.

/// A precondition of a public function. Checked where asserts are live.
#define LAGOM_EXPECTS(...) assert((__VA_ARGS__))

/// For the few functions whose speed depends on being part of their caller's loop.
#define LAGOM_INLINE __attribute__((always_inline)) inline
