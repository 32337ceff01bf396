// SPDX-License-Identifier: BSL-1.0
#include "csv_records.hpp"

#include "formats.hpp"

#include <algorithm>
#include <utility>

namespace lagom::csv {
namespace {

using std::to_string;

auto is_special(char c) -> bool { return c == ',' || c == '\n' || c == '\r' || c == '"'; }

} // namespace

auto shown(std::string_view text) -> std::string
{
    constexpr auto longest = std::size_t{60};
    auto result = std::string("\"");
    for (auto const c : text.substr(0, longest)) {
        if (auto const code = static_cast<unsigned char>(c); code < 32 || code == 127) {
            result += "\\x" + formats::hexadecimal(code);
        } else {
            result += c;
        }
    }
    return result + (text.size() > longest ? "...\"" : "\"");
}

auto listed(names const& all) -> std::string
{
    constexpr auto most = std::size_t{100};
    auto result = std::string();
    for (auto i = std::size_t{0}; i < std::min(all.size(), most); ++i) {
        result += (i == 0 ? "" : ", ") + shown(all[i]);
    }
    return all.size() > most ? result + " and " + to_string(all.size() - most) + " more" : result;
}

records::records(std::string path, std::string_view text)
    : path_(std::move(path)), cursor_(text.data()), end_(text.data() + text.size())
{
    if (text.starts_with("\xEF\xBB\xBF")) {
        cursor_ += 3;
    }
}

auto records::next() -> field
{
    start_row();
    ++column_;
    field_line_ = line_;
    auto const quoted = cursor_ != end_ && *cursor_ == '"';
    auto const text = quoted ? read_quoted() : read_plain();
    return {text, finish(quoted)};
}

void records::refuse(std::string const& found, std::string const& expected) const
{
    auto const name = column_ <= header_.size() ? " " + shown(header_[column_ - 1]) : std::string();
    throw file_error(path_ + ", " + place(field_line_) + ", column " + to_string(column_) + name +
                     ": found " + found + ", expected " + expected);
}

void records::refuse_row(std::string const& what) const
{
    throw file_error(path_ + ", " + place(row_line_) + ": " + what);
}

void records::refuse_file(std::string const& what) const { throw file_error(path_ + ": " + what); }

void records::start_row()
{
    if (row_ended_) {
        row_ended_ = false;
        column_ = 0;
        row_line_ = line_;
        ++records_;
    }
}

auto records::place(std::size_t line) const -> std::string
{
    auto const row = records_ == 1 ? std::string("header") : "row " + to_string(records_ - 1);
    return "line " + to_string(line) + " (" + row + ")";
}

auto records::read_plain() -> std::string_view
{
    auto const* const begin = cursor_;
    while (cursor_ != end_ && !is_special(*cursor_)) {
        ++cursor_;
    }
    return {begin, static_cast<std::size_t>(cursor_ - begin)};
}

/// Only a text with doubled quotes is copied.
auto records::read_quoted() -> std::string_view
{
    unescaped_.clear();
    auto const* begin = ++cursor_;
    for (;; ++cursor_) {
        if (cursor_ == end_) {
            refuse("a quoted field that does not end", "a closing quote");
        }
        if (*cursor_ == '"') {
            if (cursor_ + 1 == end_ || cursor_[1] != '"') {
                break;
            }
            unescaped_.append(begin, ++cursor_);
            begin = cursor_ + 1;
        }
        line_ += *cursor_ == '\n' ? 1U : 0U;
    }
    auto const last = std::string_view(begin, static_cast<std::size_t>(cursor_ - begin));
    ++cursor_;
    return unescaped_.empty() ? last : std::string_view(unescaped_ += last);
}

/// Steps over what separates fields or rows. True at the end of a row.
auto records::finish(bool quoted) -> bool
{
    if (cursor_ != end_ && *cursor_ == ',') {
        ++cursor_;
        return false;
    }
    if (cursor_ != end_ && *cursor_ == '\r') {
        ++cursor_;
        if (cursor_ == end_ || *cursor_ != '\n') {
            refuse("a carriage return alone", "a line feed after it, or quotes around the field");
        }
    }
    if (cursor_ != end_ && *cursor_ != '\n') {
        refuse(
            quoted ? shown({cursor_, 1}) + " after a closing quote" : "a quote inside a field without quotes",
            quoted ? "a comma or the end of the line" : "quotes around the field, and those inside doubled");
    }
    if (cursor_ != end_) {
        ++cursor_;
        ++line_;
    }
    row_ended_ = true;
    return true;
}

} // namespace lagom::csv
