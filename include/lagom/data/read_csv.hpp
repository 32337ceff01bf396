// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/csv_options.hpp>
#include <lagom/data/data_set.hpp>

#include <string>

namespace lagom {

namespace detail {

template <class T>
auto read_csv(std::string const& path, csv_options const& options) -> basic_data_set<T>;

} // namespace detail

/// Reads a data set from a CSV file: `read_csv("iris.csv", label("species"), missing::mean)`.
///
/// Options in any order, each once unless said: label(column) or label(column, column, ...) or
/// target(column)... (several times), one of `missing`, classes_of(data_set); without(column, ...) (several
/// times) or only(column, ...), one_hot(column, ...) (several times), missing_words(word, ...) (several times),
/// texts_as_written; delimiter(character), decimal_comma, comment_lines(character), no_header, with_header.
/// All columns that no option names are features.
///
/// The file is RFC 4180 with LF, CRLF or CR, UTF-8 with or without byte order mark, plain or gzip (the content
/// decides), and its first record is the header. Beyond the RFC, blanks around a field are no part of it unless
/// quoted, blank lines are skipped (between the rows of a single column they are missing values), and a header
/// that ends in a delimiter may end each row so. A number is read exactly as std::from_chars does in T,
/// whatever the locale; a leading + is allowed, True, true and TRUE are 1, False, false and FALSE are 0. What
/// a float cannot tell from 0 is 0. Classes and categories are sorted: as numbers, and named by these, if all are
/// numbers, else as texts. A last line without an end may have been cut off in its last field: stderr says so,
/// once.
///
/// Shape   features [rows, feature columns] in the order of the header, of `only`, or of the first data set's
///         columns; targets [rows, targets] or [rows, labels]
/// Throws  file_error with file, line, row, column, what stood there and what was expected: for quoting that
///         is not RFC 4180, text that is not UTF-8, rows of another length than the header, a feature or target
///         that is not a finite number, or that a double cannot tell from 0, a column whose numbers lie so close
///         together, far from 0, that a float cannot tell them apart, one of several labels that is not 0 or 1, a missing value, a class or
///         category not known beforehand, a file without rows, a first row of numbers alone, a column that is
///         not there, names that are empty or given twice, more than 10000 categories, and for a gzip file of
///         more than 2^32 bytes; argument_error for options that contradict each other
template <class T = float, class... Options>
auto read_csv(std::string const& path, Options const&... options) -> basic_data_set<T>
{
    using namespace detail;
    static_assert(times<label_column, Options...> + times<label_columns, Options...> <= 1,
                  "lagom: read_csv takes one label column; several labels are label(\"a\", \"b\")");
    static_assert(times<label_column, Options...> + times<label_columns, Options...> == 0 ||
                      times<target_column, Options...> == 0,
                  "lagom: read_csv takes a label column or target columns, not both");
    static_assert(times<known_columns, Options...> <= 1 && times<missing, Options...> <= 1,
                  "lagom: read_csv takes classes_of and missing once each");
    static_assert(times<chosen_columns, Options...> <= 1 && times<field_delimiter, Options...> <= 1 &&
                      times<comment_mark, Options...> <= 1,
                  "lagom: read_csv takes only, delimiter and comment_lines once each");
    static_assert(flags<csv_flag::decimal_comma, Options...> <= 1 &&
                      flags<csv_flag::texts_as_written, Options...> <= 1,
                  "lagom: read_csv takes decimal_comma and texts_as_written once each");
    static_assert(flags<csv_flag::no_header, Options...> + flags<csv_flag::with_header, Options...> <= 1,
                  "lagom: read_csv takes no_header or with_header, once");
    static_assert(times<chosen_columns, Options...> == 0 || times<left_out_columns, Options...> == 0,
                  "lagom: read_csv takes only or without, not both");
    auto all = csv_options();
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
template <class T = float, class Path, class... A>
    requires(!std::convertible_to<Path const&, std::string>)
auto read_csv(Path const&, A const&...) -> not_made
{
    refuse(read_csv_takes_a_path_then_label_target_classes_of_missing<Path, A...>{});
    return {};
}

} // namespace lagom
