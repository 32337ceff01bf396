// SPDX-License-Identifier: BSL-1.0
#include "data/csv_records.hpp"

#include "core/formats.hpp"
#include "core/json_header.hpp"
#include "core/say_once.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace lagom::csv {
namespace {

using std::to_string;

/// What a file is that begins with these bytes, if it is no text of UTF-8.
auto other_format(std::string_view text) -> char const*
{
    using namespace std::string_view_literals;
    if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) {
        return "the byte order mark of UTF-32";
    }
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return "the byte order mark of UTF-16";
    }
    return text.starts_with("PK\3\4") ? "the mark of a ZIP archive, as Excel's workbooks are" : nullptr;
}

/// Bytes above 127 and zeros are looked at field by field.
auto is_plain(std::string_view text) -> bool
{
    constexpr auto step = sizeof(std::uint64_t);
    auto high = std::uint64_t{0};
    auto at = std::size_t{0};
    for (; at + step <= text.size(); at += step) {
        auto eight = std::uint64_t{0};
        std::memcpy(&eight, text.data() + at, step);
        high |= eight;
    }
    for (; at < text.size(); ++at) {
        high |= static_cast<unsigned char>(text[at]);
    }
    return (high & 0x8080808080808080U) == 0 && text.find('\0') == std::string_view::npos;
}

} // namespace

auto listed(names const& all) -> std::string
{
    constexpr auto most = std::size_t{100};
    auto result = std::string();
    for (auto i = std::size_t{0}; i < std::min(all.size(), most); ++i) {
        result += (i == 0 ? "" : ", ") + shown(all[i]);
    }
    return all.size() > most ? result + " and " + to_string(all.size() - most) + " more" : result;
}

records::records(std::string path, std::string_view text, dialect how)
    : path_(std::move(path)), how_(how), plain_(is_plain(text)), cursor_(text.data()),
      end_(text.data() + text.size())
{
    if (auto const* const found = other_format(text)) {
        refuse_file("the file begins with " + std::string(found) + ", expected a text in UTF-8");
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        cursor_ += 3;
    }
    if (text.find('\n') == std::string_view::npos) {
        line_end_ = '\r'; // as old programs end lines, or none
    }
    for (auto const c : {how_.delimiter, line_end_, '\r', '"'}) {
        is_special_[static_cast<unsigned char>(c)] = true;
    }
}

auto records::lines() const -> std::size_t
{
    auto const text = rest();
    auto count = std::size_t{0};
    for (auto at = text.find(line_end_); at != std::string_view::npos; at = text.find(line_end_, at + 1)) {
        ++count;
    }
    return count + (text.empty() || text.back() == line_end_ ? 0 : 1);
}

auto records::more() -> bool
{
    auto const one_column = header_.size() == 1;
    for (auto skipped = true; skipped && cursor_ != end_;) {
        auto const* const begin = cursor_;
        skip_blanks();
        auto const blank = cursor_ == end_ || *cursor_ == '\n' || *cursor_ == '\r';
        auto const rest = std::string_view(cursor_, static_cast<std::size_t>(end_ - cursor_));
        // A gap in the only column is a value that is missing, and blank lines at the end are none.
        auto const is_value = one_column && rest.find_first_not_of(" \t\r\n") != std::string_view::npos;
        skipped = blank ? !is_value : *cursor_ == how_.comment;
        if (skipped) {
            skip_line();
        } else {
            cursor_ = begin;
        }
    }
    return cursor_ != end_;
}

void records::skip_line()
{
    while (cursor_ != end_ && *cursor_ != line_end_) {
        ++cursor_;
    }
    if (cursor_ != end_) {
        ++cursor_;
        ++line_;
    }
}

void records::skip_blanks()
{
    while (cursor_ != end_ && is_blank(*cursor_)) {
        ++cursor_;
    }
}

