// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {

template <selector On>
struct freeze_t {
    using on_what = On;
    using update_concept = update_tag;
    static constexpr auto stage = update_stage::after_the_optimizer;
    static constexpr auto name = "freeze";

    static constexpr auto freezes(auto const& g, short p) -> bool { return On::matches(g, p); }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
};

/// Leaves the selected parameters as they are: neither gradient, penalty nor constraint is computed for them.
///
/// A batch norm whose scale and shift both are frozen uses its running statistics and keeps them, as in inference:
/// without noise in it, the output of a frozen body does not change by one bit. Freezing kernels alone leaves a
/// norm in training; dropout and other noise in a frozen body stay active.
///
/// Example  adam(1e-3) | freeze(named<"stem">)
template <selector On>
constexpr auto freeze(On) -> freeze_t<On>
{
    return {};
}

template <class... A>
constexpr auto freeze(A const&...) -> freeze_t<all_t>
{
    refuse(freeze_takes_a_selector<A...>{});
    return {};
}

template <selector On = all_t>
struct rate_factor_t {
    using on_what = On;
    using update_concept = update_tag;
    using formulas = types<formulas::times>;
    static constexpr auto stage = update_stage::after_the_optimizer;
    static constexpr auto name = "rate_factor";

    enum : int { of_factor, scaled_from, scaled }; // its setting, and the last rate that it scaled

    double factor = 1;

    static constexpr void settings(auto& self, auto&& sink) { sink(self.factor, "factor", 0.0, unlimited); }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
    constexpr auto scale_rate(auto& g, short p, short rate, auto& b) const -> short
    {
        if (!selects(g, p)) {
            return rate;
        }
        if (b.at[scaled_from] != rate) { // made once for all parameters that have the same rate so far
            b.at[scaled_from] = rate;
            b.at[scaled] = g.map(lagom::formulas::times{}, {rate, b.at[of_factor]});
        }
        return b.at[scaled];
    }
    template <selector S>
    constexpr auto on(S) const -> rate_factor_t<S>
    {
        return {factor};
    }
    template <class S>
    constexpr auto on(S) const -> rate_factor_t
    {
        refuse(on_takes_a_selector_like_kernel_or_named_and_no_text<S>{});
        return *this;
    }
};

/// Multiplies the rate of the selected parameters, in the optimizer, its decay and proximal steps alike.
///
/// Example  adam(1e-3) | rate_factor(0.1).on(named<"stem">)
constexpr auto rate_factor(double factor) -> rate_factor_t<>
{
    return {in_range("rate_factor", "factor", factor, 0, unlimited)};
}

} // namespace lagom
