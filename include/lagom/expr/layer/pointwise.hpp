// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

using math::where; // for callables of a user's own

template <class F>
struct pointwise_t {
    using node_concept = node_tag;
    using formulas = plan::types<F>;
    static constexpr int ops = 3;

    constexpr auto lower(auto& g, short x) const -> short { return g.map(F{}, {x}); }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }

    /// The formula itself, so that formulas may use each other: x * sigmoid(x).
    template <class X>
        requires(!node<X>)
    constexpr auto operator()(X x) const
    {
        return F{}(x);
    }
};

/// A function of one number as a layer. Written once over a generic lane, it is fused like a built-in one,
/// and its derivative follows by dual numbers.
///
/// Shape     S -> S, any S
/// Requires  a callable without captures that takes a lane: + - * /, comparisons, where(mask, a, b), exp,
///           log, sqrt, tanh, erf, abs without a namespace, lagom::math::max and lagom::math::min
/// Example   pointwise([](auto x) { return x * sigmoid(x); })
template <class F>
constexpr auto pointwise(F) -> pointwise_t<F>
{
    static_assert(std::is_empty_v<F> && std::is_default_constructible_v<F>,
                  "lagom: a pointwise callable has no captures; a number that changes is a node's rate");
    static_assert(
        requires(F f, double x, math::dual<double> d) {
            static_cast<double>(f(x));
            f(d);
        }, "lagom: a pointwise callable takes one generic lane (auto x) and returns a lane");
    return {};
}

} // namespace lagom
