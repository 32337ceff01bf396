// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/core/types.hpp>
#include <lagom/graph/dual.hpp>

namespace lagom::graphs {

/// How the gradient of one operand follows from the gradient of the result.
enum class pull : unsigned char {
    slope, // by dual numbers: dx = dy * f'(x, ...); reads all operands again
    output, // from the result: dx = f.from_output(dy, y); the operand need not be kept
    linear, // f is linear in its first operand: dx = f(dy, other operands)
    same, // dx = dy
    none // not differentiated
};

/// Operands a formula may have.
inline constexpr int most_operands = 8;

/// What the passes know about a formula, in values.
struct facts {
    char const* name = "user formula";
    pull rule[most_operands]{};
    bool positive_gate = false; // y = x where x > 0, else 0: `y > 0` is its derivative
    bool zeroing = false; // y = c x (c > 0) or 0: keeps the meaning of `y > 0`
};

template <class F>
constexpr auto describe() -> facts
{
    facts result;
    if constexpr (requires { F::name; }) {
        result.name = F::name;
    }
    if constexpr (requires { F::rules[0]; }) {
        int i = 0;
        for (auto rule : F::rules) {
            result.rule[i++] = rule;
        }
    }
    if constexpr (requires { F::positive_gate; }) {
        result.positive_gate = F::positive_gate;
    }
    if constexpr (requires { F::zeroing; }) {
        result.zeroing = F::zeroing;
    }
    return result;
}

template <class List>
inline constexpr facts facts_table[1]{};
template <class... Fs>
inline constexpr facts facts_table<types<Fs...>>[sizeof...(Fs)] {
    describe<Fs>()...
};

/// A formula as a value: which callable of the expression's list, and which reading of it.
struct formula {
    short base = -1;
    signed char reading = value;

    static constexpr signed char value = -1, from_output = -2; // 0, 1, ...: derivative by that operand

    constexpr auto operator==(formula const&) const -> bool = default;
};

/// dy times the slope of F by its operand K.
template <class F, int K>
struct derivative {
    template <bool Seed, class T>
    static constexpr auto seed(T x)
    {
        if constexpr (Seed) {
            return math::dual<T>{x, T(1)};
        } else {
            return x;
        }
    }
    template <class T, class... X>
    [[gnu::always_inline]] constexpr auto operator()(T dy, X... x) const -> T
    {
        return [&]<int... I>(std::integer_sequence<int, I...>) -> T {
            return dy * F{}(seed<(I == K)>(x)...).slope;
        }(std::make_integer_sequence<int, sizeof...(X)>{});
    }
};

template <class F>
struct by_output {
    [[gnu::always_inline]] constexpr auto operator()(auto dy, auto... y) const
    {
        return F::from_output(dy, y...);
    }
};

/// The callable that a reading of F names.
template <class F, int Reading>
struct read {
    using type = derivative<F, Reading>;
};
template <class F>
struct read<F, formula::value> {
    using type = F;
};
template <class F>
struct read<F, formula::from_output> {
    using type = by_output<F>;
};

/// The callable that a formula stands for, by the list that its base counts in.
template <class Formulas, int Base, int Reading>
using callable = typename read<typename basics::lookup<Formulas>::template at<Base>, Reading>::type;

} // namespace lagom::graphs

namespace lagom::formulas {

using graphs::pull;
using math::abs;
using math::erf;
using math::exp;
using math::log;
using math::logistic;
using math::max;
using math::min;
using math::sqrt;
using math::tanh;
using math::where;

// The formulas that the passes themselves use.

struct add {
    static constexpr auto name = "add";
    static constexpr pull rules[]{pull::same, pull::same};
    constexpr auto operator()(auto x, auto y) const { return x + y; }
};

struct times {
    static constexpr auto name = "times";
    static constexpr pull rules[]{pull::linear, pull::slope};
    constexpr auto operator()(auto x, auto factor) const { return x * factor; }
};

/// A row, a column or a number spread over the elements of `like`.
struct spread {
    static constexpr auto name = "spread";
    static constexpr pull rules[]{pull::same, pull::none};
    constexpr auto operator()(auto x, auto /*like*/) const { return x; }
};

/// The derivative of relu, or of relu then dropout, read off the result: no mask, no random number.
struct open_gate {
    static constexpr auto name = "y>0 ? dy*scale : 0";
    constexpr auto operator()(auto dy, auto y, auto scale) const
    {
        return where(y > 0, dy * scale, decltype(dy)(0));
    }
};

using core = types<add, times, spread, open_gate>;

} // namespace lagom::formulas
