// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <cmath>
#include <concepts>
#include <type_traits>

/// Mathematics of one lane. A formula is written once and runs on a float, a double, a SIMD lane or a dual
/// number: each of these brings the functions of this list (the last two find theirs by argument dependent
/// lookup).
namespace lagom::math {

// NOLINTBEGIN(readability-identifier-naming): the names of <cmath>
template <std::floating_point T>
auto exp(T x) -> T
{
    return std::exp(x);
}
template <std::floating_point T>
auto log(T x) -> T
{
    return std::log(x);
}
template <std::floating_point T>
auto sqrt(T x) -> T
{
    return std::sqrt(x);
}
template <std::floating_point T>
auto tanh(T x) -> T
{
    return std::tanh(x);
}
template <std::floating_point T>
auto erf(T x) -> T
{
    return std::erf(x);
}
template <std::floating_point T>
constexpr auto abs(T x) -> T
{
    return x < 0 ? -x : x;
}
template <std::floating_point T>
constexpr auto max(T a, std::type_identity_t<T> b) -> T
{
    return a > b ? a : b;
}
template <std::floating_point T>
constexpr auto min(T a, std::type_identity_t<T> b) -> T
{
    return a < b ? a : b;
}
/// 1 / (1 + exp(-x)).
template <std::floating_point T>
auto logistic(T x) -> T
{
    return 1 / (1 + std::exp(-x));
}
/// `a` where `mask` holds, else `b`.
template <std::floating_point T>
constexpr auto where(bool mask, T a, std::type_identity_t<T> b) -> T
{
    return mask ? a : b;
}
// NOLINTEND(readability-identifier-naming)

} // namespace lagom::math
