// SPDX-License-Identifier: BSL-1.0
#include "csv_columns.hpp"

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

auto read_header(records& text) -> names
{
    if (text.at_end()) {
        text.refuse_file("the file is empty, expected a header");
    }
    auto header = names();
    auto seen = std::set<std::string, std::less<>>();
    for (auto ends_row = false; !ends_row;) {
        auto const field = text.next();
        if (field.text.empty()) {
            text.refuse("an empty name", "the name of a column");
        }
        if (!seen.emplace(field.text).second) {
            text.refuse(shown(field.text) + " a second time", "another name");
        }
        header.emplace_back(field.text);
        ends_row = field.ends_row;
    }
    text.name_columns(header);
    return header;
}

} // namespace

columns::columns(records& text, detail::csv_options const& options) : header_(read_header(text))
{
    require_answers(text, options);
    for (auto const& name : header_) {
        if (name == options.label) {
            columns_.push_back({role::label, 0});
        } else if (auto const place = place_in(options.targets, name)) {
            columns_.push_back({role::target, *place});
        } else {
            columns_.push_back({role::feature, features_.size()});
            features_.push_back(name);
        }
    }
    if (features_.empty()) {
        text.refuse_file("no feature column; the file has the columns " + listed(header_));
    }
    if (options.known) {
        order_as(text, *options.known);
    }
}

void columns::require_answers(records const& text, detail::csv_options const& options) const
{
    auto wanted = options.targets;
    if (options.label) {
        wanted.push_back(*options.label);
    }
    for (auto const& name : wanted) {
        if (!place_in(header_, name)) {
            text.refuse_file("no column " + shown(name) + "; the file has the columns " + listed(header_));
        }
    }
}

void columns::order_as(records const& text, detail::known_columns const& known)
{
    if (known.count != features_.size()) {
        text.refuse_file(to_string(features_.size()) + " feature columns, expected " +
                         to_string(known.count) + " as in the first data set");
    }
    if (known.columns.empty()) { // the first data set has no names: the order must be the same
        return;
    }
    for (auto& entry : columns_) {
        if (entry.use == role::feature) {
            auto const place = place_in(known.columns, features_[entry.place]);
            if (!place) {
                text.refuse_file("the column " + shown(features_[entry.place]) +
                                 " is not in the first data set; expected " + listed(known.columns));
            }
            entry.place = *place;
        }
    }
    features_ = known.columns;
}

} // namespace lagom::csv
