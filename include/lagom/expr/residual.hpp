// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/activation/tanh.hpp>
#include <lagom/expr/piped.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

template <node Body>
struct residual_t {
    using node_concept = node_tag;
    using children = nodes<Body>;
    using formulas = decltype(expr::formulas_of<Body>());
    static constexpr auto kind = "residual";
    static constexpr bool adds_input = true; // to what its parts give
    static constexpr int ops = expr::ops_of<Body>() + 4, parameters = expr::parameters_of<Body>();

    [[no_unique_address]] Body body;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        return g.map(lagom::formulas::add{}, {expr::lower_node(body, g, x, in), x});
    }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank > 0 && Body::output(in) == in ? in : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink) { expr::visit_rates(self.body, sink); }
};

/// y = body(x) + x.
///
/// Shape    S -> S; the body keeps the shape
/// Source   He, Zhang, Ren, Sun: Deep residual learning (2016), equation 1
/// Example  residual(dense<64> | relu | dense<64>)
template <node Body>
constexpr auto residual(Body body) -> residual_t<Body>
{
    return {body};
}
constexpr auto residual(expr::tanh_name) -> residual_t<tanh_t> { return {}; }

template <class... A>
constexpr auto residual(A const&...) -> residual_t<tanh_t>
{
    refuse(residual_takes_a_network<A...>{});
    return {};
}

} // namespace lagom
