// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>
#include <lagom/graph/formula.hpp>

namespace lagom {
namespace formulas {

struct minus {
    static constexpr auto name = "minus";
    static constexpr pull rules[]{pull::same, pull::none};
    constexpr auto operator()(auto x, auto y) const { return x - y; }
};
struct exponential {
    static constexpr auto name = "exp";
    static constexpr pull rules[]{pull::output};
    constexpr auto operator()(auto x) const { return exp(x); }
    static constexpr auto from_output(auto dy, auto y) { return dy * y; }
};
struct over {
    static constexpr auto name = "over";
    static constexpr pull rules[]{pull::linear, pull::slope};
    constexpr auto operator()(auto x, auto y) const { return x / y; }
};

} // namespace formulas

struct softmax_t {
    using node_concept = node_tag;
    using formulas = types<formulas::minus, formulas::exponential, formulas::over>;
    static constexpr auto word = "softmax";
    static constexpr int ops = 16;

    constexpr auto lower(auto& g, short x, shape) const -> short
    {
        auto const e =
            g.map(lagom::formulas::exponential{}, {g.map(lagom::formulas::minus{}, {x, g.row_max(x)})});
        return g.map(lagom::formulas::over{}, {e, g.row_sum(e)});
    }
    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
};

/// exp(x_k) / sum over j of exp(x_j), the row's largest number subtracted first. Not before cross_entropy,
/// which holds its own.
///
/// Shape  [..., n] -> the same: along the last axis
inline constexpr softmax_t softmax{};

} // namespace lagom
