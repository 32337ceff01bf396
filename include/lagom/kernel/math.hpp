// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/lanes.hpp>

/// Mathematics over lanes: what graph/scalar_math.hpp lists, for a register at a time.
namespace lagom::math {

// NOLINTBEGIN(readability-identifier-naming): the names of <cmath>
template <class T>
LAGOM_INLINE auto exp(lane<T> x) -> lane<T>
{
    return xsimd::exp(x.v);
}
template <class T>
LAGOM_INLINE auto log(lane<T> x) -> lane<T>
{
    return xsimd::log(x.v);
}
template <class T>
LAGOM_INLINE auto sqrt(lane<T> x) -> lane<T>
{
    return xsimd::sqrt(x.v);
}
template <class T>
LAGOM_INLINE auto tanh(lane<T> x) -> lane<T>
{
    return xsimd::tanh(x.v);
}
template <class T>
LAGOM_INLINE auto erf(lane<T> x) -> lane<T>
{
    return xsimd::erf(x.v);
}
template <class T>
LAGOM_INLINE auto abs(lane<T> x) -> lane<T>
{
    return xsimd::abs(x.v);
}
template <class T>
LAGOM_INLINE auto max(lane<T> a, std::type_identity_t<lane<T>> b) -> lane<T>
{
    return where(a > b, a, b);
}
template <class T>
LAGOM_INLINE auto min(lane<T> a, std::type_identity_t<lane<T>> b) -> lane<T>
{
    return where(a < b, a, b);
}
template <class T>
LAGOM_INLINE auto logistic(lane<T> x) -> lane<T>
{
    return 1 / (1 + exp(-x));
}
// NOLINTEND(readability-identifier-naming)

} // namespace lagom::math
