// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/scalar_math.hpp>

namespace lagom::math {

/// A value and its slope: a formula run on duals gives its own derivative (forward mode, Clifford 1873).
template <class T>
struct dual {
    T value, slope;
};

template <class X>
inline constexpr bool is_dual = false;
template <class T>
inline constexpr bool is_dual<dual<T>> = true;

/// What a dual number meets as a constant: its own lane, or a literal. Costs no multiplication by a zero
/// slope.
template <class U, class T>
concept constant_for = !is_dual<U> && std::convertible_to<U, T>;

template <class T>
constexpr auto operator-(dual<T> a) -> dual<T>
{
    return {-a.value, -a.slope};
}
template <class T>
constexpr auto operator+(dual<T> a, dual<T> b) -> dual<T>
{
    return {a.value + b.value, a.slope + b.slope};
}
template <class T>
constexpr auto operator-(dual<T> a, dual<T> b) -> dual<T>
{
    return {a.value - b.value, a.slope - b.slope};
}
template <class T>
constexpr auto operator*(dual<T> a, dual<T> b) -> dual<T>
{
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
}
template <class T>
constexpr auto operator/(dual<T> a, dual<T> b) -> dual<T>
{
    T const q = a.value / b.value;
    return {q, (a.slope - q * b.slope) / b.value};
}
template <class T, constant_for<T> U>
constexpr auto operator+(dual<T> a, U b) -> dual<T>
{
    return {a.value + T(b), a.slope};
}
template <class T, constant_for<T> U>
constexpr auto operator+(U a, dual<T> b) -> dual<T>
{
    return {T(a) + b.value, b.slope};
}
template <class T, constant_for<T> U>
constexpr auto operator-(dual<T> a, U b) -> dual<T>
{
    return {a.value - T(b), a.slope};
}
template <class T, constant_for<T> U>
constexpr auto operator-(U a, dual<T> b) -> dual<T>
{
    return {T(a) - b.value, -b.slope};
}
template <class T, constant_for<T> U>
constexpr auto operator*(dual<T> a, U b) -> dual<T>
{
    return {a.value * T(b), a.slope * T(b)};
}
template <class T, constant_for<T> U>
constexpr auto operator*(U a, dual<T> b) -> dual<T>
{
    return {T(a) * b.value, T(a) * b.slope};
}
template <class T, constant_for<T> U>
constexpr auto operator/(dual<T> a, U b) -> dual<T>
{
    return {a.value / T(b), a.slope / T(b)};
}
template <class T, constant_for<T> U>
constexpr auto operator/(U a, dual<T> b) -> dual<T>
{
    T const q = T(a) / b.value;
    return {q, -q * b.slope / b.value};
}

template <class T>
constexpr auto value_of(dual<T> x) -> T
{
    return x.value;
}
template <class T, constant_for<T> U>
constexpr auto value_of(U x) -> T
{
    return T(x);
}

/// Comparisons look at values only: a piecewise formula takes the slope of the piece it stands in.
template <class T, class U>
    requires(is_dual<U> || constant_for<U, T>)
constexpr auto operator>(dual<T> a, U b)
{
    return a.value > value_of<T>(b);
}
template <class T, class U>
    requires(is_dual<U> || constant_for<U, T>)
constexpr auto operator<(dual<T> a, U b)
{
    return a.value < value_of<T>(b);
}
template <class T, class U>
    requires(is_dual<U> || constant_for<U, T>)
constexpr auto operator>=(dual<T> a, U b)
{
    return a.value >= value_of<T>(b);
}
template <class T, class U>
    requires(is_dual<U> || constant_for<U, T>)
constexpr auto operator<=(dual<T> a, U b)
{
    return a.value <= value_of<T>(b);
}
template <class T, constant_for<T> U>
constexpr auto operator>(U a, dual<T> b)
{
    return T(a) > b.value;
}
template <class T, constant_for<T> U>
constexpr auto operator<(U a, dual<T> b)
{
    return T(a) < b.value;
}

template <class T, class U>
constexpr auto slope_of(U x) -> T
{
    if constexpr (is_dual<U>) {
        return x.slope;
    } else {
        return T(0);
    }
}

// NOLINTBEGIN(readability-identifier-naming): the names of <cmath>
template <class Mask, class T, class U>
    requires(std::same_as<U, dual<T>> || constant_for<U, T>)
constexpr auto where(Mask mask, dual<T> a, U b) -> dual<T>
{
    return {where(mask, a.value, value_of<T>(b)), where(mask, a.slope, slope_of<T>(b))};
}
template <class Mask, class T, constant_for<T> U>
constexpr auto where(Mask mask, U a, dual<T> b) -> dual<T>
{
    return {where(mask, T(a), b.value), where(mask, T(0), b.slope)};
}
template <class T>
constexpr auto exp(dual<T> x) -> dual<T>
{
    auto const e = exp(x.value);
    return {e, e * x.slope};
}
template <class T>
constexpr auto log(dual<T> x) -> dual<T>
{
    return {log(x.value), x.slope / x.value};
}
template <class T>
constexpr auto sqrt(dual<T> x) -> dual<T>
{
    auto const r = sqrt(x.value);
    return {r, x.slope / (r + r)};
}
template <class T>
constexpr auto tanh(dual<T> x) -> dual<T>
{
    auto const y = tanh(x.value);
    return {y, (1 - y * y) * x.slope};
}
template <class T>
constexpr auto erf(dual<T> x) -> dual<T>
{
    return {erf(x.value), T(1.1283791670955126) * exp(-(x.value * x.value)) * x.slope}; // 2 / sqrt(pi)
}
template <class T>
constexpr auto logistic(dual<T> x) -> dual<T>
{
    auto const y = logistic(x.value);
    return {y, y * (1 - y) * x.slope};
}
template <class T>
constexpr auto abs(dual<T> x) -> dual<T>
{
    return where(x.value < T(0), -x, x);
}
template <class T, class U>
    requires(std::same_as<U, dual<T>> || constant_for<U, T>)
constexpr auto max(dual<T> a, U b) -> dual<T>
{
    return where(a > b, a, b);
}
template <class T, class U>
    requires(std::same_as<U, dual<T>> || constant_for<U, T>)
constexpr auto min(dual<T> a, U b) -> dual<T>
{
    return where(a < b, a, b);
}
// NOLINTEND(readability-identifier-naming)

} // namespace lagom::math
