// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/lanes.hpp>

#include <bit>
#include <limits>
#include <utility>

/// Mathematics over lanes: what graph/scalar_math.hpp lists, for a register at a time. No branches, no
/// tables; every number of a register takes the same instructions, so its bits do not depend on its place.
///
/// The errors stated below are the largest over all floats, and over some 10^8 doubles, that
/// bench/accuracy.cpp finds; in brackets where a * b + c is rounded twice. Infinities, zeros and their sign,
/// subnormal numbers, overflow and NaN are as in the C library; so it is, but for the sign of a zero, where the
/// compiler was told to reorder sums (math::as_written).
///
/// The polynomials are minimax approximations of our own, by the exchange algorithm of Remez in 40 digits.
/// Coefficients were rounded one at a time from the lowest power up, the others fitted again each time; those
/// of the floats were then moved by a few last places while that made the largest error smaller.
namespace lagom::math {

namespace detail {

template <class T>
inline constexpr bool is_single = sizeof(T) == 4;
/// A constant of each type.
template <class T>
constexpr auto either(float a, double b) -> T
{
    if constexpr (is_single<T>) {
        return a;
    } else {
        return b;
    }
}
template <class T>
using word = std::conditional_t<is_single<T>, std::uint32_t, std::uint64_t>;
template <class T>
using words = xsimd::batch<word<T>>;

template <class T>
inline constexpr int fraction_bits = std::numeric_limits<T>::digits - 1;
template <class T>
inline constexpr int exponent_bias = std::numeric_limits<T>::max_exponent - 1;

template <class T>
LAGOM_INLINE auto bits_of(lane<T> x) -> words<T>
{
    return std::bit_cast<words<T>>(x.v); // xsimd's own cast is called differently from version to version
}
template <class T>
LAGOM_INLINE auto from_bits(words<T> x) -> lane<T>
{
    return std::bit_cast<typename lane<T>::batch>(x);
}

/// The polynomial with these coefficients, the highest power's first.
template <class T, class... C>
LAGOM_INLINE auto horner(lane<T> x, std::type_identity_t<lane<T>> y, C... rest) -> lane<T>
{
    ((y = fma(y, x, lane<T>(rest))), ...);
    return y;
}

/// The same by the powers of x2 = x^2, even and odd apart: half as long a chain of operations.
template <class T, class... C>
LAGOM_INLINE auto horner_by_parity(lane<T> x, lane<T> x2, std::type_identity_t<lane<T>> y,
                                   std::type_identity_t<lane<T>> z, C... rest) -> lane<T>
{
    ((y = std::exchange(z, fma(y, x2, lane<T>(rest)))), ...);
    return fma(y, x, z);
}

/// x, but no less than `low` and no more than `high`. Stays NaN: of two arguments, of which one is NaN, x86
/// takes the second, NEON the NaN.
template <class T>
LAGOM_INLINE auto within(lane<T> x, T low, T high) -> lane<T>
{
    return xsimd::max(lane<T>(low).v, xsimd::min(lane<T>(high).v, x.v));
}

/// The multiple of 2^Bits nearest to x * scale: as a number, and 2 to its power.
///
/// Source  The sum with a number so large that its last place is 2^Bits rounds as wanted and leaves the
///         integer in the low bits; `Bias` is added to it, and is the exponent's that stands for 2^0.
template <class T, int Bits, int Bias>
struct nearest {
    static constexpr int shift = fraction_bits<T> + Bits;
    static constexpr T large = static_cast<T>(word<T>{3} << (fraction_bits<T> - 1)) * (1 << Bits) + Bias;

    lane<T> shifted, n;

