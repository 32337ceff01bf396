// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "csv_records.hpp"

#include <lagom/data/read_csv.hpp>

namespace lagom::csv {

enum class role { feature, label, target };

struct column {
    role use;
    std::size_t place; ///< among the features or the targets
};

/// What each column of a file is for.
class columns {
public:
    /// Reads the header.
    columns(records& text, detail::csv_options const& options);

    auto size() const -> std::size_t { return columns_.size(); }
    auto operator[](std::size_t i) const -> column { return columns_[i]; }
    auto features() const -> names const& { return features_; }

private:
    void require_answers(records const& text, detail::csv_options const& options) const;
    /// Moves the features to the places they have in a data set read before.
    void order_as(records const& text, detail::known_columns const& known);

    names header_;
    names features_;
    std::vector<column> columns_;
};

} // namespace lagom::csv
