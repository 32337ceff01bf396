// SPDX-License-Identifier: BSL-1.0
#include "data/csv_columns.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

namespace lagom::csv {
namespace {

using std::to_string;

auto place_in(names const& all, std::string const& name) -> std::optional<std::size_t>
{
    auto const found = std::find(all.begin(), all.end(), name);
    return found == all.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - all.begin()));
}

auto holds(names const& all, std::string const& name) -> bool { return place_in(all, name).has_value(); }

/// The categories of a column in the names "column=category".
auto categories_in(names const& all, std::string const& column) -> names
{
    auto result = names();
    for (auto const& name : all) {
        if (name.starts_with(column + '=')) {
            result.push_back(name.substr(column.size() + 1));
        }
    }
    return result;
}

} // namespace

columns::columns(records& text, detail::csv_options const& options, number_reader const& numbers)
    : options_(options)
{
    if (!text.more()) {
        text.refuse_file(options.no_header ? "the file is empty, expected a row"
                                           : "the file is empty, expected a header");
    }
    read_header(text);
    if (!options.no_header) {
        check_header(text, numbers);
    }
    text.name_columns(header_);
    require_columns(text);
    for (auto const& name : header_) {
        columns_.push_back(use_of(text, name, columns_.size()));
    }
    if (features_.empty()) {
        text.refuse_file("no feature column; the file has the columns " + listed(header_) + advice());
    }
    order_as_chosen();
}

/// Names the columns by the header, or counts them ahead of the first row.
void columns::read_header(records& text)
{
    auto ahead = text;
    auto& source = options_.no_header ? ahead : text;
    for (auto ends_row = false; !ends_row;) {
        auto const field = source.next();
        header_.push_back(options_.no_header ? to_string(header_.size()) : std::string(field.text));
        ends_row = field.ends_row;
    }
}

void columns::check_header(records const& text, number_reader const& numbers) const
{
    auto const is_number = [&](std::string const& name) {
        auto value = 0.0;
        return numbers.read(name, value) == reading::number;
    };
    if (!options_.with_header && std::all_of(header_.begin(), header_.end(), is_number)) {
        text.refuse_row("all names are numbers, as in a file without a header; no_header reads them as data, "
                        "with_header as names");
    }
    auto seen = std::set<std::string, std::less<>>();
    for (auto place = std::size_t{0}; place < header_.size(); ++place) {
        auto const& name = header_[place];
        auto const is_last = place > 0 && place + 1 == header_.size();
        auto const is_used = !holds(options_.left_out, name) &&
            (options_.chosen.empty() || holds(options_.chosen, name) || name == options_.label ||
             holds(options_.labels, name) || holds(options_.targets, name));
        if (is_used && name.empty() && !is_last) {
            text.refuse_column(place, "an empty name",
                               "the name of a column; without(\"\") leaves out what has no name");
        }
        if (is_used && !seen.insert(name).second) {
            text.refuse_column(place, shown(name) + " a second time", "another name" + advice());
        }
    }
}

void columns::require_columns(records const& text) const
{
    auto wanted = options_.targets;
    for (auto const* more : {&options_.labels, &options_.left_out, &options_.chosen, &options_.one_hot}) {
        wanted.insert(wanted.end(), more->begin(), more->end());
    }
    if (options_.label) {
        wanted.push_back(*options_.label);
    }
    for (auto const& name : wanted) {
        if (!holds(header_, name)) {
            text.refuse_file("no column " + shown(name) + "; the file has the columns " + listed(header_) +
                             advice());
        }
    }
}

auto columns::use_of(records const& text, std::string const& name, std::size_t place) -> column
{
    if (name == options_.label) {
        return {role::label, 0};
    }
    if (auto const target = place_in(options_.targets, name)) {
        return {role::target, *target};
    }
    if (auto const label = place_in(options_.labels, name)) {
        return {role::several_labels, *label};
    }
    if (holds(options_.left_out, name) || (!options_.chosen.empty() && !holds(options_.chosen, name))) {
        return {role::left_out, 0};
    }
    if (name.empty() && place + 1 == header_.size()) {
        return {role::empty, 0};
    }
    return add_feature(text, name);
}

auto columns::add_feature(records const& text, std::string const& name) -> column
{
    auto one_hot = holds(options_.one_hot, name);
    auto categories = names();
    if (options_.known && !options_.known->columns.empty()) {
        auto const& known = options_.known->columns;
        categories = categories_in(known, name);
        auto const is_number = holds(known, name);
        if (is_number ? one_hot : categories.empty()) {
            text.refuse_file("the column " + shown(name) +
                             (is_number ? " is a number in the first data set, not one-hot"
                                        : " is not in the first data set; expected " + listed(known)));
        }
        one_hot = !is_number;
        categories = one_hot ? categories : names();
    }
    features_.push_back({name, categories});
    one_hot_.push_back(one_hot);
    return {one_hot ? role::category : role::feature, features_.size() - 1};
}

/// Moves the features to the places that `only` gives them.
void columns::order_as_chosen()
{
    if (options_.chosen.empty()) {
        return;
    }
    auto const features = features_;
    auto const one_hot = one_hot_;
    for (auto& entry : columns_) {
        if (entry.use == role::feature || entry.use == role::category) {
            auto const from = entry.place;
            entry.place = *place_in(options_.chosen, features[from].name);
            features_[entry.place] = features[from];
            one_hot_[entry.place] = one_hot[from];
        }
    }
}

auto columns::advice() const -> std::string
{
    auto const& first = header_.front();
    if (first.starts_with('#') && !options_.comment) {
        return "; comment_lines('#') skips a line that begins so";
    }
    for (auto const& [mark, text] :
         {std::pair(';', "';'"), std::pair('\t', "'\\t'"), std::pair('|', "'|'")}) {
        if (header_.size() == 1 && first.find(mark) != std::string::npos) {
            return std::string("; delimiter(") + text + ") divides its fields";
        }
    }
    auto const has_number = std::any_of(header_.begin(), header_.end(), [](std::string const& name) {
        auto value = 0.0;
        return number_reader(false, {}).read(name, value) == reading::number;
    });
    return has_number && !options_.no_header && !options_.with_header
        ? "; no_header reads a first row of data"
        : "";
}

} // namespace lagom::csv
