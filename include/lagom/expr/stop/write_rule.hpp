// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/facts.hpp>

namespace lagom::expr {

template <class Rule>
constexpr void write_rule(Rule const& rule, auto& write);

template <class Parent, class Rule>
constexpr void write_operand(Rule const& rule, auto& write)
{
    constexpr auto parentheses = joined<Rule> && is_any<Rule> != is_any<Parent>;
    write(parentheses ? "(" : "");
    write_rule(rule, write);
    write(parentheses ? ")" : "");
}

/// Calls `write(word)` and `write(word, arguments...)` for what the rule looks like in a program.
template <class Rule>
constexpr void write_rule(Rule const& rule, auto& write)
{
    if constexpr (joined<Rule>) {
        write_operand<Rule>(rule.left, write);
        write(is_any<Rule> ? " || " : " && ");
        write_operand<Rule>(rule.right, write);
    } else {
        rule.describe(write);
    }
}

} // namespace lagom::expr
