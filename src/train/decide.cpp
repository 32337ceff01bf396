// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/decide.hpp>

#include <charconv>

namespace lagom::trainers {
namespace {

template <class Number>
auto shortest(Number number) -> std::string
{
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

} // namespace

rule_argument::rule_argument(char const* word) : text(word) {}
rule_argument::rule_argument(double number) : text(shortest(number)) {}
rule_argument::rule_argument(long number) : text(shortest(number)) {}

void rule_writer::write(char const* word, std::initializer_list<rule_argument> arguments)
{
    text += word;
    char const* before = "(";
    for (auto const& argument : arguments) {
        text += before + argument.text;
        before = ", ";
    }
    text += arguments.size() > 0 ? ")" : "";
}

} // namespace lagom::trainers
