// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "subject.hpp"

#include <doctest/doctest.h>

#include <utility>

/// One line, one test: LAGOM_LAW("layer_norm", law::network(input<20> | dense<33> | layer_norm | dense<5>))
///
/// README.md says what it is asked.
#define LAGOM_LAW(name, ...)                                                                                 \
    TEST_CASE("law: " name)                                                                                  \
    {                                                                                                        \
        constexpr auto line = __VA_ARGS__;                                                                   \
        law::hold(line);                                                                                     \
    }

/// The same at all widths about a register and a panel: the line is a lambda of its width W.
#define LAGOM_LAW_OF_WIDTHS(T, name, ...)                                                                    \
    TEST_CASE("law: " name ", at every width of " #T)                                                        \
    {                                                                                                        \
        law::hold_at<T>(                                                                                     \
            []<int W> {                                                                                      \
                return law::loops_of(__VA_ARGS__);                                                           \
            },                                                                                               \
            law::widths<T>{});                                                                               \
    }

namespace law {

/// Batches that the laws try: one, two, part of a register, a whole number of them, and one more.
inline constexpr long batches[]{1, 2, 7, 64, 65};

// Each is compiled once, for float and double.
void gradients_are_slopes(subject<double> const&);
template <class T>
void fused_is_unfused(subject<T> const&);
template <class T>
void fused_is_like_unfused(subject<T> const&);
template <class T>
void examples_are_alone(subject<T> const&);
template <class T>
void updates_are_what_they_should_be(subject<T> const&);
template <class T>
void threads_change_no_bit(subject<T> const&);
template <class T>
void a_stopped_run_goes_on(subject<T> const&);
template <class T>
void what_is_saved_is_loaded(subject<T> const&);
template <class T>
void a_predictor_predicts(subject<T> const&);
template <class T>
void fused_is_stepwise(subject<T> const&);

/// Asks a line for the laws of its groups, in one type of numbers.
template <class T, class Line>
void hold_in(subject_of<T, Line> const& s)
{
#ifdef LAGOM_LAW_OF_BITS
    fused_is_stepwise(s);
#else
    constexpr auto asked = Line::asked;
    constexpr bool in_double = std::is_same_v<T, double>;
    if constexpr (asked.of_slopes) {
        if constexpr (in_double) {
            gradients_are_slopes(s);
        }
        examples_are_alone(s);
    }
    if constexpr (asked.of_rounding && (in_double || asked.in_float)) {
        fused_is_unfused(s);
    }
    if constexpr (asked.of_likeness && in_double) {
        fused_is_like_unfused(s);
    }
    if constexpr (asked.of_updates) {
        updates_are_what_they_should_be(s);
    }
    if constexpr (asked.of_training && (!in_double || asked.in_double)) {
        threads_change_no_bit(s);
        a_stopped_run_goes_on(s);
    }
    if constexpr (asked.of_serving && (!in_double || asked.in_double)) {
        what_is_saved_is_loaded(s);
        a_predictor_predicts(s);
    }
#endif
}

template <class Line>
void hold(Line const& line)
{
    hold_in(subject_of<float, Line>(line));
    hold_in(subject_of<double, Line>(line));
}

/// Widths about those of a register and of a panel, which a loop cuts its columns into.
template <class T>
using widths =
    std::integer_sequence<int, 1, lagom::isa::width<T> - 1, lagom::isa::width<T>, lagom::isa::width<T> + 1,
                          lagom::isa::panel<T> - 1, lagom::isa::panel<T>, lagom::isa::panel<T> + 1>;

/// Asks for a line of each width, in one type of numbers.
template <class T, class Make, int... W>
void hold_at(Make, std::integer_sequence<int, W...>)
{
    auto const hold_one = []<int Width>(std::integral_constant<int, Width>) {
        CAPTURE(Width);
        constexpr auto line = Make{}.template operator()<Width>();
        hold_in(subject_of<T, std::remove_const_t<decltype(line)>>(line));
    };
    (hold_one(std::integral_constant<int, W>{}), ...);
}

} // namespace law
