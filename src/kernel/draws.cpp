// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/draws.hpp>

#include <lagom/kernel/math.hpp>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace lagom::kernels {
namespace {

/// One counter's word in the lower half of each 64 bits: products need no moving about, and what the upper
/// halves hold does not matter.
using words [[gnu::vector_size(isa::register_bytes)]] = std::uint64_t;
constexpr int count = isa::register_bytes / 8;

/// The 64-bit products of the lower halves with a number below 2^32.
inline auto multiply(words a, std::uint64_t b) -> words
{
    words const m = b - words{};
#if defined(__AVX512F__)
    return reinterpret_cast<words>(
        _mm512_mul_epu32(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(m)));
#elif defined(__AVX2__)
    return reinterpret_cast<words>(
        _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(m)));
#elif defined(__SSE2__) && !defined(__AVX__)
    return reinterpret_cast<words>(_mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(m)));
#else
    return (a & 0xffffffffU) * m;
#endif
}

/// 0, 2, 4, ...
inline auto even_numbers() -> words
{
    words w{};
    for (int i = 0; i < count; ++i) {
        w[i] = static_cast<std::uint64_t>(2 * i);
    }
    return w;
}

/// A register of the words of neighbouring columns.
using column_words [[gnu::vector_size(isa::register_bytes)]] = std::uint32_t;

/// Philox4x32-10 on the counters (column, group, layer, step) of 2 * count columns: hands word w of each
/// to f(w, words).
template <class F>
[[gnu::always_inline]] inline void philox_columns(noise_key const& key, std::uint32_t column,
                                                  std::uint32_t group, F f)
{
    constexpr int vectors = 2; // one of even columns, one of odd ones: more would not stay in registers
    words c[4][vectors];
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) {
        c[0][v] = even_numbers() + (column + static_cast<std::uint32_t>(v));
        c[1][v] = group - words{};
        c[2][v] = key.layer - words{};
        c[3][v] = key.step - words{};
    }
    std::uint32_t k0 = key.seed[0], k1 = key.seed[1];
    for (int round = 0; round < 10; ++round) {
        words const key0 = std::uint64_t{k0} - words{}, key1 = std::uint64_t{k1} - words{};
#pragma GCC unroll 2
        for (int v = 0; v < vectors; ++v) {
            words const a = multiply(c[0][v], 0xD2511F53), b = multiply(c[2][v], 0xCD9E8D57);
            c[0][v] = (b >> 32) ^ c[1][v] ^ key0;
            c[1][v] = b;
            c[2][v] = (a >> 32) ^ c[3][v] ^ key1;
            c[3][v] = a;
        }
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
#pragma GCC unroll 4
    for (int w = 0; w < 4; ++w) {
        words const both = (c[w][0] & 0xffffffffU) | (c[w][1] << 32);
        f(w, reinterpret_cast<column_words>(both));
    }
}

using real = math::lane<double>;

/// By way of signed numbers: of those without a sign, only AVX-512 converts a register at once.
inline auto as_reals(std::uint32_t const* words) -> real
{
    alignas(64) double x[real::width];
    for (int i = 0; i < real::width; ++i) {
        x[i] = static_cast<double>(static_cast<std::int32_t>(words[i] ^ 0x80000000U)) + 0x1p31;
    }
    return real::load(x);
}

template <class T>
void store(real x, T* to)
{
    alignas(64) double n[real::width];
    x.store(n);
    for (int i = 0; i < real::width; ++i) {
        to[i] = static_cast<T>(n[i]);
    }
}

