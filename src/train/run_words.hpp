// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "train/run_file.hpp"

#include <lagom/core/isa.hpp>
#include <lagom/graph/paths.hpp>

#include <array>
#include <string>
#include <vector>

/// What a run's file is made of, for who writes it and who reads it.
namespace lagom::run_words {

inline constexpr auto format_word = "lagom run 1";

/// The figures of an epoch that are numbers, in the order of the file's columns.
inline auto figures_of(epoch_record& r) -> std::array<double*, 8>
{
    return {&r.seconds,
            &r.rate,
            &r.training_loss,
            &r.training_accuracy,
            &r.validation_loss,
            &r.validation_accuracy,
            &r.validation_balanced_accuracy,
            &r.validation_macro_f1};
}
inline constexpr std::size_t history_columns = 10; // epoch and steps before them

template <class Number>
auto dtype_of() -> char const*
{
    return sizeof(Number) == 4 ? "F32" : "F64";
}

/// The optimizer's memory of a parameter: "adam's m of dense.0.kernel" is "dense.0.kernel/m".
inline auto name_of_moment(plan::view const& p, graphs::tensor const& t) -> std::string
{
    return graphs::path_of<std::string>(p.scopes, p.at(t.of)) + "/" + t.name;
}

/// f(tensor, name) for each moment of a plan.
void for_each_moment(plan::view const& p, auto f)
{
    for (std::size_t t = 0; t < p.tensors.size(); ++t) {
        if (p.tensors[t].is == role::moment) {
            f(static_cast<short>(t), name_of_moment(p, p.tensors[t]));
        }
    }
}

inline auto shape_of(graphs::tensor const& t) -> std::vector<std::size_t>
{
    auto const cols = static_cast<std::size_t>(t.over.cols);
    return t.over.where == graphs::space::kernel
        ? std::vector{static_cast<std::size_t>(t.over.rows.fixed), cols}
        : std::vector{cols};
}

/// What this library computes with; bits differ where it differs.
inline auto machine_word() -> std::string
{
    return std::to_string(8 * isa::register_bytes) + "-bit registers";
}

/// The run's own numbers and the rule's, in either direction.
template <class T>
void remember(trainers::run_memory& m, trainers::run_parts<T> const& run)
{
    m.number("run.epochs", run.result.epochs);
    m.number("run.steps", run.result.steps);
    m.number("run.best_epoch", run.result.best_epoch);
    m.number("run.place.step", run.place.step);
    m.number("run.place.loss", run.place.loss);
    m.number("run.place.right", run.place.right);
    m.number("run.place.seen", run.place.seen);
    m.number("run.seconds", run.seconds);
    run.until.remember(m);
}

} // namespace lagom::run_words
