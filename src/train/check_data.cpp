// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/check_data.hpp>

#include "core/range_text.hpp"
#include "core/shape_text.hpp"
#include "data/precision.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/train/fit_loop.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lagom::trainers {

namespace {

using std::to_string;

constexpr auto numbers_are_no_pixels = "the model was trained on pixels, of which 255 is 1, and these are "
                                       "whole numbers without a mark; bytes are "
                                       "marked by pixels(x)";
// Targets that were computed, or printed with two digits, are probabilities still.
constexpr double rounding = 1e-6, rounding_of_sum = 0.01;

auto counted(std::size_t n, std::string const& one, std::string const& many) -> std::string
{
    return to_string(n) + " " + (n == 1 ? one : many);
}

auto quoted(std::string const& name) -> std::string { return "'" + name + "'"; }

/// " of the validation data"; nothing for data that need no name.
auto of(std::string const& who) -> std::string { return who == "the data" ? "" : " of " + who; }

void check_class_count(std::size_t classes, data_needs const& needs, std::string const& who)
{
    if (!needs.classifies) {
        throw data_error(std::string(needs.loss) + " compares numbers, and " + who + " have " +
                         counted(classes, "class", "classes") +
                         "; give real targets, or train with a loss for classes");
    }
    auto const outputs = static_cast<std::size_t>(needs.outputs());
    bool const one_for_two = needs.many_in_one && outputs == 1;
    auto const wanted = one_for_two ? 2 : outputs;
    if (classes != wanted) {
        throw data_error("the network has " + counted(outputs, "output", "outputs") +
                         (one_for_two ? " for two classes" : "") + " and " + who + " have " +
                         counted(classes, "class", "classes") +
                         (classes < wanted ? "; give the names of those that do not occur, too" : ""));
    }
}

void check_target_count(std::size_t targets, data_needs const& needs, std::string const& who)
{
    auto const outputs = static_cast<std::size_t>(needs.out.size());
    if (targets != outputs) {
        auto const each = counted(static_cast<std::size_t>(needs.outputs()), "output", "outputs");
        throw data_error("the network has " +
                         (needs.positions() == 1 ? each
                                                 : counted(static_cast<std::size_t>(needs.positions()),
                                                           "position", "positions") +
                                  " of " + each + " an example") +
                         " and " + who + " have " + counted(targets, "target", "targets") + " an example" +
                         (needs.classifies && targets == 1 ? "; classes are given as integers"
                              : needs.positions() > 1 && targets == static_cast<std::size_t>(needs.outputs())
                              ? "; flatten or mean_over_positions makes one of all"
                              : ""));
    }
}

/// One label for each position of the output.
void check_label_count(std::size_t labels, std::size_t examples, data_needs const& needs,
                       std::string const& who)
{
    auto const positions = static_cast<std::size_t>(needs.positions());
    if (labels == examples * positions) {
        return;
    }
    auto const given = counted(labels / examples, "label", "labels") + " an example";
    throw data_error(
        positions == 1 ? who + " have " + given + ", and the network has one output vector for all of it"
                       : "the network has " + to_string(positions) + " positions an example and " + who +
                " have " + given +
                (labels == examples ? "; flatten or mean_over_positions makes one of all, for one label"
                                    : ""));
}

/// Labels of an image lie as its pixels do.
void check_label_axes(std::vector<std::size_t> const& given, shape out)
{
    std::vector<std::size_t> const wanted(out.extent, out.extent + out.rank - 1);
    if (given.size() > 2 && out.rank > 1 &&
        !std::equal(given.begin() + 1, given.end(), wanted.begin(), wanted.end())) {
        throw data_error("the labels have shape " + shape_text(given) +
                         ", and the network has a class at each of [examples, " +
                         formats::joined(wanted, ", ") + "]");
    }
}

/// Targets of a loss for classes are probabilities.
template <class N>
void check_probabilities(xt::xtensor<N, 2> const& targets, data_needs const& needs, std::string const& who)
{
    auto const outputs = static_cast<std::size_t>(needs.outputs());
    for (std::size_t r = 0; r < targets.shape(0); ++r) {
        double sum = 0;
        for (std::size_t c = 0; c < targets.shape(1); ++c) {
            auto const p = static_cast<double>(targets(r, c));
            if (p < -rounding || (p > 1 + rounding && !needs.adds_up)) {
                throw data_error(std::string(needs.loss) + " wants probabilities in [0, 1], and the targets" +
                                 of(who) + " hold " + number_text(targets(r, c)) + " in row " + to_string(r) +
                                 ", column " + to_string(c) + " (both counted from 0)");
            }
            sum = c % outputs == 0 ? p : sum + p;
            if (needs.adds_up && (c + 1) % outputs == 0 && std::abs(sum - 1) > rounding_of_sum) {
                throw data_error(std::string(needs.loss) + " wants probabilities that add up to 1 in each " +
                                 (needs.positions() == 1 ? "row" : "position") + ", and the targets" +
                                 of(who) + " add up to " + number_text(static_cast<N>(sum)) + " in row " +
                                 to_string(r) +
                                 (needs.positions() == 1 ? "" : ", position " + to_string(c / outputs)) +
                                 (needs.positions() == 1 ? " (counted from 0)" : " (both counted from 0)"));
            }
        }
    }
}

/// A classifier that sees one class learns to say it, whatever it is shown.
template <class D>
void check_two_classes(basic_data_set<D> const& train)
{
    auto const& labels = train.labels();
    bool const one = std::all_of(labels.begin(), labels.end(), [&](auto label) {
        return label == labels.front();
    });
    if (one) {
        auto const name = quoted(train.class_names()[static_cast<std::size_t>(labels.front())]);
        throw data_error((labels.size() == 1 ? "the only label is class "
                                             : "all " + to_string(labels.size()) + " labels are class ") +
                         name + ": training a classifier needs examples of two classes at least");
    }
}

/// Names, and who has them.
struct names_of {
    std::vector<std::string> const& names;
    std::string who, verb;
};

/// Throws where two lists of names, of classes or of columns, say that a number means two things.
void check_same_names(names_of const& a, names_of const& b, std::string const& one, std::string const& many,
                      std::string const& advice)
{
    if (a.names.size() != b.names.size()) {
        throw data_error(a.who + " " + a.verb + " " + counted(a.names.size(), one, many) + " and " + b.who +
                         " " + b.verb + " " + to_string(b.names.size()) + "; " + advice);
    }
    auto const [x, y] = std::mismatch(a.names.begin(), a.names.end(), b.names.begin());
    if (x != a.names.end()) {
        throw data_error(one + " " + to_string(x - a.names.begin()) + " (counted from 0) is " + quoted(*x) +
                         " in " + a.who + " and " + quoted(*y) + " in " + b.who + "; " + advice);
    }
}

template <class D>
void check_alike(basic_data_set<D> const& train, basic_data_set<D> const& validation)
{
    if (train.are_pixels() != validation.are_pixels()) {
        throw data_error(std::string("the training data are ") + (train.are_pixels() ? "pixels" : "numbers") +
                         " and the validation data are " + (validation.are_pixels() ? "pixels" : "numbers") +
                         "; mark both by pixels(x), or none");
    }
    auto const compare = [](std::vector<std::string> const& a, std::vector<std::string> const& b,
                            std::string const& one, std::string const& many) {
        check_same_names({a, "the training data", "have"}, {b, "the validation data", "have"}, one, many,
                         "give both the same list of names");
    };
    if (train.has_classes() && validation.has_classes()) {
        compare(train.class_names(), validation.class_names(), "class", "classes");
    }
    if (!train.target_names().empty() && !validation.target_names().empty()) {
        compare(train.target_names(), validation.target_names(), "target", "targets");
    }
    if (!train.column_names().empty() && !validation.column_names().empty() &&
        train.columns() == validation.columns()) {
        compare(train.column_names(), validation.column_names(), "column", "columns");
    }
}

void check_batch(options const& asked, std::size_t examples)
{
    if (asked.rows_are_given && static_cast<std::size_t>(asked.rows) > examples) {
        throw argument_error("batch(" + to_string(asked.rows) + ") asks for more examples than the " +
                             to_string(examples) + " of the training data; write batch(" +
                             to_string(examples) + ") to take all of them at once");
    }
}

/// Throws where numbers of D lie so close together, far from 0, that a T tells them apart no more.
template <class T, class D>
void check_precision(xt::xtensor<D, 2> const& numbers, std::vector<std::string> const& names,
                     std::string const& what)
{
    if constexpr (std::numeric_limits<T>::digits < std::numeric_limits<D>::digits) {
        precision::require<T>(numbers.data(), numbers.shape(0), numbers.shape(1), names, what,
                              "make_model<double>");
    }
}

/// Throws where pixels would be filled with what is none.
template <class Rates>
void check_fills(Rates const& rates)
{
    for (auto const& r : rates) {
        if (r.path.find("random_erasing.") != std::string::npos && (r.value < 0 || r.value > 1)) {
            throw data_error("the model's " + r.path + " is " + number_text(r.value) +
                             ", and the data are pixels, values in [0, 1]: 1 fills with 255");
        }
    }
}

/// Extents that are not 1.
auto lengths(std::vector<std::size_t> all) -> std::vector<std::size_t>
{
    std::erase(all, 1U);
    return all;
}

} // namespace

