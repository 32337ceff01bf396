// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/join.hpp>

#include "core/formats.hpp"
#include "core/shape_text.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace lagom::detail {

struct joined_axes {
    template <class T>
    static void set(basic_data_set<T>& joined, axes of_features, axes of_targets)
    {
        for (auto* const all : {&of_features, &of_targets}) {
            if (!all->empty()) {
                all->front() = joined.size();
            }
        }
        joined.feature_axes_ = std::move(of_features);
        joined.target_axes_ = std::move(of_targets);
    }
};

namespace {

using std::to_string;
using names = std::vector<std::string>;
using places = std::vector<std::size_t>;

/// Which data set an error is about.
auto nth(std::size_t i) -> std::string { return "data set " + to_string(i + 1); }

auto counted(std::size_t n, std::string const& one, std::string const& many) -> std::string
{
    return to_string(n) + " " + (n == 1 ? one : many);
}

/// Where each of the names stands among those of the first data set. `one` and `many` are what is named.
auto places_in(names const& first, names const& other, std::size_t i, std::string const& one,
               std::string const& many) -> places
{
    if (first.size() != other.size()) {
        throw data_error("join: the first data set has " + counted(first.size(), one, many) + ", " + nth(i) +
                         " has " + to_string(other.size()));
    }
    auto result = places();
    for (auto const& name : other) {
        auto const place = std::find(first.begin(), first.end(), name);
        if (place == first.end()) {
            throw data_error("join: the " + one + " " + formats::quoted(name) + " of " + nth(i) +
                             " is none of the first data set");
        }
        auto const where = static_cast<std::size_t>(place - first.begin());
        if (std::find(result.begin(), result.end(), where) != result.end()) {
            throw data_error("join: the " + one + " " + formats::quoted(name) + " of " + nth(i) +
                             " is given twice");
        }
        result.push_back(where);
    }
    return result;
}

template <class T>
auto columns_in(basic_data_set<T> const& first, basic_data_set<T> const& other, std::size_t i) -> places
{
    if (first.columns() != other.columns()) {
        throw data_error("join: the first data set has " + counted(first.columns(), "column", "columns") +
                         ", " + nth(i) + " has " + to_string(other.columns()));
    }
    if (first.column_names().empty() != other.column_names().empty()) {
        throw data_error(
            "join: the columns of the first data set have " +
            std::string(first.column_names().empty() ? "no names, those of " : "names, those of ") + nth(i) +
            (first.column_names().empty() ? " have some" : " have none"));
    }
    if (first.column_names() == other.column_names()) { // names that are given twice go by their order, too
        auto same = places(first.columns());
        std::iota(same.begin(), same.end(), std::size_t{0});
        return same;
    }
    return places_in(first.column_names(), other.column_names(), i, "column", "columns");
}

/// Axes of more than one example's numbers in a row, but for those of 1.
auto image_axes(axes const& all) -> axes
{
    auto found = all.size() > 2 ? axes(all.begin() + 1, all.end()) : axes();
    std::erase(found, std::size_t{1});
    return found;
}
/// Compares with those of the first data set that has some, which are kept.
void require_like_axes(axes& first, axes const& other, std::size_t i, std::string const& what)
{
    auto const a = image_axes(first), b = image_axes(other);
    if (a.empty()) {
        first = other;
    } else if (!b.empty() && a != b) {
        throw data_error("join: " + what + " have shape " + shape_text(first) + ", and those of " + nth(i) +
                         " " + shape_text(other));
    }
}

auto answers_of(bool classes, bool targets) -> std::string
{
    return classes ? "classes" : targets ? "real targets" : "features alone";
}

template <class T>
void require_like_answers(basic_data_set<T> const& first, basic_data_set<T> const& other, std::size_t i)
{
    if (first.are_pixels() != other.are_pixels()) {
        throw data_error(std::string("join: the first data set has ") +
                         (first.are_pixels() ? "pixels, " : "numbers, ") + nth(i) +
                         (other.are_pixels() ? " has pixels" : " has numbers"));
    }
    auto const a = answers_of(first.has_classes(), first.has_targets());
    auto const b = answers_of(other.has_classes(), other.has_targets());
    if (a != b) {
        throw data_error("join: the first data set has " + a + ", " + nth(i) + " has " + b);
    }
    if (first.has_targets() && first.targets().shape(1) != other.targets().shape(1)) {
        throw data_error("join: the first data set has " +
                         counted(first.targets().shape(1), "target", "targets") + " an example, " + nth(i) +
                         " has " + to_string(other.targets().shape(1)));
    }
    if (first.labels_per_example() != other.labels_per_example()) {
        throw data_error("join: the first data set has " +
                         counted(first.labels_per_example(), "label", "labels") + " an example, " + nth(i) +
                         " has " + to_string(other.labels_per_example()));
    }
    if (first.target_names() != other.target_names()) {
        throw data_error("join: the targets of " + nth(i) +
                         " have other names than those of the first data set, or "
                         "stand in another order");
    }
}

} // namespace

