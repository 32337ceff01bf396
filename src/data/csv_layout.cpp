// SPDX-License-Identifier: BSL-1.0
#include "data/csv_layout.hpp"

#include "core/formats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lagom::csv {

using std::to_string;

layout::layout(records const& text, columns const& from, std::vector<class_list> const& categories,
               std::optional<detail::known_columns> const& known)
{
    for (auto i = std::size_t{0}; i < categories.size(); ++i) {
        auto const& name = from.features()[i].name;
        auto entry = feature_columns();
        if (from.is_one_hot(i)) {
            auto order = categories[i].order();
            if (order.all.empty()) {
                text.refuse_file("the column " + shown(name) + " has no value at all, expected a category");
            }
            for (auto const& category : order.all) {
                entry.places.push_back(names_.size());
                names_.push_back(name + '=' + category);
            }
            entry.moved = std::move(order.moved);
            as_read_ = false;
        } else {
            entry.places.push_back(names_.size());
            names_.push_back(name);
        }
        features_.push_back(std::move(entry));
    }
    require_distinct(text);
    if (known) {
        order_as(text, *known);
    }
}

/// A column "a=b" may stand beside a category "b" of a column "a".
void layout::require_distinct(records const& text) const
{
    auto sorted = names_;
    std::sort(sorted.begin(), sorted.end());
    auto const twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        text.refuse_file("two features are named " + shown(*twice) +
                         ", a column and a category, expected another name");
    }
}

void layout::order_as(records const& text, detail::known_columns const& known)
{
    if (known.count != names_.size()) {
        auto lacking = csv::names();
        std::copy_if(known.columns.begin(), known.columns.end(), std::back_inserter(lacking),
                     [&](auto const& name) {
                         return std::find(names_.begin(), names_.end(), name) == names_.end();
                     });
        text.refuse_file(to_string(names_.size()) + " feature columns, expected " + to_string(known.count) +
                         " as in the first data set" +
                         (lacking.empty() ? "" : "; not there: " + listed(lacking)));
    }
    if (known.columns.empty()) { // the first data set has no names: the order must be the same
        return;
    }
    for (auto& entry : features_) {
        for (auto& place : entry.places) {
            auto const found = std::find(known.columns.begin(), known.columns.end(), names_[place]);
            auto const to = static_cast<std::size_t>(found - known.columns.begin());
            as_read_ = as_read_ && to == place;
            place = to;
        }
    }
    names_ = known.columns;
}

template <class T>
auto layout::arranged(xt::xtensor<T, 2> fields, std::size_t rows) const -> xt::xtensor<T, 2>
{
    if (as_read_ && rows == fields.shape(0)) {
        return fields;
    }
    auto result = xt::xtensor<T, 2>::from_shape({rows, names_.size()});
    if (as_read_) {
        std::copy_n(fields.data(), result.size(), result.data());
        return result;
    }
    auto const* from = fields.data();
    for (auto* row = result.data(); row != result.data() + result.size(); row += names_.size()) {
        for (auto const& entry : features_) {
            T const value = *from++;
            if (entry.moved.empty()) {
                row[entry.places.front()] = value;
                continue;
            }
            // a category that is missing is so in each of its columns
            std::for_each(entry.places.begin(), entry.places.end(), [&](auto place) {
                row[place] = std::isnan(value) ? value : T{0};
            });
            if (!std::isnan(value)) {
                auto const category = entry.moved[static_cast<std::size_t>(value)];
                row[entry.places[static_cast<std::size_t>(category)]] = T{1};
            }
        }
    }
    return result;
}

template auto layout::arranged<float>(xt::xtensor<float, 2>, std::size_t) const -> xt::xtensor<float, 2>;
template auto layout::arranged<double>(xt::xtensor<double, 2>, std::size_t) const -> xt::xtensor<double, 2>;

} // namespace lagom::csv
