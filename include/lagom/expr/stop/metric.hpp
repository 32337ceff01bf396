// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/evaluation.hpp>

#include <concepts>
#include <type_traits>

namespace lagom {

struct metric_tag;

/// What a clause may watch: `of` picks it from an evaluation, `sign` times it is better when lower.
template <class T>
concept metric = std::same_as<typename std::remove_cvref_t<T>::metric_concept, metric_tag>;

struct loss_metric {
    using metric_concept = metric_tag;

    static constexpr char const* name = "data_loss";
    static constexpr double sign = 1;

    static constexpr auto of(evaluation const& now) -> double { return now.loss; }
};

struct accuracy_metric {
    using metric_concept = metric_tag;

    static constexpr char const* name = "accuracy";
    static constexpr double sign = -1;

    static constexpr auto of(evaluation const& now) -> double { return now.accuracy; }
};

struct balanced_accuracy_metric {
    using metric_concept = metric_tag;

    static constexpr char const* name = "balanced_accuracy";
    static constexpr double sign = -1;

    static constexpr auto of(evaluation const& now) -> double { return now.balanced_accuracy; }
};

struct macro_f1_metric {
    using metric_concept = metric_tag;

    static constexpr char const* name = "macro_f1";
    static constexpr double sign = -1;

    static constexpr auto of(evaluation const& now) -> double { return now.macro_f1; }
};

/// The data loss on the validation set: what clauses watch unless told otherwise. Lower is better.
inline constexpr loss_metric data_loss{};

/// The accuracy on the validation set, in [0, 1]; of several labels the mean over labels. Higher is better.
///
/// Example  patience(10).watching(accuracy) || goal(accuracy, 0.97)
inline constexpr accuracy_metric accuracy{};

/// The mean over the classes of the share that is right: where classes are not equally frequent. Higher is better.
///
/// Source  scikit-learn: balanced_accuracy_score
inline constexpr balanced_accuracy_metric balanced_accuracy{};

/// The mean over the classes, or labels, of F1. Higher is better.
///
/// Source  scikit-learn: f1_score with average="macro"
inline constexpr macro_f1_metric macro_f1{};

} // namespace lagom
