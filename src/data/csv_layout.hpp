// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data/csv_classes.hpp"
#include "data/csv_columns.hpp"

#include <lagom/run/xtensor.hpp>

namespace lagom::csv {

/// The columns of a data set, made of those of a file: a category becomes a column.
class layout {
public:
    /// `categories` are those of each feature, none for numbers.
    layout(records const& text, columns const& from, std::vector<class_list> const& categories,
           std::optional<detail::known_columns> const& known);

    auto names() const -> csv::names const& { return names_; }
    /// The first `rows` rows of `fields`, a number or the place of a category each, as features.
    template <class T>
    auto arranged(xt::xtensor<T, 2> fields, std::size_t rows) const -> xt::xtensor<T, 2>;

private:
    struct feature_columns {
        std::vector<std::size_t> places; ///< in the data set; one for each category
        std::vector<std::int32_t> moved; ///< nothing for a number
    };
    void require_distinct(records const& text) const;
    void order_as(records const& text, detail::known_columns const& known);

    csv::names names_;
    std::vector<feature_columns> features_;
    bool as_read_ = true; ///< numbers only, in their order
};

} // namespace lagom::csv
