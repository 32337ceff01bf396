// SPDX-License-Identifier: BSL-1.0
#include "core/json_header.hpp"

namespace lagom::json {
namespace {

void append_utf8(std::string& out, std::uint32_t code)
{
    auto const tail = [&](int shift) {
        return static_cast<char>(0x80 | (code >> shift & 0x3F));
    };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += {static_cast<char>(0xC0 | code >> 6), tail(0)};
    } else if (code < 0x10000) {
        out += {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
    } else {
        out += {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
    }
}

} // namespace

auto utf8_length(std::string_view text) -> std::size_t
{
    auto const byte = [&](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    auto const first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    auto const length = first >= 0xF0 ? 4U : first >= 0xE0 ? 3U : 2U;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) {
        return 0;
    }
    auto const low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    auto const high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    auto valid = byte(1) >= low && byte(1) <= high;
    for (auto i = 2U; i < length; ++i) {
        valid = valid && (byte(i) & 0xC0) == 0x80;
    }
    return valid ? length : 0;
}

auto quoted(std::string_view text, char const* writer) -> std::string
{
    auto out = std::string("\"");
    while (!text.empty()) {
        auto const length = utf8_length(text);
        if (length == 0) {
            throw argument_error(std::string(writer) + ": the text after " + out + "\" is not UTF-8");
        }
        auto const c = static_cast<unsigned char>(text.front());
        if (c < 0x20) {
            out += "\\u00" + formats::hexadecimal(c);
        } else {
            out += c == '"' || c == '\\' ? "\\" : "";
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out + '"';
}

auto header_reader::read_string() -> std::string
{
    expect("\"");
    auto out = std::string();
    while (!at_.rest().empty()) {
        auto const c = at_.rest().front();
        if (c == '"') {
            at_.step(1);
            return out;
        }
        if (c == '\\') {
            at_.step(1);
            read_escape(out);
        } else {
            read_plain(out);
        }
    }
    refuse("the header ends in a text, expected a closing quote");
}

auto header_reader::read_numbers() -> formats::shape_type
{
    auto numbers = formats::shape_type();
    expect("[");
    for (auto more = !at_.accept("]"); more; more = next_entry("]")) {
        numbers.push_back(read_number());
    }
    return numbers;
}

void header_reader::expect_end()
{
    at_.skip(" ");
    if (!at_.rest().empty()) {
        refuse("found more after the header, expected spaces only");
    }
}

void header_reader::expect(std::string_view word)
{
    if (!at_.accept(word)) {
        refuse("expected " + std::string(word));
    }
}

auto header_reader::next_entry(std::string_view close) -> bool
{
    if (at_.accept(",")) {
        return true;
    }
    if (!at_.accept(close)) {
        refuse("expected , or " + std::string(close));
    }
    return false;
}

void header_reader::read_plain(std::string& out)
{
    auto const text = at_.rest();
    auto const length = utf8_length(text);
    if (length == 0 || static_cast<unsigned char>(text.front()) < 0x20) {
        refuse("found a byte that no JSON text holds, expected UTF-8 without control characters");
    }
    out += text.substr(0, length);
    at_.step(length);
}

void header_reader::read_escape(std::string& out)
{
    constexpr auto letters = std::string_view("\"\\/bfnrt");
    constexpr auto meanings = std::string_view("\"\\/\b\f\n\r\t");
    auto const letter = at_.rest().empty() ? '\0' : at_.rest().front();
    if (auto const which = letters.find(letter); which != std::string_view::npos) {
        out += meanings[which];
        at_.step(1);
    } else if (letter == 'u') {
        append_utf8(out, read_code_point());
    } else {
        refuse("unknown escape, expected one of \" \\ / b f n r t u after the backslash");
    }
}

/// uXXXX, or two of them that are a surrogate pair.
auto header_reader::read_code_point() -> std::uint32_t
{
    auto const start = place();
    auto const first = read_four_digits();
    if (first < 0xD800 || first > 0xDFFF) {
        return first;
    }
    if (first < 0xDC00 && at_.rest().starts_with("\\u")) {
        at_.step(1);
        if (auto const second = read_four_digits(); second >= 0xDC00 && second <= 0xDFFF) {
            return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        }
    }
    refuse_at(start, "half of a surrogate pair, expected both");
}

/// The digits after the u.
auto header_reader::read_four_digits() -> std::uint32_t
{
    at_.step(1);
    auto const digits = at_.rest().substr(0, 4);
    auto code = std::uint32_t{0};
    auto const* const end = digits.data() + digits.size();
    if (digits.size() != 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
        refuse("expected four hexadecimal digits");
    }
    at_.step(4);
    return code;
}

auto header_reader::read_number() -> std::size_t
{
    at_.skip_blanks();
    auto const start = place();
    auto const leading_zero = at_.rest().starts_with('0');
    auto const value = at_.read_size();
    if (!value || (leading_zero && place() - start > 1)) {
        refuse_at(start, "expected a whole number from 0 to 2^64 - 1");
    }
    return *value;
}

} // namespace lagom::json
