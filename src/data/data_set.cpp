// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/data_set.hpp>

#include "core/formats.hpp"
#include "core/range_text.hpp"
#include "core/unfit.hpp"
#include "core/utf8_names.hpp"
#include "data/precision.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <set>
#include <string_view>

namespace lagom {
namespace {

using std::to_string;

void require_equal_counts(std::size_t examples, std::size_t answers, char const* what)
{
    if (examples != answers) {
        throw data_error("a data set needs one of " + std::string(what) + " for each example: " +
                         to_string(examples) + " examples, " + to_string(answers) + " " + what);
    }
}

template <class T>
auto copy_rows(xt::xtensor<T, 2> const& from, std::vector<std::size_t> const& places) -> xt::xtensor<T, 2>
{
    auto const width = from.shape(1);
    auto rows = xt::xtensor<T, 2>::from_shape({places.size(), width});
    auto* out = rows.data();
    for (auto const place : places) {
        out = std::copy_n(from.data() + place * width, width, out);
    }
    return rows;
}

template <class T>
void require_numbers_in(std::string const& what, xt::xtensor<T, 2> const& values,
                        std::vector<std::string> const& names, double largest)
    requires std::floating_point<T>
{
    auto const place = first_unfit(values.data(), values.size(),
                                   static_cast<T>(std::min<double>(largest, std::numeric_limits<T>::max())));
    if (place == values.size()) {
        return;
    }
    T const found = values.data()[place];
    auto const row = place / values.shape(1), column = place % values.shape(1);
    auto const name = column < names.size() ? " " + formats::quoted(names[column]) : std::string();
    throw data_error("the " + what + " hold " + number_text(found) + " in row " + to_string(row) +
                     ", column " + to_string(column) + name + " (both counted from 0); expected " +
                     (std::isfinite(found) ? "numbers that a float can hold" : "finite numbers"));
}

} // namespace

namespace detail {

auto labels_per_example(std::vector<std::size_t> const& axes) -> std::size_t
{
    if (axes.empty() || axes.size() > 3) {
        throw data_error(
            "integer labels have one axis, or others of positions (one of a series, two of an image), these "
            "have " +
            to_string(axes.size()) + "; real targets are given as float or double");
    }
    if (std::find(axes.begin(), axes.end(), std::size_t{0}) != axes.end()) {
        throw data_error("there are 0 labels; expected one for each example");
    }
    return std::accumulate(axes.begin() + 1, axes.end(), std::size_t{1}, std::multiplies<>());
}

void refuse_large_label(std::uint64_t label)
{
    throw data_error("label " + to_string(label) + " is above the largest that is accepted, 2^63 - 1");
}

auto row_width(char const* what, std::vector<std::size_t> const& shape, std::size_t most_axes) -> std::size_t
{
    if (shape.empty()) {
        throw data_error("the " + std::string(what) + " are a scalar; expected a first axis of examples");
    }
    if (shape.size() > most_axes) {
        throw data_error("the " + std::string(what) + " have " + to_string(shape.size()) +
                         " axes; expected at most " + to_string(most_axes));
    }
    auto width = std::size_t{1};
    for (auto axis = std::size_t{1}; axis < shape.size(); ++axis) {
        width *= shape[axis];
    }
    if (shape.front() == 0 || width == 0) {
        throw data_error("the " + std::string(what) + " have " + to_string(shape.front()) + " rows and " +
                         to_string(width) + " columns; a data set needs at least one of each");
    }
    return width;
}

template <class T, class V>
auto rounded_rows(char const* what, xt::xtensor<V, 2> const& rows) -> xt::xtensor<T, 2>
{
    auto const one = std::string(what, std::string_view(what).size() - 1); // "features", "targets"
    precision::require<T>(rows.data(), rows.shape(0), rows.shape(1), {}, one,
                          "basic_data_set<double> and make_model<double>");
    auto result = xt::xtensor<T, 2>::from_shape(rows.shape());
    std::transform(rows.data(), rows.data() + rows.size(), result.data(), [](V value) {
        return static_cast<T>(value);
    });
    return result;
}

auto number_classes(given_labels const& given) -> classes
{
    auto const& labels = given.values;
    if (labels.empty()) {
        throw data_error("there are 0 labels; expected one for each example");
    }
    auto const distinct = std::set<std::int64_t>(labels.begin(), labels.end());
    auto const values = std::vector<std::int64_t>(distinct.begin(), distinct.end());
    auto result = classes{{}, {}, given.per_example};
    for (auto const value : values) {
        result.names.push_back(to_string(value));
    }
    for (auto const label : labels) {
        auto const place = std::lower_bound(values.begin(), values.end(), label) - values.begin();
        result.labels.push_back(static_cast<std::int32_t>(place));
    }
    return result;
}

auto check_classes(given_labels const& given, std::vector<std::string> names) -> classes
{
    require_utf8<data_error>(names, "class");
    auto seen = std::set<std::string>();
    for (auto const& name : names) {
        if (!seen.insert(name).second) {
            throw data_error("the class name " + formats::quoted(name) + " is given twice");
        }
    }
    if (names.empty()) {
        throw data_error("there are 0 class names; expected one for each class");
    }
    auto result = classes{{}, {}, given.per_example};
    for (auto const label : given.values) {
        if (label < 0 || static_cast<std::uint64_t>(label) >= names.size()) {
            throw data_error("label " + to_string(label) + " in row " +
                             to_string(result.labels.size() / given.per_example) +
                             " (counted from 0) names no class; expected 0 to " +
                             to_string(names.size() - 1));
        }
        result.labels.push_back(static_cast<std::int32_t>(label));
    }
    result.names = std::move(names);
    return result;
}

} // namespace detail

template <class T>
basic_data_set<T>::basic_data_set(detail::axes of_features, detail::axes of_targets,
                                  xt::xtensor<T, 2> features, detail::classes classes,
                                  xt::xtensor<target_type, 2> targets)
    : feature_axes_(std::move(of_features)), target_axes_(std::move(of_targets)),
      features_(std::move(features)), classes_(std::move(classes)), targets_(std::move(targets))
{
    if (has_classes()) {
        require_equal_counts(size(), classes_.labels.size() / classes_.per_example, "labels");
    }
    if (has_targets()) {
        require_equal_counts(size(), targets_.shape(0), "targets");
    }
}

template <class T>
auto basic_data_set<T>::labels() const -> std::vector<std::int32_t> const&
{
    if (!has_classes()) {
        throw data_error(std::string("the data set has no classes, only ") +
                         (has_targets() ? "real targets" : "features"));
    }
    return classes_.labels;
}

template <class T>
auto basic_data_set<T>::targets() const -> xt::xtensor<target_type, 2> const&
{
    if (!has_targets()) {
        throw data_error(std::string("the data set has no real targets, only ") +
                         (has_classes() ? "classes" : "features"));
    }
    return targets_;
}

template <class T>
void basic_data_set<T>::name_columns(std::vector<std::string> names)
{
    if (names.size() != columns()) {
        throw data_error("a data set needs one name for each column: " + to_string(columns()) + " columns, " +
                         to_string(names.size()) + " names");
    }
    require_utf8<data_error>(names, "column");
    column_names_ = std::move(names);
}

template <class T>
void basic_data_set<T>::name_targets(std::vector<std::string> names)
{
    auto const outputs = has_targets() ? targets_.shape(1) : 0;
    if (names.size() != outputs) {
        throw data_error("a data set needs one name for each target: " + to_string(outputs) + " targets, " +
                         to_string(names.size()) + " names");
    }
    require_utf8<data_error>(names, "target");
    target_names_ = std::move(names);
}

template <class T>
auto basic_data_set<T>::pick(std::vector<std::size_t> const& places) const -> basic_data_set
{
    if (places.empty()) {
        throw data_error("no row is picked; a data set needs at least one");
    }
    auto const wrong = std::find_if(places.begin(), places.end(), [&](auto place) {
        return place >= size();
    });
    if (wrong != places.end()) {
        throw argument_error("row " + to_string(*wrong) + " is picked from a data set of " +
                             to_string(size()) + " rows; expected 0 to " + to_string(size() - 1));
    }
    auto classes = detail::classes{{}, classes_.names, classes_.per_example};
    if (has_classes()) {
        for (auto const place : places) {
            auto const* const first = classes_.labels.data() + place * classes.per_example;
            classes.labels.insert(classes.labels.end(), first, first + classes.per_example);
        }
    }
    auto const so_many = [&](detail::axes all) {
        if (!all.empty()) {
            all.front() = places.size();
        }
        return all;
    };
    auto picked = basic_data_set(so_many(feature_axes_), so_many(target_axes_), copy_rows(features_, places),
                                 std::move(classes),
                                 has_targets() ? copy_rows(targets_, places) : xt::xtensor<target_type, 2>());
    picked.column_names_ = column_names_;
    picked.target_names_ = target_names_;
    picked.are_pixels_ = are_pixels_;
    return picked;
}

template <class T>
void detail::require_numbers(basic_data_set<T> const& data, std::string const& whose, double largest)
{
    if constexpr (std::floating_point<T>) { // every byte is a number
        require_numbers_in("features" + whose, data.features(), data.column_names(), largest);
    }
    if (data.has_targets()) {
        require_numbers_in("targets" + whose, data.targets(), {}, largest);
    }
}

template <class T>
auto detail::column_mean(xt::xtensor<T, 2> const& values, std::size_t column) -> double
{
    auto const width = values.shape(1);
    auto const for_each = [&](auto f) {
        for (auto at = column; at < values.size(); at += width) {
            if (auto const value = static_cast<double>(values.data()[at]); !std::isnan(value)) {
                f(value);
            }
        }
    };
    auto sum = 0.0, count = 0.0, mean = 0.0;
    for_each([&](double value) {
        sum += value;
        ++count;
    });
    if (std::isfinite(sum) || count == 0) {
        return sum / count; // NaN of nothing
    }
    for_each([&](double value) { // the sum has no room in a double, the mean has
        mean += value / count;
    });
    return mean;
}

template <class T>
auto detail::column_means(basic_data_set<T> const& data) -> std::vector<double>
{
    auto means = std::vector<double>(data.columns());
    for (auto j = std::size_t{0}; j < means.size(); ++j) {
        means[j] = column_mean(data.features(), j);
    }
    return means;
}

template <class T>
void require_finite(basic_data_set<T> const& data)
{
    detail::require_numbers(data, "", std::numeric_limits<double>::max());
}

#define LAGOM_ROUNDED_ROWS(T, V)                                                                             \
    template auto detail::rounded_rows<T>(char const*, xt::xtensor<V, 2> const&) -> xt::xtensor<T, 2>;
LAGOM_ROUNDED_ROWS(float, double)
LAGOM_ROUNDED_ROWS(float, std::int32_t)
LAGOM_ROUNDED_ROWS(float, std::uint32_t)
LAGOM_ROUNDED_ROWS(float, std::int64_t)
LAGOM_ROUNDED_ROWS(float, std::uint64_t)
LAGOM_ROUNDED_ROWS(double, double) // from long double
LAGOM_ROUNDED_ROWS(double, std::int64_t)
LAGOM_ROUNDED_ROWS(double, std::uint64_t)
#undef LAGOM_ROUNDED_ROWS

template class basic_data_set<float>;
template class basic_data_set<double>;
template class basic_data_set<std::uint8_t>;
template void detail::require_numbers<float>(basic_data_set<float> const&, std::string const&, double);
template void detail::require_numbers<double>(basic_data_set<double> const&, std::string const&, double);
template void detail::require_numbers<std::uint8_t>(basic_data_set<std::uint8_t> const&, std::string const&,
                                                    double);
template auto detail::column_mean<float>(xt::xtensor<float, 2> const&, std::size_t) -> double;
template auto detail::column_mean<double>(xt::xtensor<double, 2> const&, std::size_t) -> double;
template auto detail::column_means<float>(basic_data_set<float> const&) -> std::vector<double>;
template auto detail::column_means<double>(basic_data_set<double> const&) -> std::vector<double>;
template auto detail::column_means<std::uint8_t>(basic_data_set<std::uint8_t> const&) -> std::vector<double>;
template void require_finite<float>(basic_data_set<float> const&);
template void require_finite<double>(basic_data_set<double> const&);
template void require_finite<std::uint8_t>(basic_data_set<std::uint8_t> const&);

} // namespace lagom
