// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/draws.hpp>

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

} // namespace

template <class T, int RegisterBytes>
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

template <class T, int RegisterBytes>
void draw_normal(T* out, noise_key const& key, std::uint32_t column, std::uint32_t group)
{
    constexpr int P = isa::panel<T>;
    for (std::uint32_t row = 0; row < 8; ++row) {
        for (std::uint32_t i = 0; i < P; ++i) {
            out[row * P + i] = static_cast<T>(normal_noise(key, group * 8 + row, column + i));
        }
    }
}

template void draw_uniform(float*, noise_key const&, std::uint32_t, std::uint32_t);
template void draw_uniform(double*, noise_key const&, std::uint32_t, std::uint32_t);
template void draw_normal(float*, noise_key const&, std::uint32_t, std::uint32_t);
template void draw_normal(double*, noise_key const&, std::uint32_t, std::uint32_t);

} // namespace lagom::kernels
