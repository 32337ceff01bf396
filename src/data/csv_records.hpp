// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/shown_text.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lagom::csv {

using names = std::vector<std::string>;

/// A hundred of them at most.
auto listed(names const& all) -> std::string;

struct field {
    std::string_view text; ///< valid until the next field is read
    bool ends_row;
};

/// How a file is written, apart from its numbers.
struct dialect {
    char delimiter = ',';
    std::optional<char> comment;
    bool has_header = true;
};

/// The fields of a text of RFC 4180 one after another, and where in the file they stand.
class records {
public:
    /// Throws  file_error for what is no text of UTF-8 by its first bytes
    records(std::string path, std::string_view text, dialect how);

    /// Steps over lines that are no records. False at the end of the text.
    auto more() -> bool;
    auto rest() const -> std::string_view { return {cursor_, static_cast<std::size_t>(end_ - cursor_)}; }
    /// How many lines are left.
    auto lines() const -> std::size_t;
    void name_columns(names const& header) { header_ = header; }

    auto next() -> field;
    /// Says on stderr, once, if the last field read ends the text without the end of its line: it may be half of one.
    void say_if_cut() const;

    /// Refuses the field read last.
    [[noreturn]] void refuse(std::string const& found, std::string const& expected) const;
    /// Refuses a field of the row read last, by its place from 0.
    [[noreturn]] void refuse_column(std::size_t column, std::string const& found,
                                    std::string const& expected) const;
    /// Refuses the row read last.
    [[noreturn]] void refuse_row(std::string const& what) const;
    [[noreturn]] void refuse_file(std::string const& what) const;

private:
    auto field_place() const -> std::string;
    void start_row();
    void skip_line();
    void skip_blanks();
    auto is_blank(char c) const -> bool { return c == ' ' || (c == '\t' && how_.delimiter != '\t'); }
    void require_utf8(std::string_view text) const;
    auto place(std::size_t line) const -> std::string;
    auto read_plain() -> std::string_view;
    auto read_quoted() -> std::string_view;
    auto finish(bool quoted) -> bool;
    auto delimiter_text() const -> std::string;

    std::string path_;
    dialect how_;
    char line_end_ = '\n';
    std::array<bool, 256> is_special_{}; ///< what ends a field without quotes
    bool plain_ = true; ///< nothing but characters of ASCII
    char const* cursor_;
    char const* end_;
    std::string unescaped_;
    std::string cut_; ///< what ended the text so
    names header_;
    std::size_t line_ = 1, field_line_ = 1, row_line_ = 1;
    std::size_t records_ = 0, column_ = 0;
    bool row_ended_ = true;
};

} // namespace lagom::csv