template <class T>
auto join(std::vector<basic_data_set<T> const*> const& all) -> basic_data_set<T>
{
    auto const& first = *all.front();
    auto rows = std::size_t{0};
    for (auto const* one : all) {
        rows += one->size();
    }
    auto const outputs = first.has_targets() ? first.targets().shape(1) : std::size_t{0};
    auto features = xt::xtensor<T, 2>::from_shape({rows, first.columns()});
    auto targets = xt::xtensor<detail::target_of<T>, 2>::from_shape({outputs == 0 ? 0 : rows, outputs});
    auto labels = std::vector<std::int32_t>();
    auto* to = features.data();
    auto* to_targets = targets.data();
    auto of_features = first.feature_axes(), of_targets = first.target_axes();
    for (auto i = std::size_t{0}; i < all.size(); ++i) {
        auto const& one = *all[i];
        require_like_answers(first, one, i);
        require_like_axes(of_features, one.feature_axes(), i, "features");
        require_like_axes(of_targets, one.target_axes(), i, first.has_classes() ? "labels" : "targets");
        auto const columns = columns_in(first, one, i);
        for (auto const* row = one.features().data(); row != one.features().data() + one.features().size();
             row += columns.size(), to += columns.size()) {
            for (auto j = std::size_t{0}; j < columns.size(); ++j) {
                to[columns[j]] = row[j];
            }
        }
        if (one.has_classes()) {
            auto const classes = places_in(first.class_names(), one.class_names(), i, "class", "classes");
            for (auto const label : one.labels()) {
                labels.push_back(static_cast<std::int32_t>(classes[static_cast<std::size_t>(label)]));
            }
        }
        if (one.has_targets()) {
            to_targets = std::copy_n(one.targets().data(), one.targets().size(), to_targets);
        }
    }
    auto const as_array = [&] {
        auto array = xt::xtensor<std::int32_t, 2>::from_shape({rows, first.labels_per_example()});
        std::copy(labels.begin(), labels.end(), array.data());
        return array;
    };
    auto const joined_as = [&](auto&& rows) {
        using given = decltype(rows);
        return first.has_classes()
            ? basic_data_set<T>(static_cast<given>(rows), as_array(), first.class_names())
            : first.has_targets() ? basic_data_set<T>(static_cast<given>(rows), std::move(targets))
                                  : basic_data_set<T>(static_cast<given>(rows));
    };
    auto joined = [&] {
        if constexpr (std::is_same_v<T, std::uint8_t>) {
            if (first.are_pixels()) {
                return joined_as(pixels(std::move(features)));
            }
        }
        return joined_as(std::move(features));
    }();
    if (!first.column_names().empty()) {
        joined.name_columns(first.column_names());
    }
    if (!first.target_names().empty()) {
        joined.name_targets(first.target_names());
    }
    joined_axes::set(joined, std::move(of_features), std::move(of_targets));
    return joined;
}

template auto join<float>(std::vector<basic_data_set<float> const*> const&) -> basic_data_set<float>;
template auto join<std::uint8_t>(std::vector<basic_data_set<std::uint8_t> const*> const&)
    -> basic_data_set<std::uint8_t>;
template auto join<double>(std::vector<basic_data_set<double> const*> const&) -> basic_data_set<double>;

} // namespace lagom::detail
