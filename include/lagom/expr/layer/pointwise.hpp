// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/graph/counter.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

using math::where; // for callables of a user's own

template <class F>
struct pointwise_t {
    using node_concept = node_tag;
    using formulas = types<F>;
    static constexpr int ops = 3;

    constexpr auto lower(auto& g, short x, shape) const -> short { return g.map(F{}, {x}); }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }

    /// The formula itself, so that formulas may use each other: x * sigmoid(x).
    template <class X>
        requires(!node<X>)
    constexpr auto operator()(X x) const
    {
        return F{}(x);
    }
};

namespace formulas {

struct unchanged {
    static constexpr auto name = "unchanged";
    constexpr auto operator()(auto x) const { return x; }
};

} // namespace formulas

namespace expr {

/// Whether a callable of a counter is a constant expression. Not asked by `requires`: there g++ 12 instantiates nothing,
/// and takes only operators that something else has used.
template <class F, bool = (static_cast<void>(F{}(math::counter{})), true)>
constexpr auto is_constant_of_a_counter(int) -> bool
{
    return true;
}
template <class F>
constexpr auto is_constant_of_a_counter(...) -> bool
{
    return false;
}

/// What keeps a callable from being a formula, as a type.
template <class F>
constexpr auto formula()
{
    if constexpr (!std::is_empty_v<F> || !std::is_default_constructible_v<F>) {
        return formula_has_captures_and_a_number_that_changes_is_a_rate_of_a_node<F>{};
    } else if constexpr (!requires(math::counter x) { static_cast<math::counter>(F{}(x)); }) {
        return formula_takes_one_generic_lane_and_returns_one<F>{};
    } else if constexpr (!is_constant_of_a_counter<F>(0)) {
        return formula_uses_what_takes_plain_numbers_instead_of_where_and_the_listed_functions<F>{};
    } else {
        return no_mistake{};
    }
}

} // namespace expr

/// A function of one number as a layer. Written once over a generic lane, it is fused like a built-in one,
/// and its derivative follows by dual numbers.
///
/// Shape     S -> S, any S
/// Requires  a constexpr callable (as every lambda is that can be) without captures that takes a lane:
///           + - * /, comparisons, where(mask, a, b), exp, log, sqrt, tanh, erf, abs without a namespace,
///           lagom::math::max and lagom::math::min; no std::sin(x), no `x > 0 ? a : b`, no if
/// Example   pointwise([](auto x) { return where(x > 0, x, 0.1 * x); })
template <class F>
constexpr auto pointwise(F)
{
    if constexpr (passes<decltype(refuse(expr::formula<F>()))>) {
        return pointwise_t<F>{};
    } else {
        return pointwise_t<formulas::unchanged>{};
    }
}

} // namespace lagom
