// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/expr/stop/epochs.hpp>
#include <lagom/expr/stop/steps.hpp>

#include <concepts>
#include <type_traits>

namespace lagom {

struct schedule_tag;

/// A rate over time. A model has `at(moment) -> double`, and `needs_length` says whether that reads the
/// length of the run, which then must be known.
template <class T>
concept rate_schedule = std::same_as<typename std::remove_cvref_t<T>::schedule_concept, schedule_tag> &&
    std::same_as<decltype(std::remove_cvref_t<T>::needs_length), bool const>;

/// When a rate is asked for.
struct moment {
    double step; ///< steps done before this one: 0 for the first
    double steps_per_epoch; ///< turns lengths in epochs into steps
    double total_steps; ///< of the run; read only by schedules that need it
};

/// The length of a schedule that was given none: the run's.
struct whole_run {};

/// Lengths in steps.
constexpr auto length_in_steps(steps_t length, moment const&) -> double
{
    return static_cast<double>(length.count);
}

constexpr auto length_in_steps(epochs_t length, moment const& now) -> double
{
    LAGOM_EXPECTS(now.steps_per_epoch > 0);
    return static_cast<double>(length.count) * now.steps_per_epoch;
}

constexpr auto length_in_steps(whole_run, moment const& now) -> double
{
    LAGOM_EXPECTS(now.total_steps > 0);
    return now.total_steps;
}

/// What a schedule takes as its own length: `steps(n)` or `epochs(n)`.
template <class T>
concept schedule_length = std::same_as<T, steps_t> || std::same_as<T, epochs_t>;

} // namespace lagom
