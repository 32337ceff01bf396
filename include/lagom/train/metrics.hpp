// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace lagom {

/// How well classes are told apart.
struct classification {
    double accuracy; ///< the share that is right
    double balanced_accuracy; ///< the mean over the classes that occur of the share that is right
    double macro_f1; ///< the mean of F1 over the classes that occur or were predicted
    std::vector<std::vector<long>> confusion; ///< [true class][predicted class]: how many
};

/// Compares predicted classes with the true ones.
///
/// Cost      one pass, and classes^2 counts
/// Requires  classes >= 1
/// Throws    data_error if the lengths differ, there is no sample, or a class is not one of 0 .. classes - 1
/// Source    scikit-learn: accuracy_score, balanced_accuracy_score, f1_score with average="macro"
auto classification_of(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                       long classes) -> classification;

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
