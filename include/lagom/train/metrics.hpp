// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace lagom {

/// Figures of a classifier that need no more than three counts a class.
struct class_scores {
    double accuracy; ///< the share that is right
    double balanced_accuracy; ///< the mean over the classes that occur of the share that is right
    double macro_f1; ///< the mean of F1 over the classes that occur or were predicted
};

namespace trainers {

/// Compares predicted classes with the true ones.
///
/// Cost      one pass
/// Requires  classes >= 1
/// Throws    data_error if the lengths differ, there is no sample, or a class is not one of 0 .. classes - 1
/// Source    scikit-learn: accuracy_score, balanced_accuracy_score, f1_score with average="macro"
auto class_scores_of(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                     long classes) -> class_scores;

} // namespace trainers

/// How many examples of each class were taken for which: [true class][predicted class]. Only pairs that occur
/// take memory.
class confusion_matrix {
public:
    confusion_matrix() = default;
    confusion_matrix(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                     long classes);

    /// The number of classes.
    [[nodiscard]] auto size() const -> std::size_t { return classes_; }
    /// The examples of a class, by the class that they were taken for.
    [[nodiscard]] auto operator[](std::size_t true_class) const -> std::vector<long>;
    auto operator==(confusion_matrix const&) const -> bool = default;
    /// The same as rows.
    auto operator==(std::vector<std::vector<long>> const& rows) const -> bool;

private:
    struct cell {
        std::uint64_t place; // true class * classes + predicted class, ascending
        long count;
        auto operator==(cell const&) const -> bool = default;
    };
    std::size_t classes_ = 0;
    std::vector<cell> cells_;
};

/// How well classes are told apart.
struct classification : class_scores {
    confusion_matrix confusion; ///< [true class][predicted class]: how many
};

/// The scores of class_scores_of and the confusion matrix.
auto classification_of(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                       long classes) -> classification;

/// How well several labels, any number of which may hold, are told.
struct labelling {
    double accuracy; ///< the share of all single answers that is right
    double subset_accuracy; ///< the share of the examples whose labels are all right
    double macro_f1; ///< the mean of F1 over the labels; a label that nobody has or is given counts as 0
    double micro_f1; ///< F1 of all answers together; 0 if there is no label at all
};

namespace trainers {

/// Compares predicted labels with the true ones, 0 or 1, both [sample, label] row-major.
///
/// Requires  labels >= 1
/// Throws    data_error if the lengths differ, there is no sample, or the last sample lacks labels
/// Source    scikit-learn: accuracy_score of indicator matrices, f1_score with average="macro", "micro"
auto labelling_of(std::span<std::uint8_t const> truth, std::span<std::uint8_t const> predicted, long labels)
    -> labelling;

} // namespace trainers

/// How near numbers come. Each is a mean over the outputs.
struct regression {
    double mse; ///< mean squared error
    double mae; ///< mean absolute error
    double r2; ///< 1 - squared error / squared distance of the targets from their mean
};

/// Compares predicted numbers with the true ones, both [sample, output] row-major.
///
/// r2 of an output whose targets are all equal is 1 if the prediction is exact, else 0; of a single sample it
/// is NaN.
///
/// Requires  outputs >= 1
/// Throws    data_error if the lengths differ, there is no sample, or the last sample lacks outputs
/// Source    scikit-learn: mean_squared_error, mean_absolute_error, r2_score, all with "uniform_average"
auto regression_of(std::span<double const> truth, std::span<double const> predicted, long outputs)
    -> regression;

} // namespace lagom
