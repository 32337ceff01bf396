// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/metrics.hpp>

#include <lagom/core/config.hpp>
#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace lagom {

namespace {

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
        throw data_error("classification: the " + std::string(what) + " class of sample " +
                         std::to_string(row) + " is " + std::to_string(label) + ", expected 0 to " +
                         std::to_string(classes - 1));
    }
    return static_cast<std::size_t>(label);
}

/// What is known of one class, or one label: how often it is true, was said, and both.
struct tally {
    long is = 0, said = 0, hits = 0;

    [[nodiscard]] auto f1() const -> double
    {
        return is + said > 0 ? static_cast<double>(2 * hits) / static_cast<double>(is + said) : 0;
    }
};

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

namespace trainers {

auto class_scores_of(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                     long classes) -> class_scores
{
    LAGOM_EXPECTS(classes >= 1);
    check_lengths("classification", truth.size(), predicted.size());
    std::vector<tally> of(static_cast<std::size_t>(classes));
    long right = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        auto const is = checked_class(truth[i], i, "true", classes),
                   said = checked_class(predicted[i], i, "predicted", classes);
        ++of[is].is;
        ++of[said].said;
        of[is].hits += is == said ? 1 : 0;
        right += is == said ? 1 : 0;
    }
    mean recall, f1;
    for (auto const& c : of) {
        if (c.is > 0) {
            recall.add(ratio(c.hits, c.is));
        }
        if (c.is + c.said > 0) {
            f1.add(c.f1());
        }
    }
    return {.accuracy = ratio(right, static_cast<long>(truth.size())),
            .balanced_accuracy = recall.value(),
            .macro_f1 = f1.value()};
}

} // namespace trainers

confusion_matrix::confusion_matrix(std::span<std::int32_t const> truth,
                                   std::span<std::int32_t const> predicted, long classes)
    : classes_(static_cast<std::size_t>(classes))
{
    std::vector<std::uint64_t> places;
    places.reserve(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        places.push_back(checked_class(truth[i], i, "true", classes) * classes_ +
                         checked_class(predicted[i], i, "predicted", classes));
    }
    std::sort(places.begin(), places.end());
    for (auto const place : places) {
        if (cells_.empty() || cells_.back().place != place) {
            cells_.push_back({place, 0});
        }
        ++cells_.back().count;
    }
}

auto confusion_matrix::operator[](std::size_t true_class) const -> std::vector<long>
{
    std::vector<long> row(classes_);
    auto const first = std::uint64_t{true_class} * classes_;
    auto const from = std::partition_point(cells_.begin(), cells_.end(), [&](cell const& c) {
        return c.place < first;
    });
    for (auto c = from; c != cells_.end() && c->place < first + classes_; ++c) {
        row[c->place - first] = c->count;
    }
    return row;
}

auto confusion_matrix::operator==(std::vector<std::vector<long>> const& rows) const -> bool
{
    bool same = rows.size() == classes_;
    for (std::size_t r = 0; same && r < classes_; ++r) {
        same = rows[r] == (*this)[r];
    }
    return same;
}

auto classification_of(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                       long classes) -> classification
{
    return {trainers::class_scores_of(truth, predicted, classes),
            confusion_matrix(truth, predicted, classes)};
}

namespace trainers {

auto labelling_of(std::span<std::uint8_t const> truth, std::span<std::uint8_t const> predicted, long labels)
    -> labelling
{
    LAGOM_EXPECTS(labels >= 1);
    check_lengths("labelling", truth.size(), predicted.size());
    auto const width = static_cast<std::size_t>(labels);
    if (truth.size() % width != 0) {
        throw data_error("labelling: " + std::to_string(truth.size()) +
                         " answers, expected a multiple of the " + std::to_string(labels) + " labels");
    }
    std::vector<tally> of(width);
    tally all;
    long right = 0, whole = 0;
    for (std::size_t i = 0; i < truth.size(); i += width) {
        bool same = true;
        for (std::size_t k = 0; k < width; ++k) {
            bool const is = truth[i + k] != 0, said = predicted[i + k] != 0;
            for (auto* const t : {&of[k], &all}) {
                t->is += is ? 1 : 0;
                t->said += said ? 1 : 0;
                t->hits += is && said ? 1 : 0;
            }
            right += is == said ? 1 : 0;
            same = same && is == said;
        }
        whole += same ? 1 : 0;
    }
    mean f1;
    for (auto const& t : of) {
        f1.add(t.f1());
    }
    auto const answers = static_cast<long>(truth.size());
    return {.accuracy = ratio(right, answers),
            .subset_accuracy = ratio(whole, answers / labels),
            .macro_f1 = f1.value(),
            .micro_f1 = all.f1()};
}

} // namespace trainers

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
