// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lagom::csv {

using names = std::vector<std::string>;

/// A text as an error shows it: in quotes, on one line, not too long.
auto shown(std::string_view text) -> std::string;
/// A hundred of them at most.
auto listed(names const& all) -> std::string;

struct field {
    std::string_view text; ///< valid until the next field is read
    bool ends_row;
};

/// The fields of a text of RFC 4180 one after another, and where in the file they stand.
class records {
public:
    records(std::string path, std::string_view text);

    auto at_end() const -> bool { return cursor_ == end_; }
    auto rest() const -> std::string_view { return {cursor_, static_cast<std::size_t>(end_ - cursor_)}; }
    void name_columns(names const& header) { header_ = header; }

    auto next() -> field;

    /// Refuses the field read last.
    [[noreturn]] void refuse(std::string const& found, std::string const& expected) const;
    /// Refuses the row read last.
    [[noreturn]] void refuse_row(std::string const& what) const;
    [[noreturn]] void refuse_file(std::string const& what) const;

private:
    void start_row();
    auto place(std::size_t line) const -> std::string;
    auto read_plain() -> std::string_view;
    auto read_quoted() -> std::string_view;
    auto finish(bool quoted) -> bool;

    std::string path_;
    char const* cursor_;
    char const* end_;
    std::string unescaped_;
    names header_;
    std::size_t line_ = 1, field_line_ = 1, row_line_ = 1;
    std::size_t records_ = 0, column_ = 0;
    bool row_ended_ = true;
};

} // namespace lagom::csv
