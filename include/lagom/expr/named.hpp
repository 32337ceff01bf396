// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/names.hpp>
#include <lagom/expr/activation/tanh.hpp>
#include <lagom/expr/piped.hpp>
#include <lagom/expr/select/selector.hpp>

namespace lagom {

template <fixed_string Name, node Body>
struct named_node {
    using node_concept = node_tag;
    using children = nodes<Body>;
    using formulas = decltype(expr::formulas_of<Body>());
    static constexpr int ops = expr::ops_of<Body>(), parameters = expr::parameters_of<Body>();
    static constexpr char const* user_name = basics::text_of<Name>;

    [[no_unique_address]] Body body;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        g.pending = user_name;
        g.is_named = true;
        if constexpr (requires { Body::kind; }) {
            return expr::lower_node(body, g, x, in);
        } else {
            auto const outside = g.enter("");
            short const y = expr::lower_node(body, g, x, in);
            g.leave(outside);
            return y;
        }
    }
    static constexpr auto output(shape in) -> shape { return Body::output(in); }
    static constexpr void rates(auto& self, auto&& sink) { expr::visit_rates(self.body, sink); }
};

template <fixed_string Name>
struct named_t {
    using selector_concept = selector_tag;

    template <node Body>
    constexpr auto operator()(Body body) const -> named_node<Name, Body>
    {
        return {body};
    }
    constexpr auto operator()(expr::tanh_name) const -> named_node<Name, tanh_t> { return {}; }

    template <class... A>
    constexpr auto operator()(A const&...) const -> named_node<Name, tanh_t>
    {
        refuse(named_takes_a_network<A...>{});
        return {};
    }

    static constexpr auto matches(auto const& g, short p) -> bool
    {
        for (short s = g.tensors[p].scope; s >= 0; s = g.scopes[s].parent) {
            if (g.scopes[s].ordinal < 0 && basics::same_text(g.scopes[s].name, basics::text_of<Name>)) {
                return true;
            }
        }
        return false;
    }
};

/// Gives a node a name of its own, used in paths instead of kind and number: named<"fc1">(dense<10>) owns
/// fc1.kernel. The same name without a node selects what is in it: l2(1e-4).on(named<"fc1">).
template <fixed_string Name>
inline constexpr named_t<Name> named{};

} // namespace lagom
