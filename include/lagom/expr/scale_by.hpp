// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/activation/tanh.hpp>
#include <lagom/expr/piped.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

template <node Body>
struct scale_by_t {
    using node_concept = node_tag;
    using children = nodes<Body>;
    using formulas = decltype(types<formulas::times>{} + expr::formulas_of<Body>());
    static constexpr auto kind = "scale_by";
    static constexpr int ops = expr::ops_of<Body>() + 8, parameters = expr::parameters_of<Body>();

    [[no_unique_address]] Body body;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        shape at = in;
        return g.map(lagom::formulas::times{}, {x, expr::lower_node(body, g, x, at)});
    }
    static constexpr auto output(shape in) -> shape
    {
        auto const made = Body::output(in);
        return in.rank > 0 && (made == in || made == vector_of(in.channels())) ? in : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink) { expr::visit_rates(self.body, sink); }
};

/// y = x body(x): the body gives a factor for each number, or for each channel of an example.
///
/// Shape    S -> S; the body keeps the shape, or makes a vector of the channels
/// Source   Hu, Shen, Sun: Squeeze-and-excitation networks (2018), equations 2 to 4
/// Example  scale_by(global_average_pool | dense<4> | relu | dense<64> | sigmoid)
template <node Body>
constexpr auto scale_by(Body body) -> scale_by_t<Body>
{
    return {body};
}
constexpr auto scale_by(expr::tanh_name) -> scale_by_t<tanh_t> { return {}; }

template <class... A>
constexpr auto scale_by(A const&...) -> scale_by_t<tanh_t>
{
    refuse(scale_by_takes_a_network<A...>{});
    return {};
}

} // namespace lagom
