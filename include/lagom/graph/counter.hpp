// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/dual.hpp>

namespace lagom::math {

/// A lane that counts what a formula costs: an operation is 1, a square root or a division 4, and a function
/// of kernel/math.hpp as many as it has instructions for a register of floats (AVX2, g++ 12).
struct counter {
    int operations = 0;

    constexpr counter() = default;
    template <class U>
        requires std::is_arithmetic_v<U>
    constexpr counter(U) // NOLINT(google-explicit-constructor): a literal costs nothing
    {
    }
    constexpr explicit counter(int so_far, int own) : operations(so_far + own) {}

    friend constexpr auto operator-(counter a) -> counter { return counter(a.operations, 1); }
    friend constexpr auto operator+(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
    friend constexpr auto operator-(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
    friend constexpr auto operator*(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
    friend constexpr auto operator/(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 4);
    }
    friend constexpr auto operator>(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
    friend constexpr auto operator<(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
    friend constexpr auto operator>=(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
    friend constexpr auto operator<=(counter a, counter b) -> counter
    {
        return counter(a.operations + b.operations, 1);
    }
};

constexpr auto where(counter mask, counter a, counter b) -> counter
{
    return counter(mask.operations + a.operations + b.operations, 1);
}
constexpr auto exp(counter x) -> counter { return counter(x.operations, 16); }
constexpr auto log(counter x) -> counter { return counter(x.operations, 30); }
constexpr auto tanh(counter x) -> counter { return counter(x.operations, 26); }
constexpr auto erf(counter x) -> counter { return counter(x.operations, 23); }
constexpr auto logistic(counter x) -> counter { return counter(x.operations, 22); }
constexpr auto sqrt(counter x) -> counter { return counter(x.operations, 4); }
constexpr auto abs(counter x) -> counter { return counter(x.operations, 1); }
constexpr auto max(counter a, counter b) -> counter { return counter(a.operations + b.operations, 1); }
constexpr auto min(counter a, counter b) -> counter { return counter(a.operations + b.operations, 1); }

} // namespace lagom::math