template <class T, class D>
void check_features(basic_data_set<D> const& data, shape in, char const* who)
{
    if (data.columns() != static_cast<std::size_t>(in.size())) {
        throw data_error("the network reads " +
                         counted(static_cast<std::size_t>(in.size()), "feature", "features") +
                         " an example and " + who + " have " + to_string(data.columns()));
    }
    check_axes(data.feature_axes(), in);
    detail::require_numbers(data, of(who), static_cast<double>(std::numeric_limits<T>::max()));
}

template <class T, class D>
auto check_data(basic_data_set<D> const& data, data_needs const& needs, char const* who) -> target_rule
{
    if (data.has_classes()) {
        check_class_count(data.class_count(), needs, who);
        check_label_count(data.labels().size(), data.size(), needs, who);
        check_label_axes(data.target_axes(), needs.out);
    } else if (!data.has_targets()) {
        throw data_error(std::string(who) + " have neither classes nor targets");
    } else {
        check_target_count(data.targets().shape(1), needs, who);
        check_output_axes(data.target_axes(), needs.out, "targets");
    }
    check_features<T>(data, needs.in, who);
    if (data.has_targets() && (needs.adds_up || needs.many_in_one)) {
        check_probabilities(data.targets(), needs, who);
    }
    bool const binary = needs.outputs() == 1;
    bool const one_class = data.has_classes() || binary || !needs.many_in_one; // of an example
    return {.classifies = needs.classifies && one_class,
            .binary = binary,
            .several = needs.classifies && !one_class,
            .outputs = needs.outputs(),
            .positions = needs.positions()};
}

