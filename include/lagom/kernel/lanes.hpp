// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/core/isa.hpp>

// g++ 12 finds the undefined registers of its own avx512fintrin.h, and tells the user of the kernels that use them.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace lagom::math {

/// x, rounded where the program says so. A compiler may have been told to take sums in another order
/// (-fassociative-math and what contains it), for which (x + large) - large is x, and no macro of clang's
/// shows it. Costs nothing where it was not told.
template <class Batch>
LAGOM_INLINE auto as_written(Batch x) -> Batch
{
#if defined(__clang__) && (defined(__x86_64__) || defined(__i386__))
    return __arithmetic_fence(static_cast<typename Batch::register_type>(x));
#elif defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
    auto r = static_cast<typename Batch::register_type>(x);
#if defined(__x86_64__) || defined(__i386__)
    asm("" : "+v"(r));
#elif defined(__aarch64__)
    asm("" : "+w"(r));
#else
    asm("" : "+m"(r));
#endif
    return r;
#else
    return x;
#endif
}

/// A register of numbers that formulas compute with. It brings the functions of graph/scalar_math.hpp
/// (kernel/math.hpp) and a short name for the linker; everything below it is xsimd's.
template <class T>
struct lane {
    using value_type = T;
    using batch = xsimd::batch<T>;
    static constexpr int width = static_cast<int>(batch::size);
    static_assert(width == isa::width<T>, "lagom: core/isa.hpp and xsimd disagree on the register size");

    batch v;

    lane() = default;
    LAGOM_INLINE lane(batch b) : v(b) {} // NOLINT(google-explicit-constructor): the same thing
    template <class U>
        requires std::is_arithmetic_v<U>
    LAGOM_INLINE lane(U x)
        : v(static_cast<T>(x)) // NOLINT(google-explicit-constructor): a literal in a formula
    {
    }
    static LAGOM_INLINE auto load(T const* p) -> lane { return batch::load_aligned(p); }
    LAGOM_INLINE void store(T* p) const { v.store_aligned(p); }

    friend LAGOM_INLINE auto operator-(lane a) -> lane { return -a.v; }
    friend LAGOM_INLINE auto operator+(lane a, lane b) -> lane { return as_written(a.v + b.v); }
    friend LAGOM_INLINE auto operator-(lane a, lane b) -> lane { return as_written(a.v - b.v); }
    friend LAGOM_INLINE auto operator*(lane a, lane b) -> lane { return as_written(a.v * b.v); }
    friend LAGOM_INLINE auto operator/(lane a, lane b) -> lane { return as_written(a.v / b.v); }
    LAGOM_INLINE auto operator+=(lane b) -> lane& { return *this = *this + b; }

    struct mask {
        typename batch::batch_bool_type v;

        friend LAGOM_INLINE auto operator&&(mask a, mask b) -> mask { return {a.v & b.v}; }
        friend LAGOM_INLINE auto operator||(mask a, mask b) -> mask { return {a.v | b.v}; }
        friend LAGOM_INLINE auto operator!(mask a) -> mask { return {!a.v}; }
    };
    friend LAGOM_INLINE auto operator>(lane a, lane b) -> mask { return {a.v > b.v}; }
    friend LAGOM_INLINE auto operator<(lane a, lane b) -> mask { return {a.v < b.v}; }
    friend LAGOM_INLINE auto operator>=(lane a, lane b) -> mask { return {a.v >= b.v}; }
    friend LAGOM_INLINE auto operator<=(lane a, lane b) -> mask { return {a.v <= b.v}; }
    friend LAGOM_INLINE auto where(mask m, lane a, lane b) -> lane { return xsimd::select(m.v, a.v, b.v); }
};

/// a * b + c, in one instruction where the processor has it.
template <class T>
LAGOM_INLINE auto fma(lane<T> a, lane<T> b, lane<T> c) -> lane<T>
{
    return as_written(xsimd::fma(a.v, b.v, c.v));
}

/// The sum of the numbers of a register, in an order that depends on the width only.
template <class T>
LAGOM_INLINE auto sum_of(lane<T> x) -> T
{
    alignas(64) T n[lane<T>::width];
    x.store(n);
    for (int half = lane<T>::width / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) {
            n[i] += n[i + half];
        }
    }
    return n[0];
}

/// Holds in the first `count` numbers of the register.
template <class T>
LAGOM_INLINE auto first(int count) -> typename lane<T>::mask
{
    alignas(64) static constexpr T numbers[]{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return lane<T>::load(numbers) < lane<T>(static_cast<T>(count));
}

} // namespace lagom::math
