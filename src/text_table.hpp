// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

namespace lagom {

/// Rows of cells, printed in columns that line up. The first row is the head.
class text_table {
public:
    /// `right` says by a letter for each column whether it is aligned left or right: "lrr".
    explicit text_table(std::string right) : align_(std::move(right)) {}

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] auto empty() const -> bool { return rows_.size() < 2; }
    [[nodiscard]] auto text() const -> std::string;

private:
    std::string align_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace lagom
