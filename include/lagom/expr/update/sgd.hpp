// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/schedule/constant.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/formula.hpp>

#include <concepts>

namespace lagom {
namespace formulas {

struct accumulate {
    static constexpr auto name = "momentum v + g";
    constexpr auto operator()(auto v, auto g, auto momentum) const { return momentum * v + g; }
};
struct look_ahead {
    static constexpr auto name = "g + momentum v";
    constexpr auto operator()(auto g, auto v, auto momentum) const { return g + momentum * v; }
};
struct descend {
    static constexpr auto name = "w - rate v";
    constexpr auto operator()(auto w, auto v, auto rate) const { return w - rate * v; }
};

} // namespace formulas

enum class velocity : unsigned char { none, heavy_ball, nesterov };

template <rate_schedule Rate, velocity Kind>
struct sgd_t {
    using update_concept = update_tag;
    using formulas = types<formulas::accumulate, formulas::look_ahead, formulas::descend>;
    static constexpr auto stage = update_stage::optimizer;
    static constexpr auto name = "sgd";

    enum : int { of_rate, of_momentum }; // among its settings

    Rate rate;
    double momentum_share = 0;

    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(0.0, "rate", 0.0, unlimited); // set from the schedule before each step
        sink(self.momentum_share, "momentum", 0.0, below_one);
    }
    constexpr void prepare(auto& g, auto& b) const { g.learning_rate = b.at[of_rate]; }
    constexpr auto step(auto& g, short p, short dw, short learning_rate, auto const& b) const -> short
    {
        namespace f = lagom::formulas;
        if constexpr (Kind == velocity::none) {
            return g.map(f::descend{}, {p, dw, learning_rate});
        } else {
            auto const v = g.moment(p, "velocity"), next = g.map(f::accumulate{}, {v, dw, b.at[of_momentum]});
            g.commit(v, next);
            auto const direction =
                Kind == velocity::nesterov ? g.map(f::look_ahead{}, {dw, next, b.at[of_momentum]}) : next;
            return g.map(f::descend{}, {p, direction, learning_rate});
        }
    }

    /// sgd(0.1).momentum(0.9)
    constexpr auto momentum(double share) const -> sgd_t<Rate, velocity::heavy_ball>
    {
        return {rate, in_range("sgd", "momentum", share, 0, below_one)};
    }
    constexpr auto nesterov(double share) const -> sgd_t<Rate, velocity::nesterov>
    {
        return {rate, in_range("sgd", "momentum", share, 0, below_one)};
    }
};

namespace expr {

struct sgd_of_a_rate {
    template <rate_schedule Rate>
    constexpr auto operator()(Rate rate) const -> sgd_t<Rate, velocity::none>
    {
        return {rate, 0};
    }
    template <rate_schedule Rate>
    constexpr auto operator()(Rate rate, double momentum) const -> sgd_t<Rate, velocity::heavy_ball>
    {
        return (*this)(rate).momentum(momentum);
    }
    constexpr auto operator()(double rate) const -> sgd_t<constant_t, velocity::none>
    {
        return (*this)(constant_t{in_range("sgd", "rate", rate, 0, unlimited)});
    }
    constexpr auto operator()(double rate, double momentum) const -> sgd_t<constant_t, velocity::heavy_ball>
    {
        return (*this)(rate).momentum(momentum);
    }
};

} // namespace expr

/// Stochastic gradient descent: w -= rate g; `.momentum(m)`: v = m v + g, w -= rate v (v starts at 0, no
/// dampening);
/// `.nesterov(m)`: w -= rate (g + m v).
///
/// Params   rate: a number or a schedule; momentum in [0, 1)
/// State    with momentum one number a parameter
/// Source   Polyak (1964); Sutskever et al. (2013) for nesterov, in PyTorch's form
/// Example  sgd(0.1), sgd(0.1, 0.9), sgd(cosine(0.1)).nesterov(0.9)
inline constexpr struct sgd_without_its_rate : expr::sgd_of_a_rate {
    using sgd_of_a_rate::operator();
    template <class... A>
        requires(!std::invocable<expr::sgd_of_a_rate const&, A...>)
    constexpr auto operator()(A&&...) const -> sgd_t<constant_t, velocity::none>
    {
        refuse(sgd_takes_a_rate_or_a_schedule<std::remove_cvref_t<A>...>{});
        return {constant_t{0}, 0};
    }
} sgd{};

} // namespace lagom
