// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lagom {

/// What an empty field, NA, NaN, nan, ? or null means to `read_csv`.
enum class missing {
    refuse, ///< an error
    skip_row, ///< its row is left out
    mean ///< the mean of the feature's other values in this file; a missing answer is an error
};

namespace detail {

struct label_column {
    std::string name;
};
struct target_column {
    std::string name;
};
struct known_columns {
    std::size_t count = 0;
    std::vector<std::string> columns;
    std::vector<std::string> classes;
};
struct csv_options {
    std::optional<std::string> label;
    std::vector<std::string> targets;
    std::optional<known_columns> known;
    missing when_missing = missing::refuse;

    void add(label_column const& option) { label = option.name; }
    void add(target_column const& option) { targets.push_back(option.name); }
    void add(known_columns const& option) { known = option; }
    void add(missing option) { when_missing = option; }
};

template <class T>
auto read_csv(std::string const& path, csv_options const& options) -> basic_data_set<T>;

template <class Option, class... Options>
constexpr auto times = (0 + ... + static_cast<int>(std::same_as<Option, Options>));

} // namespace detail

template <class T>
concept csv_option = std::same_as<T, detail::label_column> || std::same_as<T, detail::target_column> ||
    std::same_as<T, detail::known_columns> || std::same_as<T, missing>;

/// The column of classes.
inline auto label(std::string column) -> detail::label_column { return {std::move(column)}; }

/// A column of real targets. Several make several outputs, in the order they are given.
inline auto target(std::string column) -> detail::target_column { return {std::move(column)}; }

/// Reads a file like an earlier one: with its classes, its features and their order.
template <class T>
auto classes_of(basic_data_set<T> const& first) -> detail::known_columns
{
    return {first.columns(), first.column_names(), first.class_names()};
}

/// Reads a data set from a CSV file: `read_csv("iris.csv", label("species"), missing::mean)`.
///
/// Options in any order: label(column) or target(column)..., classes_of(data_set), one of `missing`. All
/// other columns are features. The file is RFC 4180 with LF or CRLF, UTF-8 with or without byte order mark,
/// and its first record is the header. Classes are sorted, as numbers if all are whole numbers. A number is
/// read exactly as std::from_chars does in T, whatever the locale; a leading + is allowed. What is too small
/// for float is 0.
///
/// Shape   features [rows, feature columns] in the order of the header, or of the first data set's columns
/// Throws  file_error with file, line, row, column, what stood there and what was expected: for quoting that
///         is not RFC 4180, rows of another length than the header, a feature or target that is not a finite
///         number, a missing value or a class not known beforehand, a file without rows, a column that is not
///         there, names that are empty or given twice; argument_error for options that contradict each other
template <class T = float, csv_option... Options>
auto read_csv(std::string const& path, Options const&... options) -> basic_data_set<T>
{
    static_assert(detail::times<detail::label_column, Options...> <= 1,
                  "lagom: read_csv takes one label column");
    static_assert(detail::times<detail::label_column, Options...> == 0 ||
                      detail::times<detail::target_column, Options...> == 0,
                  "lagom: read_csv takes a label column or target columns, not both");
    static_assert(detail::times<detail::known_columns, Options...> <= 1 &&
                      detail::times<missing, Options...> <= 1,
                  "lagom: read_csv takes classes_of and missing once each");
    auto all = detail::csv_options();
    (all.add(options), ...);
    return detail::read_csv<T>(path, all);
}

// Arguments that are missing, too many, or of another type.
template <class... A>
auto classes_of(A const&...) -> detail::known_columns
{
    refuse(classes_of_takes_a_data_set<A...>{});
    return {};
}
template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::read_csv<T>(static_cast<A&&>(a)...); })
auto read_csv(A&&...) -> not_made
{
    refuse(read_csv_takes_a_path_then_label_target_classes_of_missing<std::remove_cvref_t<A>...>{});
    return {};
}

} // namespace lagom
