// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lagom {

/// Columns that a UTF-8 text takes on a terminal: none for a combining mark, two for a wide letter of East
/// Asia or an emoji, one for a byte that is no UTF-8.
auto width_of(std::string_view text) -> std::size_t;

/// The beginning of a UTF-8 text that takes at most `width` columns; no letter is cut.
auto cut_to(std::string_view text, std::size_t width) -> std::string;

/// A name as `fit`'s and `evaluate`'s reports begin a line with it: as wide as the longest of the usual ones, so
/// that the two line up.
auto figure_name(std::string name) -> std::string;

/// Rows of cells, printed in columns that line up. The first row is the head. A control character in a cell
/// is printed as what stands for it in C, so that a row stays a line.
class text_table {
public:
    /// `right` says by a letter for each column whether it is aligned left or right: "lrr".
    explicit text_table(std::string right) : align_(std::move(right)) {}

    void add(std::vector<std::string> row);
    [[nodiscard]] auto empty() const -> bool { return rows_.size() < 2; }
    [[nodiscard]] auto text() const -> std::string;

private:
    std::string align_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace lagom
