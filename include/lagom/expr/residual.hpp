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

template <node Body, node Shortcut>
struct projected_residual_t {
    using node_concept = node_tag;
    using children = nodes<Body, Shortcut>;
    using formulas = decltype(expr::formulas_of<Body>() + expr::formulas_of<Shortcut>());
    static constexpr auto kind = "residual";
    static constexpr int ops = expr::ops_of<Body>() + expr::ops_of<Shortcut>() + 4,
                         parameters = expr::parameters_of<Body>() + expr::parameters_of<Shortcut>();

    [[no_unique_address]] Body body;
    [[no_unique_address]] Shortcut shortcut;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        shape at = in, beside = in;
        short const y = expr::lower_node(body, g, x, at);
        auto const outside = g.enter("shortcut");
        short const around = expr::lower_node(shortcut, g, x, beside);
        g.leave(outside);
        return g.map(lagom::formulas::add{}, {y, around});
    }
    static constexpr auto output(shape in) -> shape
    {
        auto const made = Body::output(in);
        return in.rank > 0 && made.rank > 0 && Shortcut::output(in) == made ? made : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink)
    {
        expr::visit_rates(self.body, sink);
        expr::visit_rates(self.shortcut, sink);
    }
};

/// y = body(x) + x, or body(x) + shortcut(x).
///
/// Shape    S -> S; the body keeps the shape; with a shortcut, both give the same one
/// Params   those of the body; the shortcut's behind `shortcut.0`: residual.0.shortcut.0.conv.0.kernel
/// Source   He, Zhang, Ren, Sun: Deep residual learning (2016), equations 1 and 2
/// Example  residual(dense<64> | relu | dense<64>), residual(conv<64, 3>(strided<2>) | relu | conv<64, 3>,
///          conv<64, 1>(strided<2>))
template <node Body>
constexpr auto residual(Body body) -> residual_t<Body>
{
    return {body};
}
constexpr auto residual(expr::tanh_name) -> residual_t<tanh_t> { return {}; }
template <node Body, node Shortcut>
constexpr auto residual(Body body, Shortcut shortcut) -> projected_residual_t<Body, Shortcut>
{
    return {body, shortcut};
}

template <class... A>
constexpr auto residual(A const&...) -> residual_t<tanh_t>
{
    refuse(residual_takes_a_network_or_a_body_and_a_shortcut<A...>{});
    return {};
}

} // namespace lagom
