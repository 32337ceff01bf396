// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/evaluation.hpp>

#include <concepts>
#include <type_traits>

namespace lagom {

struct stop_tag;

/// A clause, or clauses joined by `||` and `&&`: when a run ends.
///
/// A clause is an aggregate with
///     using stop_concept = stop_tag;
///     static constexpr char const* name             what the result calls it
///     struct state                                  what it remembers; made by default. If it is not empty:
///         remember(sink)                            sink("waited", waited) for each double and long of it, so that
///                                                   a run that was stopped goes on
///     see(state&, evaluation const&, long) -> bool  whether it holds after the evaluation; the last argument
///     counts
///                                                   the evaluations up to and with this one
///     describe(write)                               writes itself: write("epochs", count)
/// and where they apply
///     within(long step, double seconds) -> bool     whether it holds between two steps
///     using metric = ...                            what it reads of the validation set
///     static constexpr bool bounds_run = true       it holds some day and from then on, whatever the values
///     static constexpr bool reads_training = true   it reads the training loss
///     static constexpr bool restores = true         the run ends with the best weights
template <class T>
concept stop_rule = std::same_as<typename std::remove_cvref_t<T>::stop_concept, stop_tag>;

namespace expr {

struct no_state {};

} // namespace expr
} // namespace lagom