/// sin and cos of 2 pi r, |r| <= 1/8, by their series: the terms left out are below 1e-16.
inline auto sine(real r, real r2) -> real
{
    constexpr double c[]{-7.6471637318198165e-13, 1.6059043836821615e-10,  -2.5052108385441719e-08,
                         2.7557319223985891e-06,  -1.9841269841269841e-04, 8.3333333333333333e-03,
                         -1.6666666666666667e-01};
    real y(c[0]);
    for (int i = 1; i < 7; ++i) {
        y = fma(y, r2, real(c[i]));
    }
    return fma(y * r2, r, r);
}
inline auto cosine(real r2) -> real
{
    constexpr double c[]{
        4.7794773323873853e-14, -1.1470745597729725e-11, 2.0876756987868099e-09, -2.7557319223985893e-07,
        2.4801587301587302e-05, -1.3888888888888889e-03, 4.1666666666666667e-02, -0.5};
    real y(c[0]);
    for (int i = 1; i < 8; ++i) {
        y = fma(y, r2, real(c[i]));
    }
    return fma(y, r2, real(1));
}

struct two_reals {
    real even, odd;
};

/// Two normal numbers from two words, as core/layer_noise.hpp defines them.
inline auto box_muller(real radius_word, real angle_word) -> two_reals
{
    real const u = (radius_word + 0.5) * 0x1p-32, v = angle_word * 0x1p-32;
    real const radius = math::sqrt(-2 * math::log(u));
    real const quarter = (v * 4 + 0x1.8p52) - 0x1.8p52; // nearest: 0 to 4
    real const theta = (v - quarter * 0.25) * 6.283185307179586, square = theta * theta;
    real const s = sine(theta, square), c = cosine(square);
    auto const turned = quarter >= 1 && quarter < 2, upset = quarter >= 2 && quarter < 3,
               back = quarter >= 3 && quarter < 4;
    real const cos = where(turned, -s, where(upset, -c, where(back, s, c)));
    real const sin = where(turned, c, where(upset, -s, where(back, -c, s)));
    return {radius * cos, radius * sin};
}

} // namespace

template <class T>
void draw_uniform(T* out, noise_key const& key, std::uint32_t column, std::uint32_t group)
{
    constexpr int P = isa::panel<T>, columns = 2 * count;
    using integers [[gnu::vector_size(isa::register_bytes)]] = std::int32_t;
    using numbers [[gnu::vector_size(columns * sizeof(T))]] = T;
    for (int i = 0; i < P; i += columns, column += columns) {
        philox_columns(key, column, group, [to = out + i](int w, column_words x) {
            column_words const halves[]{x & 0xffffU, x >> 16};
            for (int h = 0; h < 2; ++h) {
                auto const n = __builtin_convertvector(reinterpret_cast<integers>(halves[h]), numbers);
                numbers const u = n * static_cast<T>(0x1p-16);
                __builtin_memcpy(to + (2 * w + h) * P, &u, sizeof u);
            }
        });
    }
}

template <class T>
void draw_normal(T* out, noise_key const& key, std::uint32_t column, std::uint32_t group)
{
    constexpr int P = isa::panel<T>, columns = 2 * count;
    for (std::uint32_t half = 0; half < 2; ++half, out += 4 * P) { // a counter serves four rows
        for (int i = 0; i < P; i += columns) {
            alignas(64) std::uint32_t w[4][columns];
            auto const first = column + static_cast<std::uint32_t>(i);
            philox_columns(key, first, 2 * group + half, [&w](int word, column_words x) {
                __builtin_memcpy(w[word], &x, sizeof x);
            });
            for (int pair = 0; pair < 4; pair += 2) {
                for (int k = 0; k < columns; k += real::width) {
                    T* const to = out + pair * P + i + k;
                    auto const [even, odd] = box_muller(as_reals(w[pair] + k), as_reals(w[pair + 1] + k));
                    store(even, to);
                    store(odd, to + P);
                }
            }
        }
    }
}

template void draw_uniform(float*, noise_key const&, std::uint32_t, std::uint32_t);
template void draw_uniform(double*, noise_key const&, std::uint32_t, std::uint32_t);
template void draw_normal(float*, noise_key const&, std::uint32_t, std::uint32_t);
template void draw_normal(double*, noise_key const&, std::uint32_t, std::uint32_t);

} // namespace lagom::kernels
