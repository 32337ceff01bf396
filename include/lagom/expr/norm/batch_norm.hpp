// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>
#include <lagom/expr/norm/formulas.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom {

struct batch_norm_t {
    using node_concept = node_tag;
    using formulas =
        decltype(formulas::norms{} + types<formulas::moving_average, formulas::moving_variance>{});
    static constexpr auto kind = "batch_norm";
    static constexpr int ops = 40, parameters = 2;
    static constexpr bool needs_two_rows = true;

    static constexpr ranged update_rate_range{"update_rate", 0, 1}, eps_range{"eps", above_zero, unlimited};

    double update_rate = 0.1, eps = 1e-5;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        namespace f = lagom::formulas;
        g.remark_on(x, graphs::remark::batch_normalized);
        int const width = in.channels();
        auto const scale = g.parameter(role::norm_scale, 1, width, 1, "scale");
        auto const shift = g.parameter(role::norm_shift, 1, width, 0, "shift");
        auto const is = role::state;
        auto const running_mean = g.state(width, 0, "running_mean", is, -unlimited, unlimited),
                   running_var = g.state(width, 1, "running_var", is, 0, unlimited);
        auto const u = g.rate(update_rate, update_rate_range), e = g.rate(eps, eps_range);
        bool const learns = g.training && !(g.is_frozen(scale) && g.is_frozen(shift));
        auto mean = running_mean, squares = running_var, count = g.constant(1);
        if (learns) {
            count = g.rows_in(x);
            mean = g.map(f::share{}, {g.column_sum(x), count});
            squares = g.column_sum(g.map(f::centred_square{}, {x, mean}));
        }
        if (learns && g.updates_state) {
            g.commit(running_mean, g.map(f::moving_average{}, {running_mean, mean, u}));
            g.commit(running_var, g.map(f::moving_variance{}, {running_var, squares, count, u}));
        }
        auto const unit =
            g.map(f::normalize{}, {x, mean, g.map(f::inverse_deviation{}, {squares, count, e})});
        return g.map(f::add{}, {g.map(f::times{}, {unit, scale}), shift});
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
    static constexpr void rates(auto& self, auto&& sink)
    {
        update_rate_range.tell(self.update_rate, sink);
        eps_range.tell(self.eps, sink);
    }

    /// batch_norm(update_rate, eps)
    constexpr auto operator()(double new_update_rate, double new_eps = 1e-5) const -> batch_norm_t
    {
        return {in_range("batch_norm", "update_rate", new_update_rate, 0, 1),
                in_range("batch_norm", "eps", new_eps, above_zero, unlimited)};
    }
};

/// Gives each channel mean 0 and variance 1 over the batch and all positions, then its own scale and shift.
///
/// Shape      [..., n] -> the same: a vector, a series or an image
/// Params     scale [n] from 1, shift [n] from 0
/// State      running_mean [n], running_var [n] (unbiased): new = old + update_rate (batch - old)
/// Training   y = scale (x - mean) / sqrt(var + eps) + shift, var biased; a single number a channel (a batch of one
///            vector) is refused
/// Inference  the same with the running statistics, which then stay; so it is in training where `freeze` holds
///            scale and shift
/// Cost       in training two more passes over a panel that is in the cache; in inference one multiply-add
/// Source     Ioffe, Szegedy: Batch normalization (2015), algorithm 1; update_rate 0.1 and the unbiased
/// running variance
///            as PyTorch
/// Example    batch_norm, batch_norm(0.01), batch_norm(0.1, 1e-3)
inline constexpr batch_norm_t batch_norm{};

} // namespace lagom