    LAGOM_INLINE nearest(lane<T> x, double scale)
        : shifted(fma(x, lane<T>(scale), lane<T>(large))), n(shifted - lane<T>(large))
    {
    }
    [[nodiscard]] LAGOM_INLINE auto power() const -> lane<T>
    {
        return from_bits<T>(bits_of(shifted) << shift);
    }
};

/// (tanh(h) - h) / h^3 of z = h^2, for |h| <= ln 2 (float) or 0.78. Relative error of tanh: 2^-26.1, 2^-57.8.
template <class T>
LAGOM_INLINE auto tanh_tail(lane<T> z) -> lane<T>
{
    if constexpr (is_single<T>) {
        return horner(z, -0.0051819114F, 0.0201382264F, -0.0535757206F, 0.133293495F, -0.333332002F);
    } else {
        return horner(z,
                      horner_by_parity(z, z * z, -1.3281966064398674e-06, 8.9175903022428449e-06,
                                       -3.269043481432492e-05, 9.2574905623450456e-05,
                                       -0.00023709683367831254, 0.00058934719696247155,
                                       -0.0014556723284105994, 0.0035921009934931553, -0.0088632324639711779,
                                       0.021869488311838076),
                      -0.053968253958540664, 0.13333333333312089, -0.33333333333333171);
    }
}

/// erf(a) / a - 1 for a <= 1.21875 (float) or 1.28, a polynomial of a^2 - 1: near 1, where rounding matters
/// most, its terms are small. Relative error of erf: 2^-25.5, 2^-57.7.
template <class T>
LAGOM_INLINE auto erf_near_zero(lane<T> a) -> lane<T>
{
    auto const w = fma(a, a, lane<T>(-1));
    if constexpr (is_single<T>) {
        return horner(w, 6.40549843e-05F, -0.000366918306F, 0.00232829107F, -0.0125514315F, 0.0565711372F,
                      -0.213796541F, -0.157299221F);
    } else {
        return horner(w, -3.1947448970494974e-12, 3.7238959667181999e-11, -4.9050769417538464e-10,
                      5.9623202172774714e-09, -6.6482525571784229e-08, 6.7599997077694051e-07,
                      -6.2119067936556392e-06, 5.1038837535548939e-05, -0.0003701541086113599,
                      0.0023330763124243211, -0.01254988477184297, 0.056570611468271803, -0.21379664776456009,
                      -0.15729920705028513);
    }
}

/// The eighth root of 1 - erf(a) for 1.21875 (float) or 1.265 <= a, z = a^2: of all powers the one that is a
/// polynomial of low degree and still is not far from 1. Error of erf: 2^-28.2, 2^-57.1.
template <class T>
LAGOM_INLINE auto erfc_root(lane<T> a, lane<T> z) -> lane<T>
{
    if constexpr (is_single<T>) {
        return horner(a, 0.000170102576F, -0.00269242539F, 0.0139257954F, -0.0137220239F, -0.0583811812F,
                      -0.147129312F, 1.00141048F);
    } else {
        return horner(
            a,
            horner_by_parity(a, z, 8.2721206878808459e-13, -3.7984828598214308e-11, 7.7705894129833849e-10,
                             -9.051363129868464e-09, 6.262901941813362e-08, -2.2926763390528642e-07,
                             1.1386705232954058e-07, 2.8322910838547379e-06, -1.885051387927275e-05,
                             0.00012526952233207498, -0.00057482500761586296, 0.00026130597448946957,
                             0.0065241078017038972),
            -0.0020488522106238308, -0.069647094419967748, -0.14104314145103028, 0.99999949653900511);
    }
}

/// (log(1 + f) - f) / f^2 for |f| <= 1/3. Relative error of the logarithm: 2^-27.5, 2^-56.0.
template <class T>
LAGOM_INLINE auto log_tail(lane<T> f, lane<T> f2) -> lane<T>
{
    if constexpr (is_single<T>) {
        return horner_by_parity(f, f2, -0.129507095F, 0.140049279F, -0.121668331F, 0.140007615F,
                                -0.166820467F, 0.200108141F, -0.249997586F, 0.333332062F, -0.5F);
    } else {
        return horner_by_parity(
            f, f2, 0.085130930572139482, -0.086951248019916993, 0.041675531691647422, -0.045347556828347277,
            0.060537413623655535, -0.063999734319253071, 0.066503782258048996, -0.071296198701726488,
            0.076932902366577419, -0.083340633230481645, 0.090908713543515179, -0.09999974936262726,
            0.11111112007082882, -0.12500000514575935, 0.14285714273452471, -0.16666666660891868,
            0.20000000000083853, -0.25000000000029454, 0.33333333333333132, -0.49999999999999956);
    }
}

} // namespace detail

// NOLINTBEGIN(readability-identifier-naming): the names of <cmath>

/// At most 1.66 ulp (float) or 1.54 (double) off [1.96, 1.89].
///
/// Source  e^x = 4^n e^r with |r| <= ln 2. 2 ln 2 is in two parts, the first so short that its product with n
///         is exact (Cody and Waite 1980). 4^n is 2^n twice: neither overflows, and a result below the normal
///         numbers is rounded once.
template <class T>
LAGOM_INLINE auto exp(lane<T> x) -> lane<T>
{
    constexpr bool single = detail::is_single<T>;
    constexpr T high = detail::either<T>(0x1.62e4p+0F, 0x1.62e42fefa38p+0);
    constexpr T low = detail::either<T>(2.8572135306603741e-06F, 1.0995846037416742e-13);
    auto const y = detail::within<T>(x, single ? -105 : -746, single ? 89 : 710);
    detail::nearest<T, 0, detail::exponent_bias<T>> const half(y, 0.72134752044448170); // 1 / (2 ln 2)
    auto const r = fma(half.n, lane<T>(-low), fma(half.n, lane<T>(-high), y));
    auto const e = [&] { // relative error 2^-25.9, 2^-56.4
        if constexpr (single) {
            return detail::horner(r, 0.000196118068F, 0.0014103268F, 0.00833597872F, 0.041661296F,
                                  0.166666195F, 0.500000358F, 1, 1);
        } else {
            return detail::horner(r, 1.5935519261850243e-10, 2.1062450337703722e-09, 2.5055036673446505e-08,
                                  2.7556156575790192e-07, 2.7557300619659604e-06, 2.4801590836494657e-05,
                                  0.00019841269892895117, 0.0013888888883564334, 0.0083333333332697365,
                                  0.041666666666702185, 0.16666666666666938, 0.49999999999999928, 1.0, 1.0);
        }
    }();
    return e * half.power() * half.power();
}

/// 1 / (1 + e^-x). At most 1.82 ulp (float) or 1.84 (double) off [1.82, 1.86].
///
/// Source  e^-x = 2^n (1 + r q) with |r| <= ln 2 / 2 as in exp. Numerator and denominator are scaled so that
///         both stay normal numbers and the quotient alone becomes subnormal. Their sum is taken with the
///         remainder of the larger terms' sum (Dekker 1971), which matters near 2^n = 2^digits.
template <class T>
LAGOM_INLINE auto logistic(lane<T> x) -> lane<T>
{
    constexpr bool single = detail::is_single<T>;
    constexpr T high = detail::either<T>(0x1.62e4p-1F, 0x1.62e42fefa38p-1);
    constexpr T low = detail::either<T>(1.428606765330187e-06F, 5.4979230187083712e-14);
    constexpr T one = detail::either<T>(0x1p-24F, 0x1p-54);
    constexpr int bias = detail::exponent_bias<T> - (single ? 24 : 54);
    auto const y = detail::within<T>(x, single ? -105 : -746, single ? 30 : 60);
    detail::nearest<T, 0, bias> const k(y, -1.4426950408889634); // 1 / ln 2
    auto const r = fma(k.n, lane<T>(low), fma(k.n, lane<T>(high), y));
    auto const q = [&] { // (e^-r - 1) / r; relative error of e^-r 2^-28.2, 2^-57.7
        if constexpr (single) {
            return detail::horner(r, 0.00138159865F, -0.00836853217F, 0.0416683182F, -0.166665226F,
                                  0.49999994F, -1);
        } else {
            return detail::horner(r, -2.5002199346772796e-08, 2.7630141942401079e-07, -2.7557573944817993e-06,
                                  2.4801493383755125e-05, -0.00019841269530948124, 0.0013888888943438323,
                                  -0.0083333333334746906, 0.041666666666529815, -0.16666666666666469,
                                  0.50000000000000111, -1);
        }
    }();
    auto const s = k.power();
    auto const sum = s + one, rest = one - (sum - s);
    return one / (sum + fma(s * r, q, rest));
}

/// At most 1.81 ulp (float) or 1.93 (double) off [1.88, 1.99].
///
/// Source  |x| = h + n ln 2 / 2, n a multiple of 4, and t = tanh(h) by a polynomial. If n is 0, t is all.
///         Else tanh|x| = 1 - 2 / (E + 1) with E = e^2|x| = 2^n (1 + t) / (1 - t), which is one division.
template <class T>
LAGOM_INLINE auto tanh(lane<T> x) -> lane<T>
{
    auto const sign = xsimd::bitofsign(x.v);
    lane<T> const a = xsimd::min(lane<T>(detail::either<T>(9.02F, 19.1)).v, x.v ^ sign); // 1 from here on
    // 2 / ln 2; somewhat less keeps h, where n is 4, away from its lower end, where 1 + t is small.
    constexpr double scale = detail::either<T>(2.88539F, 2.8);
    detail::nearest<T, 2, detail::exponent_bias<T> + 1> const k(a, scale);
    auto const h = fma(k.n, lane<T>(-0.34657359027997264), a);
    auto const z = h * h;
    auto const u = h * z, p = detail::tanh_tail(z);
    auto const t = fma(u, p, h), t1 = fma(u, p, 1 + h); // 1 + t has its own rounding: t may be near -1
    auto const w = fma(lane<T>(-2), t1, lane<T>(4)); // 2 (1 - t)
    auto const outer = fma(lane<T>(-2), w / fma(k.power(), t1, w), lane<T>(1)); // the power is 2^(n + 1)
    return where(k.n > 0, outer, t).v ^ sign;
}

/// At most 1.46 ulp (float) or 1.34 (double) off [1.75, 1.60].
///
/// Source  One polynomial near zero, 1 minus the eighth power of another elsewhere.
template <class T>
LAGOM_INLINE auto erf(lane<T> x) -> lane<T>
{
    auto const sign = xsimd::bitofsign(x.v);
    lane<T> const a = xsimd::min(lane<T>(detail::either<T>(3.93F, 5.93)).v, x.v ^ sign); // 1 from here on
    auto const inner = fma(a, detail::erf_near_zero(a), a);
    auto const g = detail::erfc_root(a, a * a);
    auto const g2 = g * g, g4 = g2 * g2;
    lane<T> const outer = as_written(xsimd::fnma(g4.v, g4.v, lane<T>(1).v));
    return where(a > lane<T>(detail::either<T>(1.21875F, 1.27)), outer, inner).v ^ sign;
}

/// At most 1.01 ulp (float) or 1.37 (double) off [1.08, 1.53].
///
/// Source  x = 2^e (1 + f) with 2/3 <= 1 + f < 4/3, from the bits; log(1 + f) by a polynomial.
template <class T>
LAGOM_INLINE auto log(lane<T> x) -> lane<T>
{
    using detail::words;
    using limits = std::numeric_limits<T>;
    constexpr bool single = detail::is_single<T>;
    constexpr auto first = std::bit_cast<detail::word<T>>(T(2) / T(3)),
                   one = std::bit_cast<detail::word<T>>(T(1));
    constexpr int up = limits::digits; // subnormal numbers are made normal
    auto const subnormal = x < limits::min();
    auto const i = detail::bits_of(where(subnormal, x * static_cast<T>(std::uint64_t{1} << up), x));
    lane<T> e, m;
    T unit = 1; // e counts in these
    if constexpr (single) {
        auto const k = (i - words<T>(first)) & words<T>(0xff800000U);
        m = detail::from_bits<T>(i - k);
        e = xsimd::to_float(std::bit_cast<xsimd::batch<std::int32_t>>(k)) -
            where(subnormal, lane<T>(up * 0x1p23F), lane<T>(0));
        unit = 0x1p-23F;
    } else { // no conversion of 64 bits before AVX-512: the exponent becomes the fraction of 2^52
        auto const k = i + words<T>(one - first);
        m = detail::from_bits<T>((k & words<T>(0x000fffffffffffffU)) + words<T>(first));
        e = detail::from_bits<T>((k >> 52) | words<T>(0x4330000000000000U)) -
            where(subnormal, lane<T>(0x1p52 + 1023 + up), lane<T>(0x1p52 + 1023));
    }
    auto const f = m - 1, f2 = f * f;
    auto const y = fma(e, lane<T>(T(0.69314718055994531) * unit), fma(f2, detail::log_tail(f, f2), f));
    auto const outside = where(x >= T(0), lane<T>(-limits::infinity()), lane<T>(limits::quiet_NaN()));
    return where(x > T(0), where(x <= limits::max(), y, x), outside);
}

template <class T>
LAGOM_INLINE auto sqrt(lane<T> x) -> lane<T>
{
    return xsimd::sqrt(x.v);
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
// NOLINTEND(readability-identifier-naming)

} // namespace lagom::math
