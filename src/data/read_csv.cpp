// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_csv.hpp>

#include "core/formats.hpp"
#include "data/csv_classes.hpp"
#include "data/csv_columns.hpp"
#include "data/csv_layout.hpp"
#include "data/csv_numbers.hpp"
#include "data/csv_records.hpp"
#include "data/gunzip.hpp"
#include "data/precision.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string_view>
#include <type_traits>

namespace lagom::csv {
namespace {

using std::to_string;

void require_consistent(detail::csv_options const& options)
{
    auto sorted = options.targets;
    std::sort(sorted.begin(), sorted.end());
    if (auto const twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end()) {
        throw argument_error("read_csv: the target " + shown(*twice) + " is given twice");
    }
    auto all = std::map<std::string, char const*>();
    auto const add = [&](names const& columns, char const* what) {
        for (auto const& name : columns) {
            if (auto const [entry, is_new] = all.emplace(name, what); !is_new) {
                throw argument_error("read_csv: the column " + shown(name) + " is given as " + entry->second +
                                     " and as " + what);
            }
        }
    };
    add(options.label ? names{*options.label} : names(), "the label");
    add(options.labels, "a label");
    add(options.targets, "a target");
    add(options.left_out, "left out");
    auto const answers = all;
    add(options.chosen, "a feature");
    all = answers;
    add(options.one_hot, "one-hot");
    for (auto const& name : options.one_hot) {
        if (!options.chosen.empty() &&
            std::find(options.chosen.begin(), options.chosen.end(), name) == options.chosen.end()) {
            throw argument_error("read_csv: the column " + shown(name) +
                                 " is one-hot, and only(...) does not choose it");
        }
    }
    if (options.known && options.label && options.known->classes.empty()) {
        throw argument_error("read_csv: classes_of is given a data set without classes");
    }
    if (options.known && options.known->columns.empty() && !options.one_hot.empty()) {
        throw argument_error("read_csv: classes_of is given a data set whose columns have no names, so their "
                             "categories are not known");
    }
}

auto dialect_of(detail::csv_options const& options) -> dialect
{
    for (auto const mark : {options.delimiter, options.comment.value_or('#')}) {
        if (mark == '"' || mark == '\n' || mark == '\r' || static_cast<signed char>(mark) < 1) {
            throw argument_error("read_csv: the character " + shown({&mark, 1}) +
                                 " can neither divide fields nor begin a comment, expected another of ASCII");
        }
    }
    if (options.comment == options.delimiter) {
        throw argument_error("read_csv: delimiter and comment_lines are the same character");
    }
    return {options.delimiter, options.comment, !options.no_header};
}

/// The text of a file, plain or gzip.
auto read_text(std::string const& path) -> std::string
{
    auto bytes = read_whole(path);
    return formats::is_gzip(bytes) ? formats::unpack(path, bytes, formats::most_unpacked) : bytes;
}

/// No file of this text has more rows: a row takes a line, and at least one byte for each of its columns.
auto most_rows(records const& text, std::size_t columns) -> std::size_t
{
    return std::min(text.lines(), text.rest().size() / columns + 1);
}

/// Whether a number that was read is the one that is written, for what most files hold; false where it may not be.
inline auto is_exact(std::string_view text, float value) -> bool
{
    auto const is_whole =
        std::abs(value) < 0x1p24F && value == static_cast<float>(static_cast<std::int32_t>(value));
    return text.size() <= 7 && is_whole && (value != 0 || text.size() <= 4); // 1e-46 is 0 in a float
}

/// The rows of a file, read at once, and the data set they make.
template <class T>
class table {
public:
    table(std::string const& path, std::string_view bytes, detail::csv_options const& options)
        : options_(options), numbers_(options.decimal_comma, options.missing_words),
          text_(path, bytes, dialect_of(options)), columns_(text_, options, numbers_),
          classes_(options.known ? options.known->classes : names(), numbers_, options.texts_as_written),
          row_categories_(columns_.features().size()),
          row_targets_(std::max(options.targets.size(), options.labels.size())),
          rounded_(columns_.features().size() + row_targets_.size())
    {
        for (auto const& one : columns_.features()) {
            categories_.emplace_back(one.known, numbers_, options.texts_as_written);
        }
        auto const rows = most_rows(text_, columns_.size());
        fields_ = xt::xtensor<T, 2>::from_shape({rows, columns_.features().size()});
        while (text_.more()) {
            read_row();
        }
        if (rows_ == 0) {
            text_.refuse_file(skipped_ != 0
                                  ? "a value is missing in each of the " + to_string(skipped_) + " rows"
                                  : options.no_header ? "no row"
                                                      : "no row after the header");
        }
        text_.say_if_cut();
    }

