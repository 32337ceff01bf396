// SPDX-License-Identifier: BSL-1.0
#pragma once

// What the compiler must be told. Every header of the library includes this one before anything else of it, so
// that what is wrong here is the first thing said.

#if __cplusplus < 202002L
#error "lagom needs C++20: compile this file with -std=c++20 or later"
#include "see_the_error_above" // ends the compilation: what follows would be pages
#endif
#if !defined(__cpp_exceptions)
#error "lagom reports mistakes at run time by exceptions: compile this file without -fno-exceptions"
#include "see_the_error_above"
#endif
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "lagom tells NaN and infinity from numbers: put -fno-finite-math-only behind -ffast-math or -Ofast"
#endif

#include <cassert>

static_assert(sizeof(1.0) == sizeof(double),
              "lagom computes its settings in double: compile this file without "
              "-fsingle-precision-constant");

/// The only macros of the library are in this file.

/// Whether static_assert takes a text made at compile time: in C++26, and g++ from 14 on in any mode.
#if __cpp_static_assert >= 202306L || (defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 14)
#define LAGOM_SAYS_SENTENCES 1
#else
#define LAGOM_SAYS_SENTENCES 0
#endif

/// Nodes that a chain may have: see `operator|` of nodes.
#ifndef LAGOM_MOST_NODES
#define LAGOM_MOST_NODES 400
#endif

/// A precondition of a public function. Checked where asserts are live; elsewhere still compiled, so that what only it
/// reads is no unused parameter there.
#ifdef NDEBUG
#define LAGOM_EXPECTS(...) static_cast<void>(sizeof(!(__VA_ARGS__)))
#else
#define LAGOM_EXPECTS(...) assert((__VA_ARGS__))
#endif

/// For the few functions whose speed depends on being part of their caller's loop.
#define LAGOM_INLINE __attribute__((always_inline)) inline
