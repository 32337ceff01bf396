// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

// The members have no initializers: clang's time is exponential in the depth of those.
template <stop_rule A, stop_rule B>
struct any_of_rules {
    using stop_concept = stop_tag;
    using left_rule = A;
    using right_rule = B;

    A left;
    B right;
};

template <stop_rule A, stop_rule B>
struct all_of_rules {
    using stop_concept = stop_tag;
    using left_rule = A;
    using right_rule = B;

    A left;
    B right;
};

/// Holds when one of the two holds. The result names the one that does, the left one if both do.
template <stop_rule A, stop_rule B>
constexpr auto operator||(A left, B right) -> any_of_rules<A, B>
{
    return {.left = left, .right = right};
}

/// Holds when both hold at the same evaluation: one that held before does not count. Both see every value.
template <stop_rule A, stop_rule B>
constexpr auto operator&&(A left, B right) -> all_of_rules<A, B>
{
    return {.left = left, .right = right};
}

namespace expr {

/// Stands for what was refused: bounded, so that nothing more is said.
struct refused_rule {
    using stop_concept = stop_tag;
    using state = no_state;
    static constexpr char const* name = "";
    static constexpr bool bounds_run = true;

    constexpr auto see(state&, evaluation const&, long) const -> bool { return true; }
    constexpr void describe(auto&& write) const { write(name); }
};

} // namespace expr

/// What is no stopping rule gets one line.
template <stop_rule A, class B>
    requires(!stop_rule<B>)
constexpr auto operator||(A, B const&) -> expr::refused_rule
{
    refuse(what_joins_a_stopping_rule_is_none<B>{});
    return {};
}
template <stop_rule A, class B>
    requires(!stop_rule<B>)
constexpr auto operator&&(A, B const&) -> expr::refused_rule
{
    refuse(what_joins_a_stopping_rule_is_none<B>{});
    return {};
}

} // namespace lagom
