// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/applied.hpp>
#include <lagom/data/data_set.hpp>
#include <lagom/expr/schedule/schedule.hpp>
#include <lagom/plan/view.hpp>

#include <string>
#include <vector>

namespace lagom::trainers {

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

/// What a plan does in its forward part, or in the rest: a number that is the same on every machine.
auto digest_of_plan(plan::view const& p, bool forward) -> std::string;

/// Parameters and state of a plan with their shapes: "dense.0.kernel [64, 128], ...".
auto text_of_parameters(plan::view const& p) -> std::string;

/// Size and a digest of all numbers of a data set.
template <class D>
auto text_of_data(basic_data_set<D> const& data) -> std::string;
/// "'no', 'yes'; 'length', 'width'; none"
template <class D>
auto text_of_names(basic_data_set<D> const& data) -> std::string;

} // namespace lagom::trainers