    /// Whether numbers of a column may lie too close together for a float; those of double tell.
    auto is_doubtful() const -> bool
    {
        for (auto i = std::size_t{0}; i < rounded_.size(); ++i) {
            if (!rounded_[i]) {
                continue;
            }
            auto low = 0.0, high = 0.0;
            auto any = false;
            for_each_number(i, [&](double value) {
                low = any ? std::min(low, value) : value;
                high = any ? std::max(high, value) : value;
                any = true;
            });
            auto const apart = precision::distance_at<float>(std::max(std::abs(low), std::abs(high)));
            if (precision::is_too_coarse(apart, std::max(high - low - apart, 0.0))) {
                return true;
            }
        }
        return false;
    }
    /// Refuses a column that a float squashes.
    void require_kept_by_float() const
    {
        for (auto i = std::size_t{0}; i < rounded_.size(); ++i) {
            auto range = precision::column_range<double>();
            for_each_number(i, [&](double value) {
                range.add<float>(value);
            });
            if (auto const misfit = range.misfit<float>("read_csv<double> and make_model<double>")) {
                text_.refuse_file("the column " + shown(name_of(i)) + *misfit);
            }
        }
    }

    auto finish() -> basic_data_set<T>
    {
        auto const made = layout(text_, columns_, categories_, options_.known);
        auto features = made.arranged(std::move(fields_), rows_);
        for (auto j = std::size_t{0}; has_gaps_ && j < features.shape(1); ++j) {
            fill_mean(features, j, made.names()[j]);
        }
        auto data = assemble(std::move(features));
        data.name_columns(made.names());
        return data;
    }

private:
    void read_row()
    {
        auto complete = true;
        auto fields = std::size_t{0};
        for (auto ends_row = false; !ends_row; ++fields) {
            auto const field = text_.next();
            if (fields < columns_.size()) {
                complete = store(columns_[fields], field.text) && complete;
            }
            ends_row = field.ends_row;
        }
        if (fields != columns_.size()) {
            text_.refuse_row("found " + to_string(fields) + (fields == 1 ? " field" : " fields") +
                             ", expected " + to_string(columns_.size()) +
                             (options_.no_header ? " as in the first row" : " as in the header") +
                             columns_.advice());
        }
        if (complete) {
            accept_row();
        } else {
            ++skipped_;
        }
    }
    /// False if a value is missing and the row is to be skipped.
    auto store(column to, std::string_view text) -> bool
    {
        switch (to.use) {
        case role::label:
            return store_label(text);
        case role::target:
            return store_number(text, row_targets_[to.place], columns_.features().size() + to.place);
        case role::several_labels:
            return store_yes_or_no(text, row_targets_[to.place]);
        case role::category:
            return store_category(text, to.place);
        case role::left_out:
            return true;
        case role::empty:
            return text.empty() || refuse_text(text, "nothing, as the header ends in an empty name");
        default:
            return store_number(text, field(to.place), to.place);
        }
    }
    auto field(std::size_t place) -> T& { return fields_.data()[rows_ * fields_.shape(1) + place]; }
    auto is_missing_text(std::string_view text) const -> bool
    {
        return options_.texts_as_written ? text.empty() : numbers_.is_missing(text);
    }
    auto store_label(std::string_view text) -> bool
    {
        if (is_missing_text(text)) {
            return missing_value(text, "the name of a class");
        }
        if (!classes_.accepts(text)) {
            refuse_text(text, "one of the classes " + listed(classes_.known()));
        }
        row_label_ = text;
        return true;
    }
    auto store_category(std::string_view text, std::size_t place) -> bool
    {
        row_categories_[place] = {};
        if (is_missing_text(text)) {
            field(place) = std::numeric_limits<T>::quiet_NaN();
            return missing_feature(text, "the name of a category");
        }
        if (!categories_[place].accepts(text)) {
            refuse_text(text, "one of the categories " + listed(categories_[place].known()));
        }
        row_categories_[place] = text;
        return true;
    }
    auto store_yes_or_no(std::string_view text, T& value) -> bool
    {
        auto const found = numbers_.read(text, value);
        if (found == reading::missing) {
            return missing_value(text, "0 or 1");
        }
        return (found == reading::number && (value == T{0} || value == T{1})) ||
            refuse_text(text, "0 or 1, or True or False");
    }
    /// `column` counts features, then targets.
    auto store_number(std::string_view text, T& value, std::size_t column) -> bool
    {
        auto const found = numbers_.read(text, value);
        if (found == reading::number) {
            if constexpr (std::is_same_v<T, float>) {
                if (!is_exact(text, value)) {
                    rounded_[column] = true;
                }
            }
            return true;
        }
        auto const is_feature = column < columns_.features().size();
        if (found == reading::missing) {
            value = std::numeric_limits<T>::quiet_NaN(); // no number that is read is NaN
            return is_feature ? missing_feature(text, "a number") : missing_value(text, "a number");
        }
        if (found == reading::too_small) {
            text_.refuse(shown(text) + " (too small for a double)",
                         "0, or a number that a double tells from 0");
        }
        return refuse_text(text,
                           found != reading::too_large ? "a finite number" + number_advice(text)
                               : sizeof(T) == 4        ? "a number in the range of float"
                                                       : "a number in the range of double");
    }
    /// What an error may add: the option that a text like this one asks for.
    auto number_advice(std::string_view text) const -> std::string
    {
        constexpr auto often = std::array<std::string_view, 10>{"None", "none", "NULL", "Null", "N/A",
                                                                "n/a",  "#N/A", "na",   "<NA>", "NaT"};
        if (std::find(often.begin(), often.end(), text) != often.end()) {
            return "; missing_words(" + shown(text) + ") makes it a missing value";
        }
        auto value = 0.0;
        auto const has_comma = !options_.decimal_comma && text.find(',') != std::string_view::npos;
        if (has_comma && number_reader(true, {}).read(text, value) == reading::number) {
            return "; decimal_comma reads a comma as the decimal point";
        }
        return rows_ == 0 ? columns_.advice() : "";
    }
    [[noreturn]] auto refuse_text(std::string_view text, std::string const& expected) const -> bool
    {
        text_.refuse(shown(text), expected);
    }
    auto missing_feature(std::string_view text, char const* expected) -> bool
    {
        has_gaps_ = has_gaps_ || options_.when_missing == missing::mean;
        return options_.when_missing == missing::mean || missing_value(text, expected);
    }
    auto missing_value(std::string_view text, char const* expected) const -> bool
    {
        if (options_.when_missing != missing::skip_row) {
            text_.refuse(shown(text) + " (a missing value)", expected);
        }
        return false;
    }
    void accept_row()
    {
        for (auto place = std::size_t{0}; place < row_categories_.size(); ++place) {
            if (columns_.is_one_hot(place) && !row_categories_[place].empty()) {
                field(place) = static_cast<T>(categories_[place].place(row_categories_[place]));
                require_few(place);
            }
        }
        ++rows_;
        targets_.insert(targets_.end(), row_targets_.begin(), row_targets_.end());
        if (options_.label) {
            labels_.push_back(classes_.place(row_label_));
        }
    }
    /// What has more is a name or a number of each row, which no network learns from.
    void require_few(std::size_t place) const
    {
        constexpr auto most = std::size_t{10000};
        if (categories_[place].known().size() > most) {
            auto const& name = columns_.features()[place].name;
            text_.refuse_row("the column " + shown(name) + " has more than " + to_string(most) +
                             " categories, expected fewer; without(" + shown(name) + ") leaves it out");
        }
    }
    /// f(number) for each that a column of numbers has, features first, then targets.
    template <class F>
    void for_each_number(std::size_t column, F f) const
    {
        auto const features = columns_.features().size();
        auto const is_target = column >= features;
        if (is_target ? options_.targets.empty() : columns_.is_one_hot(column)) {
            return;
        }
        auto const width = is_target ? row_targets_.size() : features;
        auto const* const values =
            is_target ? targets_.data() + (column - features) : fields_.data() + column;
        for (auto row = std::size_t{0}; row < rows_; ++row) {
            if (T const value = values[row * width]; !std::isnan(value)) {
                f(static_cast<double>(value));
            }
        }
    }
    auto name_of(std::size_t column) const -> std::string const&
    {
        auto const features = columns_.features().size();
        return column < features ? columns_.features()[column].name : options_.targets[column - features];
    }
    void fill_mean(xt::xtensor<T, 2>& features, std::size_t column, std::string const& name) const
    {
        auto const is_gap = [&](std::size_t row) {
            return std::isnan(features(row, column));
        };
        auto row = std::size_t{0};
        while (row < rows_ && !is_gap(row)) {
            ++row;
        }
        if (row == rows_) {
            return;
        }
        auto const mean =
            options_.known ? options_.known->means[column] : detail::column_mean(features, column);
        if (options_.known && !std::isfinite(mean)) {
            text_.refuse_file("the column " + shown(name) +
                              " lacks a value, and its mean in the first data set is not finite");
        }
        if (std::isnan(mean)) {
            text_.refuse_file("the column " + shown(name) +
                              " has no value at all, expected one to take the mean of");
        }
        for (; row < rows_; ++row) {
            features(row, column) = is_gap(row) ? static_cast<T>(mean) : features(row, column);
        }
    }
    auto assemble(xt::xtensor<T, 2> features) -> basic_data_set<T>
    {
        if (options_.label) {
            auto const order = classes_.order();
            for (auto& label : labels_) {
                label = order.moved[static_cast<std::size_t>(label)];
            }
            return {std::move(features), labels_, order.all};
        }
        if (targets_.empty()) {
            return basic_data_set<T>(std::move(features));
        }
        auto targets = xt::xtensor<T, 2>::from_shape({rows_, row_targets_.size()});
        std::copy(targets_.begin(), targets_.end(), targets.data());
        auto data = basic_data_set<T>(std::move(features), std::move(targets));
        data.name_targets(options_.targets.empty() ? options_.labels : options_.targets);
        return data;
    }

    detail::csv_options const& options_;
    number_reader numbers_;
    records text_;
    columns columns_;
    class_list classes_;
    std::vector<class_list> categories_;
    names row_categories_;
    std::vector<T> row_targets_;
    std::string row_label_;
    xt::xtensor<T, 2> fields_;
    std::vector<T> targets_;
    std::vector<std::int32_t> labels_;
    std::vector<char>
        rounded_; ///< whether a column has numbers that a float may not be, features, then targets
    std::size_t rows_ = 0, skipped_ = 0;
    bool has_gaps_ = false;
};

} // namespace
} // namespace lagom::csv

namespace lagom::detail {

template <class T>
auto read_csv(std::string const& path, csv_options const& options) -> basic_data_set<T>
{
    csv::require_consistent(options);
    auto const bytes = csv::read_text(path);
    auto rows = csv::table<T>(path, bytes, options);
    if (std::is_same_v<T, float> && rows.is_doubtful()) {
        csv::table<double>(path, bytes, options).require_kept_by_float();
    }
    return rows.finish();
}

template auto read_csv<float>(std::string const&, csv_options const&) -> basic_data_set<float>;
template auto read_csv<double>(std::string const&, csv_options const&) -> basic_data_set<double>;

} // namespace lagom::detail
