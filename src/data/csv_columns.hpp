// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data/csv_numbers.hpp"
#include "data/csv_records.hpp"

#include <lagom/data/csv_options.hpp>

namespace lagom::csv {

enum class role { feature, category, label, target, several_labels, left_out, empty };

struct column {
    role use;
    std::size_t place; ///< among the features or the targets
};

/// A feature as the file has it.
struct feature {
    std::string name;
    names known; ///< the categories of a first data set
};

/// What each column of a file is for.
class columns {
public:
    /// Reads the header.
    columns(records& text, detail::csv_options const& options, number_reader const& numbers);

    auto size() const -> std::size_t { return columns_.size(); }
    auto operator[](std::size_t i) const -> column { return columns_[i]; }
    auto features() const -> std::vector<feature> const& { return features_; }
    auto is_one_hot(std::size_t feature) const -> bool { return one_hot_[feature]; }
    /// What an error may add: the option that a header like this one asks for. Nothing, or "; " and a sentence.
    auto advice() const -> std::string;

private:
    void read_header(records& text);
    void check_header(records const& text, number_reader const& numbers) const;
    void require_columns(records const& text) const;
    auto use_of(records const& text, std::string const& name, std::size_t place) -> column;
    auto add_feature(records const& text, std::string const& name) -> column;
    void order_as_chosen();

    detail::csv_options const& options_;
    names header_;
    std::vector<column> columns_;
    std::vector<feature> features_;
    std::vector<bool> one_hot_;
};

} // namespace lagom::csv