template <class D>
void check_augmented(basic_data_set<D> const& train, bool augments, char const* of_light)
{
    if constexpr (std::is_same_v<D, std::uint8_t>) {
        if (augments && !train.are_pixels()) {
            throw data_error(
                "the network augments its data, and these are bytes that are no pixels; mark them: "
                "basic_data_set(pixels(x), ...)");
        }
    } else if (of_light != nullptr) {
        auto const& x = train.features();
        auto const* const found = std::find_if(x.data(), x.data() + x.size(), [](D value) {
            return !(value >= D(-rounding) && value <= D(1 + rounding));
        });
        if (auto const place = static_cast<std::size_t>(found - x.data()); place < x.size()) {
            throw data_error(std::string(of_light) + " changes values in [0, 1], and the features hold " +
                             number_text(*found) + " in row " + to_string(place / x.shape(1)) + ", column " +
                             to_string(place % x.shape(1)) + " (both counted from 0); " +
                             "standardize stands behind it, and bytes are marked by pixels(x)");
        }
    }
}

void check_axes(std::vector<std::size_t> const& given, shape in)
{
    std::vector<std::size_t> const wanted(in.extent, in.extent + in.rank);
    if (given.size() == 1 && in.size() != 1) {
        throw data_error("the features have shape " + shape_text(given) + ", which is " +
                         counted(given[0], "example", "examples") +
                         " of 1 feature; the network reads [examples, " + formats::joined(wanted, ", ") +
                         "]");
    }
    if (given.size() < 3) {
        return;
    }
    auto const got = lengths({given.begin() + 1, given.end()}), want = lengths(wanted);
    bool const is_turned = std::is_permutation(got.begin(), got.end(), want.begin(), want.end());
    if (got != want && (is_turned || in.rank > 1)) {
        throw data_error("the features have shape " + shape_text(given) +
                         ", and the network reads [examples, " + formats::joined(wanted, ", ") + "]: " +
                         (is_turned ? "the same axes in another order" : "as many numbers in other axes"));
    }
}

void check_output_axes(std::vector<std::size_t> const& given, shape out, char const* what)
{
    std::vector<std::size_t> const wanted(out.extent, out.extent + out.rank);
    bool const has_axes = given.size() > 2;
    if (has_axes && lengths({given.begin() + 1, given.end()}) != lengths(wanted)) {
        throw data_error("the " + std::string(what) + " have shape " + shape_text(given) +
                         ", and the network gives [examples, " + formats::joined(wanted, ", ") + "]");
    }
}

