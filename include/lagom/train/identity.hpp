// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/applied.hpp>
#include <lagom/data/data_set.hpp>
#include <lagom/expr/schedule/schedule.hpp>
#include <lagom/plan/view.hpp>

#include <string>
#include <vector>

namespace lagom {

/// A fact of a run that must be the same when it goes on: what it is about, and the fact as a text.
struct run_fact {
    std::string what, value;
};

/// Appends "name(setting, setting)" to a text of parts, joined by `joint`.
void append_part(std::string& text, char const* joint, char const* name, std::vector<double> const& settings);

/// "cross_entropy + l2(0.0001)", "clip_norm(1) | adam(0.9, 0.999, 1e-08)": names and settings of an objective or a
/// chain.
template <class Parts>
auto text_of_parts(Parts const& parts, char const* joint) -> std::string
{
    std::string text;
    parts.for_each([&](auto const& part, int) {
        using type = std::remove_cvref_t<decltype(part)>;
        std::vector<double> settings;
        if constexpr (requires { type::settings(part, [](double, char const*, double, double) {}); }) {
            type::settings(part, [&](double value, char const*, double, double) {
                settings.push_back(value);
            });
        }
        append_part(text, joint, checking::name_of<type>(), settings);
    });
    return text;
}

/// The rate of a schedule at some steps of a run.
auto text_of_rates(std::vector<double> const& rates) -> std::string;
template <class Schedule>
auto rates_of(Schedule const& rate, double steps_per_epoch, double total_steps) -> std::vector<double>
{
    std::vector<double> found;
    for (double const step : {0.0, 1.0, 10.0, 100.0, 1000.0, 10000.0, 100000.0}) {
        if (!Schedule::needs_length || step < total_steps) {
            found.push_back(
                rate.at({.step = step, .steps_per_epoch = steps_per_epoch, .total_steps = total_steps}));
        }
    }
    return found;
}

/// What a plan does in its forward part, or in the rest: a number that is the same on every machine.
auto digest_of_plan(plan::view const& p, bool forward) -> std::string;

/// Parameters and state of a plan with their shapes: "dense.0.kernel [64, 128], ...".
auto text_of_parameters(plan::view const& p) -> std::string;

/// Size, names and a digest of all numbers of a data set.
template <class D>
auto text_of_data(basic_data_set<D> const& data) -> std::string;

} // namespace lagom
