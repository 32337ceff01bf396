// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/decide.hpp>

#include <charconv>

namespace lagom::detail {
namespace {

template <class Number>
void append_number(std::string& text, Number number)
{
    char digits[32];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

} // namespace

void rule_writer::append(char const* word) { text += word; }
void rule_writer::append(double number) { append_number(text, number); }
void rule_writer::append(long number) { append_number(text, number); }

} // namespace lagom::detail
