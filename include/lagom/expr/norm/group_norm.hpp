// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/expr/norm/formulas.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {
namespace expr {

/// x with mean 0 and variance 1 over all positions of an example and each group of `together` channels.
constexpr auto normalize_groups(auto& g, short x, shape in, int together, short eps) -> short
{
    namespace f = lagom::formulas;
    auto const summed = [&](short t) {
        short const s = in.positions() > 1 ? g.position_sum(t) : t;
        return together > 1 ? g.group_sum(s, together) : s;
    };
    auto const count = g.constant(static_cast<double>(in.positions()) * together, "count");
    auto const mean = g.map(f::share{}, {summed(x), count});
    auto const squares = summed(g.map(f::centred_square{}, {x, mean}));
    return g.map(f::normalize{}, {x, mean, g.map(f::inverse_deviation{}, {squares, count, eps})});
}

} // namespace expr

template <int Groups>
struct group_norm_t {
    using node_concept = node_tag;
    using formulas = formulas::norms;
    static constexpr auto kind = "group_norm";
    static constexpr int ops = 60, parameters = 2;
    static constexpr bool has_extent_of_zero = Groups < 1;
    static constexpr ranged eps_range{"eps", above_zero, unlimited};

    double eps = 1e-5;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        namespace f = lagom::formulas;
        auto const scale = g.parameter(role::norm_scale, 1, in.channels(), 1, "scale");
        auto const shift = g.parameter(role::norm_shift, 1, in.channels(), 0, "shift");
        auto const unit = expr::normalize_groups(g, x, in, in.channels() / Groups, g.rate(eps, eps_range));
        return g.map(f::add{}, {g.map(f::times{}, {unit, scale}), shift});
    }
    static constexpr auto output(shape in) -> shape
    {
        bool const divides = in.rank > 0 && Groups > 0 && in.channels() % Groups == 0;
        return divides && in.positions() * (in.channels() / Groups) > 1 ? in : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink) { eps_range.tell(self.eps, sink); }

    /// group_norm<G>(eps)
    constexpr auto operator()(double new_eps) const -> group_norm_t
    {
        return {in_range("group_norm", "eps", new_eps, above_zero, unlimited)};
    }
};

/// Gives each group of channels mean 0 and variance 1 over all positions of an example, then each channel its own scale
/// and shift.
///
/// Shape    [..., n] -> the same; G divides n, and a group has two numbers or more
/// Params   scale [n] from 1, shift [n] from 0
/// Formula  y = scale (x - mean) / sqrt(var + eps) + shift, var biased; the same in training and inference
/// Source   Wu, He: Group normalization (2018), equation 4
/// Example  group_norm<8>, group_norm<8>(1e-3)
template <int G>
inline constexpr group_norm_t<G> group_norm{};

struct no_scale_t {};
/// instance_norm(no_scale): no scale and shift of its own.
inline constexpr no_scale_t no_scale{};

template <bool Scaled = true>
struct instance_norm_t {
    using node_concept = node_tag;
    using formulas = formulas::norms;
    static constexpr auto kind = "instance_norm";
    static constexpr int ops = 50, parameters = Scaled ? 2 : 0;
    static constexpr ranged eps_range{"eps", above_zero, unlimited};

    double eps = 1e-5;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        namespace f = lagom::formulas;
        if constexpr (Scaled) {
            auto const scale = g.parameter(role::norm_scale, 1, in.channels(), 1, "scale");
            auto const shift = g.parameter(role::norm_shift, 1, in.channels(), 0, "shift");
            auto const unit = expr::normalize_groups(g, x, in, 1, g.rate(eps, eps_range));
            return g.map(f::add{}, {g.map(f::times{}, {unit, scale}), shift});
        } else {
            return expr::normalize_groups(g, x, in, 1, g.rate(eps, eps_range));
        }
    }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank > 1 && in.positions() > 1 ? in : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink) { eps_range.tell(self.eps, sink); }

    /// instance_norm(eps), instance_norm(no_scale), and both in any order
    constexpr auto operator()(double new_eps) const -> instance_norm_t
    {
        return {in_range("instance_norm", "eps", new_eps, above_zero, unlimited)};
    }
    constexpr auto operator()(no_scale_t) const -> instance_norm_t<false>
    {
        if constexpr (!Scaled) {
            refuse(no_scale_is_said_once<instance_norm_t>{});
        }
        return {eps};
    }
    constexpr auto operator()(no_scale_t, double new_eps) const -> instance_norm_t<false>
    {
        return (*this)(new_eps)(no_scale_t{});
    }
    constexpr auto operator()(double new_eps, no_scale_t) const -> instance_norm_t<false>
    {
        return (*this)(new_eps)(no_scale_t{});
    }
};

/// Gives each channel of an example mean 0 and variance 1 over its positions, then its own scale and shift.
///
/// Shape    [..., n] -> the same, of a series or an image with two positions or more
/// Params   scale [n] from 1, shift [n] from 0; none with no_scale
/// Formula  as group_norm with a channel a group; no running statistics
/// Source   Ulyanov, Vedaldi, Lempitsky: Instance normalization (2016), equation 2
/// Example  instance_norm, instance_norm(no_scale)
inline constexpr instance_norm_t<> instance_norm{};

} // namespace lagom
