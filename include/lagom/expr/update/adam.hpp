// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/schedule/constant.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/formula.hpp>

#include <concepts>

namespace lagom {
namespace formulas {

struct first_moment {
    static constexpr auto name = "m";
    constexpr auto operator()(auto m, auto g, auto beta, auto rest) const { return beta * m + rest * g; }
};
struct second_moment {
    static constexpr auto name = "v";
    constexpr auto operator()(auto v, auto g, auto beta, auto rest) const
    {
        return beta * v + rest * (g * g);
    }
};
struct rest_of_one { // in double: 1 - 0.999 in float is wrong by 1e-5 of itself, and the corrections would
    // not cancel it
    static constexpr auto name = "1-beta";
    constexpr auto operator()(auto beta) const { return 1 - beta; }
};
struct correction {
    static constexpr auto name = "1/(1-beta^t)";
    constexpr auto operator()(auto t, auto beta) const { return 1 / (1 - exp(t * log(beta))); }
};
struct adam_step {
    static constexpr auto name = "adam";
    static constexpr bool is_adaptive = true;
    constexpr auto operator()(auto w, auto m, auto v, auto rate, auto mean_correction, auto square_correction,
                              auto eps) const
    {
        return w - rate * mean_correction * m / (sqrt(v * square_correction) + eps);
    }
};

} // namespace formulas

template <rate_schedule Rate>
struct adam_t {
    using update_concept = update_tag;
    using formulas = types<formulas::first_moment, formulas::second_moment, formulas::rest_of_one,
                           formulas::correction, formulas::adam_step>;
    static constexpr auto stage = update_stage::optimizer;
    static constexpr auto name = "adam";
    static constexpr bool is_adaptive = true;

    /// Places among its settings, and behind them of what it prepares.
    enum : int { of_rate, of_beta1, of_beta2, of_eps };
    enum : int { mean_correction = of_eps + 1, square_correction, rest_of_beta1, rest_of_beta2 };

    Rate rate;
    double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(0.0, "rate", 0.0, unlimited); // set from the schedule before each step
        sink(self.beta1, "beta1", above_zero, below_one);
        sink(self.beta2, "beta2", above_zero, below_one);
        sink(self.eps, "eps", 0.0, unlimited);
    }
    constexpr void prepare(auto& g, auto& b) const
    {
        namespace f = lagom::formulas;
        auto const t = g.step_number();
        g.learning_rate = b.at[of_rate];
        b.at[mean_correction] = g.map(f::correction{}, {t, b.at[of_beta1]});
        b.at[square_correction] = g.map(f::correction{}, {t, b.at[of_beta2]});
        b.at[rest_of_beta1] = g.map(f::rest_of_one{}, {b.at[of_beta1]});
        b.at[rest_of_beta2] = g.map(f::rest_of_one{}, {b.at[of_beta2]});
    }
    constexpr auto step(auto& g, short p, short dw, short learning_rate, auto const& b) const -> short
    {
        namespace f = lagom::formulas;
        auto const m = g.moment(p, "m"), v = g.moment(p, "v");
        auto const m1 = g.map(f::first_moment{}, {m, dw, b.at[of_beta1], b.at[rest_of_beta1]}),
                   v1 = g.map(f::second_moment{}, {v, dw, b.at[of_beta2], b.at[rest_of_beta2]});
        g.commit(m, m1);
        g.commit(v, v1);
        return g.map(
            f::adam_step{},
            {p, m1, v1, learning_rate, b.at[mean_correction], b.at[square_correction], b.at[of_eps]});
    }

    constexpr auto betas(double first, double second) const -> adam_t
    {
        auto changed = *this;
        changed.beta1 = in_range("adam", "beta1", first, above_zero, below_one);
        changed.beta2 = in_range("adam", "beta2", second, above_zero, below_one);
        return changed;
    }
    constexpr auto epsilon(double new_eps) const -> adam_t
    {
        auto changed = *this;
        changed.eps = in_range("adam", "eps", new_eps, 0, unlimited);
        return changed;
    }
};

namespace expr {

struct adam_of_a_rate {
    template <rate_schedule Rate>
    constexpr auto operator()(Rate rate) const -> adam_t<Rate>
    {
        return {rate};
    }
    constexpr auto operator()(double rate) const -> adam_t<constant_t>
    {
        return {constant_t{in_range("adam", "rate", rate, 0, unlimited)}};
    }
};

} // namespace expr

/// Adam, bias corrected: w -= rate m^ / (sqrt(v^) + eps). With `| decay(c)` behind it, AdamW.
///
/// Params   rate: a number or a schedule; beta1 0.9, beta2 0.999 (`.betas(a, b)`), eps 1e-8
///          (`.epsilon(e)`), outside the root
/// State    two numbers a parameter
/// Source   Kingma, Ba: Adam (2015), algorithm 1
/// Example  adam(1e-3), adam(cosine(5e-3)).betas(0.9, 0.95)
inline constexpr struct adam_without_its_rate : expr::adam_of_a_rate {
    using adam_of_a_rate::operator();
    template <class... A>
        requires(!std::invocable<expr::adam_of_a_rate const&, A...>)
    constexpr auto operator()(A&&...) const -> adam_t<constant_t>
    {
        refuse(adam_takes_a_rate_or_a_schedule<std::remove_cvref_t<A>...>{});
        return {constant_t{0}};
    }
} adam{};

} // namespace lagom
