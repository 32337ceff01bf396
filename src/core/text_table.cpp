// SPDX-License-Identifier: BSL-1.0
#include "core/text_table.hpp"

#include "core/json_header.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lagom {

namespace {

struct letter {
    std::size_t bytes = 1;
    char32_t code = U'?';
};

/// The first letter of a text; a byte that begins none is one for itself.
auto first_letter(std::string_view text) -> letter
{
    auto const length = json::utf8_length(text);
    if (length == 0) {
        return {};
    }
    char32_t code = static_cast<unsigned char>(text[0]) & (length == 1 ? 0x7FU : 0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    return {length, code};
}

struct range {
    char32_t first, last;
};
// Unicode 15: what combines with the letter before it, and the blocks that terminals draw two columns wide.
constexpr range combining[]{{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
                            {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF},
                            {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
constexpr range wide[]{{0x1100, 0x115F},  {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
                       {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
                       {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF},
                       {0x20000, 0x3FFFD}};

auto columns_of(char32_t code) -> std::size_t
{
    auto const holds = [=](range r) {
        return r.first <= code && code <= r.last;
    };
    return std::any_of(std::begin(combining), std::end(combining), holds) ? 0
        : std::any_of(std::begin(wide), std::end(wide), holds)            ? 2
                                                                          : 1;
}

auto printable(std::string const& text) -> std::string
{
    std::string out;
    for (char const c : text) {
        auto const code = static_cast<unsigned char>(c);
        out += c == '\n'                  ? "\\n"
            : c == '\t'                   ? "\\t"
            : c == '\r'                   ? "\\r"
            : code < 0x20 || code == 0x7F ? "\\x" + formats::hexadecimal(code)
                                          : std::string(1, c);
    }
    return out;
}

} // namespace

auto width_of(std::string_view text) -> std::size_t
{
    std::size_t width = 0;
    while (!text.empty()) {
        auto const next = first_letter(text);
        width += columns_of(next.code);
        text.remove_prefix(next.bytes);
    }
    return width;
}

auto cut_to(std::string_view text, std::size_t width) -> std::string
{
    std::size_t end = 0, taken = 0;
    while (end < text.size()) {
        auto const next = first_letter(text.substr(end));
        taken += columns_of(next.code);
        if (taken > width) {
            break;
        }
        end += next.bytes;
    }
    return std::string(text.substr(0, end));
}

auto figure_name(std::string name) -> std::string
{
    constexpr std::size_t usual = std::string_view("balanced accuracy").size();
    return name + std::string(usual - std::min(usual, width_of(name)), ' ');
}

void text_table::add(std::vector<std::string> row)
{
    for (auto& cell : row) {
        cell = printable(cell);
    }
    rows_.push_back(std::move(row));
}

auto text_table::text() const -> std::string
{
    std::vector<std::size_t> widths(align_.size());
    for (auto const& row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], width_of(row[c]));
        }
    }
    std::string text;
    for (auto const& row : rows_) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::string const room(widths[c] - width_of(row[c]), ' ');
            line += (c == 0 ? "" : "  ") + (align_[c] == 'r' ? room + row[c] : row[c] + room);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

} // namespace lagom
