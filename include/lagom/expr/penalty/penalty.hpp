// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/expr/term.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

/// A penalty of a kind on the parameters that a selector selects. A kind has a name and the formulas
///
/// value(w, c), slope(w, c), prox(w, c, step)  of one weight, under strength c; the last is argmin of
///                                             step * value(v) + 1/2 (v - w)^2
/// pull(dw, w, c)                              optional: how training adds the slope to a gradient
/// step                                        optional: the proximal map, taken after each optimizer step
template <class Kind, selector On = kernels_only>
struct penalty_t {
    using on_what = On;
    using term_concept = term_tag;
    using kind_of_penalty = Kind;
    using formulas = typename Kind::formulas;
    static constexpr auto name = Kind::name;

    double strength = 0;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(self.strength, "strength", 0.0, unlimited);
    }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
    constexpr auto gradient(auto& g, short w, short dw, auto const& b) const -> short
        requires requires { typename Kind::pull; }
    {
        return g.map(typename Kind::pull{}, {dw, w, b.at[0]});
    }
    constexpr auto prox(auto& g, short w, short rate, auto const& b) const -> short
        requires requires { typename Kind::step; }
    {
        return g.map(typename Kind::step{}, {w, b.at[0], rate});
    }
    template <selector S>
    constexpr auto on(S) const -> penalty_t<Kind, S>
    {
        return {strength};
    }
    template <class S>
    constexpr auto on(S) const -> penalty_t
    {
        refuse(on_takes_a_selector_like_kernel_or_named_and_no_text<S>{});
        return *this;
    }
};

} // namespace lagom
