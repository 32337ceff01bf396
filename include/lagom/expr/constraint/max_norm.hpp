// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/expr/update/clip.hpp>

namespace lagom {

template <selector On = kernels_only>
struct max_norm_t {
    using on_what = On;
    using update_concept = update_tag;
    using formulas = types<formulas::square, formulas::clip_factor, formulas::times>;
    static constexpr auto stage = update_stage::constraint;
    static constexpr auto name = "max_norm";
    static constexpr bool for_kernels = true;

    double limit = 1;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(self.limit, "limit", above_zero, unlimited);
    }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
    constexpr auto project(auto& g, short w, auto const& b) const -> short
    {
        namespace f = lagom::formulas;
        auto const squares = g.column_sum(g.map(f::square{}, {w}));
        return g.map(f::times{}, {w, g.map(f::clip_factor{}, {squares, b.at[0]})});
    }
    template <selector S>
    constexpr auto on(S) const -> max_norm_t<S>
    {
        return {limit};
    }
    template <class S>
    constexpr auto on(S) const -> max_norm_t
    {
        refuse(on_takes_a_selector_like_kernel_or_named_and_no_text<S>{});
        return *this;
    }
};

/// After each step, scales the incoming weights of each unit so that their norm is at most `limit`. A unit
/// inside the bound keeps every bit.
///
/// Cost     one more pass over a panel that is in the cache
/// Source   Srivastava et al., JMLR 15 (2014), section 5.1
/// Example  sgd(0.1, 0.9) | max_norm(3)
constexpr auto max_norm(double limit) -> max_norm_t<>
{
    return {in_range("max_norm", "limit", limit, above_zero, unlimited)};
}

} // namespace lagom
