// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/metrics.hpp>

#include <lagom/core/config.hpp>
#include <lagom/core/exceptions.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace lagom {

namespace {

using counts = std::vector<std::vector<long>>;

void check_lengths(char const* function, std::size_t truth, std::size_t predicted)
{
    if (truth != predicted) {
        throw data_error(std::string(function) + ": " + std::to_string(predicted) +
                         " predictions, expected " + std::to_string(truth) + ", one for each target");
    }
    if (truth == 0) {
        throw data_error(std::string(function) + ": no samples, expected at least one");
    }
}

auto checked_class(std::int32_t label, std::size_t row, char const* what, long classes) -> std::size_t
{
    if (label < 0 || label >= classes) {
        throw data_error("classification_of: the " + std::string(what) + " class of sample " +
                         std::to_string(row) + " is " + std::to_string(label) + ", expected 0 to " +
                         std::to_string(classes - 1));
    }
    return static_cast<std::size_t>(label);
}

auto count(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted, long classes)
    -> counts
{
    auto const n = static_cast<std::size_t>(classes);
    auto confusion = counts(n, std::vector<long>(n));
    for (std::size_t i = 0; i < truth.size(); ++i) {
        ++confusion[checked_class(truth[i], i, "true", classes)]
                   [checked_class(predicted[i], i, "predicted", classes)];
    }
    return confusion;
}

auto ratio(long part, long whole) -> double { return static_cast<double>(part) / static_cast<double>(whole); }

/// A running mean of the terms that exist.
struct mean {
    double sum = 0;
    long terms = 0;

    void add(double term)
    {
        sum += term;
        ++terms;
    }
    auto value() const -> double { return sum / static_cast<double>(terms); }
};

auto scores(counts confusion) -> classification
{
    long right = 0, all = 0;
    mean recall, f1;
    for (std::size_t c = 0; c < confusion.size(); ++c) {
        long is = 0, said = 0;
        for (std::size_t other = 0; other < confusion.size(); ++other) {
            is += confusion[c][other];
            said += confusion[other][c];
        }
        auto const hits = confusion[c][c];
        right += hits;
        all += is;
        if (is > 0) {
            recall.add(ratio(hits, is));
        }
        if (is + said > 0) {
            f1.add(ratio(2 * hits, is + said));
        }
    }
    return {.accuracy = ratio(right, all),
            .balanced_accuracy = recall.value(),
            .macro_f1 = f1.value(),
            .confusion = std::move(confusion)};
}

/// One output of many: every `stride`-th number.
struct column {
    double const* first;
    std::size_t stride, rows;

    auto operator[](std::size_t row) const -> double { return first[row * stride]; }
};

auto squared_distance_from_mean(column values) -> double
{
    auto constant = true;
    auto sum = 0.0;
    for (std::size_t i = 0; i < values.rows; ++i) {
        constant = constant && values[i] == values[0];
        sum += values[i];
    }
    if (constant) { // the mean of equal numbers is not always that number
        return 0;
    }
    auto const middle = sum / static_cast<double>(values.rows);
    auto distance = 0.0;
    for (std::size_t i = 0; i < values.rows; ++i) {
        distance += (values[i] - middle) * (values[i] - middle);
    }
    return distance;
}

auto scores(column truth, column predicted) -> regression
{
    auto squares = 0.0, absolutes = 0.0;
    for (std::size_t i = 0; i < truth.rows; ++i) {
        auto const miss = truth[i] - predicted[i];
        squares += miss * miss;
        absolutes += std::abs(miss);
    }
    auto const rows = static_cast<double>(truth.rows), distance = squared_distance_from_mean(truth);
    auto const of_equals = squares == 0 ? 1.0 : 0.0;
    auto const r2 = truth.rows < 2 ? std::numeric_limits<double>::quiet_NaN()
                                   : (distance == 0 ? of_equals : 1 - squares / distance);
    return {.mse = squares / rows, .mae = absolutes / rows, .r2 = r2};
}

} // namespace

auto classification_of(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                       long classes) -> classification
{
    LAGOM_EXPECTS(classes >= 1);
    check_lengths("classification_of", truth.size(), predicted.size());
    return scores(count(truth, predicted, classes));
}

auto regression_of(std::span<double const> truth, std::span<double const> predicted, long outputs)
    -> regression
{
    LAGOM_EXPECTS(outputs >= 1);
    check_lengths("regression_of", truth.size(), predicted.size());
    auto const width = static_cast<std::size_t>(outputs);
    if (truth.size() % width != 0) {
        throw data_error("regression_of: " + std::to_string(truth.size()) +
                         " numbers, expected a multiple of the " + std::to_string(outputs) + " outputs");
    }
    mean mse, mae, r2;
    for (std::size_t j = 0; j < width; ++j) {
        auto const rows = truth.size() / width;
        auto const one = scores(column{&truth[j], width, rows}, column{&predicted[j], width, rows});
        mse.add(one.mse);
        mae.add(one.mae);
        r2.add(one.r2);
    }
    return {.mse = mse.value(), .mae = mae.value(), .r2 = r2.value()};
}

} // namespace lagom
