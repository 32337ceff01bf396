// SPDX-License-Identifier: BSL-1.0
#include "text_table.hpp"

#include <algorithm>

namespace lagom {

auto text_table::text() const -> std::string
{
    std::vector<std::size_t> widths(align_.size());
    for (auto const& row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], row[c].size());
        }
    }
    std::string text;
    for (auto const& row : rows_) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::string const room(widths[c] - row[c].size(), ' ');
            line += (c == 0 ? "" : "  ") + (align_[c] == 'r' ? room + row[c] : row[c] + room);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

} // namespace lagom
