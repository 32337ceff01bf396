// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp> // first, so that errors in it come without a list of includes

#include <lagom/data/classes_of.hpp>

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
    mean ///< the mean of the feature's other values, with classes_of those of the first data set; a missing
    ///< answer is an error
};

namespace detail {

struct label_column {
    std::string name;
};
struct label_columns {
    std::vector<std::string> names;
};
struct target_column {
    std::string name;
};
struct left_out_columns {
    std::vector<std::string> names;
};
struct chosen_columns {
    std::vector<std::string> names;
};
struct one_hot_columns {
    std::vector<std::string> names;
};
struct words_for_missing {
    std::vector<std::string> words;
};
struct field_delimiter {
    char value;
};
struct comment_mark {
    char value;
};
enum class csv_flag : unsigned char { decimal_comma, no_header, with_header, texts_as_written };
template <csv_flag>
struct csv_flag_t {
    explicit csv_flag_t() = default;
};

} // namespace detail

/// The column of classes. Where all of them are numbers, they are named as such: +1, 1.0 and 1e0 are class 1.
inline auto label(std::string column) -> detail::label_column { return {std::move(column)}; }

/// Several labels that hold or do not: columns of 0 and 1, or of True and False, which become real targets of
/// 0 and 1, in this order: `label("toxic", "rude", "spam")`.
template <std::convertible_to<std::string>... More>
auto label(std::string first, std::string second, More... more) -> detail::label_columns
{
    return {{std::move(first), std::move(second), std::move(more)...}};
}
/// What is no text names no column.
template <class... A>
    requires(!(std::convertible_to<A const&, std::string> && ...))
auto label(A const&...) -> detail::label_column
{
    refuse(label_takes_names_of_columns<A...>{});
    return {};
}

/// A column of real targets. Several make several outputs, in the order they are given.
inline auto target(std::string column) -> detail::target_column { return {std::move(column)}; }

/// Columns that are not read. `without("")` are those that have no name, as the index that pandas writes.
template <std::convertible_to<std::string>... More>
auto without(std::string column, More... more) -> detail::left_out_columns
{
    return {{std::move(column), std::move(more)...}};
}

/// The columns that are features, in this order; others that are no answers are not read.
template <std::convertible_to<std::string>... More>
auto only(std::string column, More... more) -> detail::chosen_columns
{
    return {{std::move(column), std::move(more)...}};
}

/// Features that are texts: each category, sorted, becomes a column of 0 and 1, named "column=category".
///
/// Source  scikit-learn names the columns of its DictVectorizer so
template <std::convertible_to<std::string>... More>
auto one_hot(std::string column, More... more) -> detail::one_hot_columns
{
    return {{std::move(column), std::move(more)...}};
}

/// Further words for a missing value: `missing_words("None", "NULL", "N/A", "-999")`. A word that is a number
/// stands for that number however it is written.
template <std::convertible_to<std::string>... More>
auto missing_words(std::string word, More... more) -> detail::words_for_missing
{
    return {{std::move(word), std::move(more)...}};
}

/// What stands between two fields, instead of a comma: `delimiter(';')`, `delimiter('\t')`. Of spaces, any
/// number stands between two fields.
constexpr auto delimiter(char c) -> detail::field_delimiter { return {c}; }

/// Lines that begin with this character are not read: `comment_lines('#')`.
constexpr auto comment_lines(char c) -> detail::comment_mark { return {c}; }

/// Numbers have a comma where others have a point: 1,5. A point is then an error.
inline constexpr auto decimal_comma = detail::csv_flag_t<detail::csv_flag::decimal_comma>();

/// The first row is data. Columns are named by their number from 0, as in pandas: `label("4")`.
inline constexpr auto no_header = detail::csv_flag_t<detail::csv_flag::no_header>();

/// The first row is the header, though it holds nothing but numbers.
inline constexpr auto with_header = detail::csv_flag_t<detail::csv_flag::with_header>();

/// Classes and categories are what is written: NA, None, ? and null are names, too, and only an empty field is
/// missing.
inline constexpr auto texts_as_written = detail::csv_flag_t<detail::csv_flag::texts_as_written>();

template <class X>
struct what_is_given_is_no_option_of_read_csv {};

namespace detail {

/// All options of a call of read_csv.
struct csv_options {
    using names = std::vector<std::string>;

    std::optional<std::string> label;
    names labels; ///< where there are several
    names targets;
    names left_out;
    names chosen; ///< none: all
    names one_hot;
    names missing_words;
    std::optional<known_columns> known;
    missing when_missing = missing::refuse;
    char delimiter = ',';
    std::optional<char> comment;
    bool decimal_comma = false, no_header = false, with_header = false, texts_as_written = false;

    void add(label_column const& option) { label = option.name; }
    void add(label_columns const& option) { labels = option.names; }
    void add(target_column const& option) { targets.push_back(option.name); }
    void add(left_out_columns const& option) { append(left_out, option.names); }
    void add(chosen_columns const& option) { chosen = option.names; }
    void add(one_hot_columns const& option) { append(one_hot, option.names); }
    void add(words_for_missing const& option) { append(missing_words, option.words); }
    void add(known_columns const& option) { known = option; }
    void add(missing option) { when_missing = option; }
    void add(field_delimiter option) { delimiter = option.value; }
    void add(comment_mark option) { comment = option.value; }
    void add(csv_flag_t<csv_flag::decimal_comma>) { decimal_comma = true; }
    void add(csv_flag_t<csv_flag::no_header>) { no_header = true; }
    void add(csv_flag_t<csv_flag::with_header>) { with_header = true; }
    void add(csv_flag_t<csv_flag::texts_as_written>) { texts_as_written = true; }
    template <class X>
    void add(X const&)
    {
        refuse(what_is_given_is_no_option_of_read_csv<X>{});
    }

private:
    static void append(names& all, names const& more) { all.insert(all.end(), more.begin(), more.end()); }
};

template <class Option, class... Options>
constexpr auto times = (0 + ... + static_cast<int>(std::same_as<Option, Options>));

template <csv_flag Flag, class... Options>
constexpr auto flags = times<csv_flag_t<Flag>, Options...>;

} // namespace detail

} // namespace lagom