template <class D>
void check_known_data(runners::model_notes const& model, basic_data_set<D> const& data)
{
    auto const compare = [](std::vector<std::string> const& known, std::vector<std::string> const& given,
                            std::string const& one, std::string const& many) {
        if (!known.empty() && !given.empty()) {
            check_same_names({known, "the model", "has"}, {given, "the data", "have"}, one, many,
                             "it takes those that it was trained on, in their order (read_csv with "
                             "classes_of(the training data)); after model.set_" +
                                 one + "_names({}) it takes any");
        }
    };
    if constexpr (std::is_same_v<D, std::uint8_t>) {
        if (model.of_pixels && !data.are_pixels()) {
            throw data_error(numbers_are_no_pixels);
        }
    }
    compare(model.column_names, data.column_names(), "column", "columns");
    compare(model.class_names, data.class_names(), "class", "classes");
    compare(model.target_names, data.target_names(), "target", "targets");
}

void check_known_numbers(runners::model_notes const& model, bool are_whole)
{
    if (model.of_pixels && are_whole) {
        throw data_error(numbers_are_no_pixels);
    }
}

void check_reading(runners::model_notes const& model, target_rule const& rule)
{
    if (model.fits > 0 && rule.classifies && model.outputs == runners::outputs_mean::several_labels) {
        throw data_error(
            "the model was trained on several labels an example, and the data have classes; labels are "
            "real targets of 0 and 1");
    }
    if (model.fits > 0 && rule.several && model.outputs == runners::outputs_mean::sigmoids) {
        throw data_error("the model was trained on classes, and the data have several labels an example");
    }
}

void check_examples(std::size_t examples, bool needs_two)
{
    if (needs_two && examples < 2) {
        throw data_error("batch_norm needs at least two examples a batch in training, and this one has " +
                         to_string(examples));
    }
}

template <class T, class D>
void check_job(fit_job<T, D>& job, data_needs const& needs)
{
    auto const& train = *job.train;
    auto const* const validation = job.validation;
    if (train.has_classes() && needs.classifies) {
        check_two_classes(train);
    }
    job.rule = check_data<T>(train, needs, validation != nullptr ? "the training data" : "the data");
    check_known_data(job.model->notes(), train);
    // Only what is learned from: a few rows that are to be predicted may be much alike.
    check_precision<T>(train.features(), train.column_names(), "feature");
    if (train.has_targets()) {
        check_precision<T>(train.targets(), train.target_names(), "target");
    }
    if (validation != nullptr) {
        check_alike(train, *validation);
        job.validation_rule = check_data<T>(*validation, needs, "the validation data");
        check_known_data(job.model->notes(), *validation);
        if (job.rule.several != job.validation_rule.several) {
            throw data_error(std::string("the training data have ") +
                             (job.rule.several ? "labels" : "classes") + " and the validation data have " +
                             (job.validation_rule.several ? "labels, any number of which may hold"
                                                          : "classes, of which one holds") +
                             "; give both alike");
        }
        if (job.watches_balanced_accuracy && job.validation_rule.several) {
            throw data_error(
                "the stopping rule watches balanced_accuracy, which is of classes, and the validation "
                "data have " +
                to_string(needs.outputs()) + " labels an example; watch accuracy or macro_f1");
        }
    }
    check_augmented(train, job.augments, job.of_light);
    if (train.are_pixels()) {
        check_fills(job.model->values().rates());
    }
    check_batch(job.asked, train.size());
    check_examples(std::min(train.size(), static_cast<std::size_t>(job.asked.rows)), job.needs_two_examples);
}

#define LAGOM_CHECK(T, D)                                                                                    \
    template void check_features<T>(basic_data_set<D> const&, shape, char const*);                           \
    template auto check_data<T>(basic_data_set<D> const&, data_needs const&, char const*) -> target_rule;    \
    template void check_job(fit_job<T, D>&, data_needs const&);
LAGOM_CHECK(float, float)
LAGOM_CHECK(float, double)
LAGOM_CHECK(double, float)
LAGOM_CHECK(double, double)
LAGOM_CHECK(float, std::uint8_t)
LAGOM_CHECK(double, std::uint8_t)
#undef LAGOM_CHECK
#define LAGOM_CHECK_ONE(D)                                                                                   \
    template void check_augmented(basic_data_set<D> const&, bool, char const*);                              \
    template void check_known_data(runners::model_notes const&, basic_data_set<D> const&);
LAGOM_CHECK_ONE(float)
LAGOM_CHECK_ONE(double)
LAGOM_CHECK_ONE(std::uint8_t)
#undef LAGOM_CHECK_ONE

} // namespace lagom::trainers