auto records::next() -> field
{
    start_row();
    ++column_;
    field_line_ = line_;
    skip_blanks();
    auto const quoted = cursor_ != end_ && *cursor_ == '"';
    auto const text = quoted ? read_quoted() : read_plain();
    if (!plain_) {
        require_utf8(text);
    }
    auto const ends_row = finish(quoted);
    if (cursor_ == end_ && ends_row && !quoted && cursor_[-1] != line_end_ && !text.empty()) {
        cut_ = shown(text);
    }
    return {text, ends_row};
}

void records::say_if_cut() const
{
    if (!cut_.empty()) {
        say_once("lagom: " + field_place() + ": the last line has no end, so that " + cut_ +
                 " may be cut off; a line end after it says that it is whole");
    }
}

void records::require_utf8(std::string_view text) const
{
    for (auto at = std::size_t{0}; at < text.size();) {
        auto const length = json::utf8_length(text.substr(at));
        if (length == 0 || text[at] == '\0') {
            refuse(shown(text),
                   length == 0 ? "a text in UTF-8 (Latin-1 and Windows-1252 write other bytes)"
                               : "a text without zero bytes (UTF-16 has them)");
        }
        at += length;
    }
}

/// File, line, row and column of the field read last.
auto records::field_place() const -> std::string
{
    auto const name = column_ <= header_.size() ? " " + shown(header_[column_ - 1]) : std::string();
    return path_ + ", " + place(field_line_) + ", column " + to_string(column_) + name;
}

void records::refuse(std::string const& found, std::string const& expected) const
{
    throw file_error(field_place() + ": found " + found + ", expected " + expected);
}

void records::refuse_column(std::size_t column, std::string const& found, std::string const& expected) const
{
    throw file_error(path_ + ", " + place(row_line_) + ", column " + to_string(column + 1) + ": found " +
                     found + ", expected " + expected);
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
    auto const headers = how_.has_header ? std::size_t{1} : std::size_t{0};
    auto const row = records_ <= headers ? std::string("header") : "row " + to_string(records_ - headers);
    return "line " + to_string(line) + " (" + row + ")";
}

auto records::read_plain() -> std::string_view
{
    auto const* const begin = cursor_;
    auto const* at = begin;
    while (at != end_ && !is_special_[static_cast<unsigned char>(*at)]) {
        ++at;
    }
    cursor_ = at;
    while (at != begin && is_blank(at[-1])) {
        --at;
    }
    return {begin, static_cast<std::size_t>(at - begin)};
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
        line_ += *cursor_ == line_end_ ? 1U : 0U;
    }
    auto const last = std::string_view(begin, static_cast<std::size_t>(cursor_ - begin));
    ++cursor_;
    return unescaped_.empty() ? last : std::string_view(unescaped_ += last);
}

/// Steps over what separates fields or rows. True at the end of a row.
auto records::finish(bool quoted) -> bool
{
    if (cursor_ != end_ && *cursor_ == how_.delimiter && how_.delimiter != ' ') { // nearly always
        ++cursor_;
        return false;
    }
    auto const* const begin = cursor_;
    skip_blanks();
    auto const ended = cursor_ == end_ || *cursor_ == line_end_ || *cursor_ == '\r';
    if (!ended && how_.delimiter == ' ' && cursor_ != begin) {
        return false;
    }
    if (!ended && *cursor_ == how_.delimiter) {
        ++cursor_;
        return false;
    }
    if (cursor_ != end_ && *cursor_ == '\r' && line_end_ != '\r') {
        ++cursor_;
        if (cursor_ == end_ || *cursor_ != line_end_) {
            refuse("a carriage return alone", "a line feed after it, or quotes around the field");
        }
    }
    if (cursor_ != end_ && *cursor_ != line_end_) {
        refuse(quoted ? shown({cursor_, 1}) + " after a closing quote"
                      : "a quote inside a field without quotes",
               quoted ? delimiter_text() + " or the end of the line"
                      : "quotes around the field, and those inside doubled");
    }
    if (cursor_ != end_) {
        ++cursor_;
        ++line_;
    }
    row_ended_ = true;
    return true;
}

auto records::delimiter_text() const -> std::string
{
    return how_.delimiter == ',' ? "a comma" : "the delimiter " + shown({&how_.delimiter, 1});
}

} // namespace lagom::csv
