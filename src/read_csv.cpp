// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_csv.hpp>

#include "csv_classes.hpp"
#include "csv_columns.hpp"
#include "csv_numbers.hpp"
#include "csv_records.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

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
    if (options.known && options.label && options.known->classes.empty()) {
        throw argument_error("read_csv: classes_of is given a data set without classes");
    }
}

/// No file of this text has more rows: a row takes a line, and at least one byte for each of its columns.
auto most_rows(std::string_view text, std::size_t columns) -> std::size_t
{
    auto lines = std::size_t{1};
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        ++lines;
    }
    auto const last_is_empty = text.empty() || text.back() == '\n';
    return std::min(lines - (last_is_empty ? 1 : 0), text.size() / columns + 1);
}

/// The rows of a file, read at once, and the data set they make.
template <class T>
class table {
public:
    table(std::string const& path, detail::csv_options const& options)
        : bytes_(read_whole(path)), text_(path, bytes_), columns_(text_, options),
          has_label_(options.label.has_value()), when_missing_(options.when_missing),
          classes_(options.known ? options.known->classes : names()), row_targets_(options.targets.size())
    {
        auto const rows = most_rows(text_.rest(), columns_.size());
        features_ = xt::xtensor<T, 2>::from_shape({rows, columns_.features().size()});
        while (!text_.at_end()) {
            read_row();
        }
        if (rows_ == 0) {
            text_.refuse_file(skipped_ == 0
                                  ? "no row after the header"
                                  : "a value is missing in each of the " + to_string(skipped_) + " rows");
        }
        fill_means();
    }

    auto finish() -> basic_data_set<T>
    {
        auto data = assemble(filled_rows());
        data.name_columns(columns_.features());
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
                             ", expected " + to_string(columns_.size()) + " as in the header");
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
            return store_number(text, row_targets_[to.place], false);
        default:
            return store_number(text, features_.data()[rows_ * features_.shape(1) + to.place], true);
        }
    }
    auto store_label(std::string_view text) -> bool
    {
        if (is_missing(text)) {
            return missing_value(text, "the name of a class");
        }
        if (!classes_.accepts(text)) {
            text_.refuse(shown(text), "one of the classes " + listed(classes_.known()));
        }
        row_label_ = text;
        return true;
    }
    auto store_number(std::string_view text, T& value, bool is_feature) -> bool
    {
        auto const found = parse(text, value);
        if (found == reading::number) {
            return true;
        }
        if (found == reading::missing) {
            if (is_feature && when_missing_ == missing::mean) {
                value = std::numeric_limits<T>::quiet_NaN(); // no number that is read is NaN
                has_gaps_ = true;
                return true;
            }
            return missing_value(text, "a number");
        }
        text_.refuse(shown(text),
                     found != reading::too_large ? "a finite number"
                         : sizeof(T) == 4        ? "a number in the range of float"
                                                 : "a number in the range of double");
    }
    auto missing_value(std::string_view text, char const* expected) const -> bool
    {
        if (when_missing_ != missing::skip_row) {
            text_.refuse(shown(text) + " (a missing value)", expected);
        }
        return false;
    }
    void accept_row()
    {
        ++rows_;
        targets_.insert(targets_.end(), row_targets_.begin(), row_targets_.end());
        if (has_label_) {
            labels_.push_back(classes_.place(row_label_));
        }
    }
    void fill_means()
    {
        for (auto j = std::size_t{0}; has_gaps_ && j < features_.shape(1); ++j) {
            fill_mean(j);
        }
    }
    void fill_mean(std::size_t column)
    {
        auto sum = 0.0;
        auto count = std::size_t{0};
        for (auto i = std::size_t{0}; i < rows_; ++i) {
            if (auto const value = features_(i, column); !std::isnan(value)) {
                sum += static_cast<double>(value);
                ++count;
            }
        }
        if (count == 0) {
            text_.refuse_file("the column " + shown(columns_.features()[column]) +
                              " has no value at all, expected one to take the mean of");
        }
        auto const mean = static_cast<T>(sum / static_cast<double>(count));
        for (auto i = std::size_t{0}; i < rows_; ++i) {
            if (std::isnan(features_(i, column))) {
                features_(i, column) = mean;
            }
        }
    }
    auto filled_rows() -> xt::xtensor<T, 2>
    {
        if (rows_ == features_.shape(0)) {
            return std::move(features_);
        }
        auto filled = xt::xtensor<T, 2>::from_shape({rows_, features_.shape(1)});
        std::copy_n(features_.data(), filled.size(), filled.data());
        return filled;
    }
    auto assemble(xt::xtensor<T, 2> features) -> basic_data_set<T>
    {
        if (has_label_) {
            auto names = classes_.sorted(labels_);
            return {std::move(features), labels_, std::move(names)};
        }
        if (targets_.empty()) {
            return basic_data_set<T>(std::move(features));
        }
        auto targets = xt::xtensor<T, 2>::from_shape({rows_, row_targets_.size()});
        std::copy(targets_.begin(), targets_.end(), targets.data());
        return {std::move(features), std::move(targets)};
    }

    std::string bytes_;
    records text_;
    columns columns_;
    bool has_label_;
    missing when_missing_;
    class_list classes_;
    std::vector<T> row_targets_;
    std::string row_label_;
    xt::xtensor<T, 2> features_;
    std::vector<T> targets_;
    std::vector<std::int32_t> labels_;
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
    return csv::table<T>(path, options).finish();
}

template auto read_csv<float>(std::string const&, csv_options const&) -> basic_data_set<float>;
template auto read_csv<double>(std::string const&, csv_options const&) -> basic_data_set<double>;

} // namespace lagom::detail
