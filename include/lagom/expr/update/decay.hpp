// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {
namespace formulas {

struct decoupled_decay {
    static constexpr auto name = "- rate c w";
    constexpr auto operator()(auto next, auto w, auto rate, auto c) const { return next - rate * c * w; }
};

} // namespace formulas

template <selector On = kernels_only>
struct decay_t {
    using on_what = On;
    using update_concept = update_tag;
    using formulas = types<formulas::decoupled_decay>;
    static constexpr auto stage = update_stage::decay;
    static constexpr auto name = "decay";

    double strength = 0;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(self.strength, "strength", 0.0, unlimited);
    }
    static constexpr auto selects(auto const& g, short p) -> bool { return On::matches(g, p); }
    constexpr auto decay(auto& g, short p, short next, short rate, auto const& b) const -> short
    {
        return selects(g, p) ? g.map(lagom::formulas::decoupled_decay{}, {next, p, rate, b.at[0]}) : next;
    }
    template <selector S>
    constexpr auto on(S) const -> decay_t<S>
    {
        return {strength};
    }
    template <class S>
    constexpr auto on(S) const -> decay_t
    {
        refuse(on_takes_a_selector_like_kernel_or_named_and_no_text<S>{});
        return *this;
    }
};

/// Decoupled weight decay, as in AdamW: takes rate * strength * w off each weight, of the w from before the
/// step. Kernels only, unless `.on(selector)` says otherwise. Scaled by the scheduled rate.
///
/// Source   Loshchilov, Hutter: Decoupled weight decay regularization (2019), algorithm 2
/// Example  adam(1e-3) | decay(0.01)
constexpr auto decay(double strength) -> decay_t<>
{
    return {in_range("decay", "strength", strength, 0, unlimited)};
}
/// `decay` where `using namespace std` brings std::decay, too.
constexpr auto weight_decay(double strength) -> decay_t<> { return decay(strength); }

} // namespace lagom
