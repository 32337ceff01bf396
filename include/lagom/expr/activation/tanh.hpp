// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/layer/pointwise.hpp>
#include <lagom/expr/piped.hpp>

namespace lagom {
namespace formulas {

struct tanh_f {
    static constexpr auto name = "tanh";
    static constexpr pull rules[]{pull::output};
    constexpr auto operator()(auto x) const { return tanh(x); }
    static constexpr auto from_output(auto dy, auto y) { return dy * (1 - y * y); }
};

} // namespace formulas

namespace expr {
struct tanh_as_node {};
} // namespace expr

using tanh_t = pointwise_t<formulas::tanh_f>;

/// The hyperbolic tangent as a layer. <cmath> owns the name, so this is one more overload of it, which may
/// stand wherever a node may: `dense<8> | tanh`. `tanh()` is the same node as an ordinary value.
///
/// Shape  S -> S, any S
constexpr auto tanh(expr::tanh_as_node = {}) -> tanh_t { return {}; }

namespace expr {
/// What the name `tanh` becomes where a node is asked for.
using tanh_name = auto (*)(tanh_as_node) -> tanh_t;
} // namespace expr

template <node A>
constexpr auto operator|(A a, expr::tanh_name) -> piped<A, tanh_t>
{
    return {a, {}};
}
template <node B>
constexpr auto operator|(expr::tanh_name, B b) -> piped<tanh_t, B>
{
    return {{}, b};
}

} // namespace lagom
