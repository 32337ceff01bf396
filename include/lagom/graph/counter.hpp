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

    /// Where a formula asks for a plain number (std::sin(x), x > 0 ? a : b), it compiles and is no constant
    /// expression: that is how `pointwise` knows, before a lane gives pages of errors.
    operator double() const; // NOLINT(google-explicit-constructor)
};

/// Operands of which one at least is a counter, and the others are literals.
template <class... X>
concept counted =
    (std::same_as<X, counter> || ...) && ((std::same_as<X, counter> || std::is_arithmetic_v<X>) && ...);

template <class... X>
    requires counted<X...>
constexpr auto count(int own, X... x) -> counter
{
    return counter((0 + ... + counter(x).operations), own);
}

constexpr auto operator-(counter a) -> counter { return count(1, a); }
constexpr auto operator!(counter a) -> counter { return a; }
template <class A, class B>
    requires counted<A, B>
constexpr auto operator+(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator-(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator*(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator/(A a, B b) -> counter
{
    return count(4, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator>(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator<(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator>=(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto operator<=(A a, B b) -> counter
{
    return count(1, a, b);
}
constexpr auto operator&&(counter a, counter b) -> counter { return count(1, a, b); }
constexpr auto operator||(counter a, counter b) -> counter { return count(1, a, b); }

template <class A, class B>
    requires counted<counter, A, B>
constexpr auto where(counter mask, A a, B b) -> counter
{
    return count(1, mask, a, b);
}
constexpr auto exp(counter x) -> counter { return count(16, x); }
constexpr auto log(counter x) -> counter { return count(30, x); }
constexpr auto tanh(counter x) -> counter { return count(26, x); }
constexpr auto erf(counter x) -> counter { return count(23, x); }
constexpr auto logistic(counter x) -> counter { return count(22, x); }
constexpr auto sqrt(counter x) -> counter { return count(4, x); }
constexpr auto abs(counter x) -> counter { return count(1, x); }
template <class A, class B>
    requires counted<A, B>
constexpr auto max(A a, B b) -> counter
{
    return count(1, a, b);
}
template <class A, class B>
    requires counted<A, B>
constexpr auto min(A a, B b) -> counter
{
    return count(1, a, b);
}

} // namespace lagom::math
