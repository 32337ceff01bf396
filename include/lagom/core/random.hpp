// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <array>
#include <cmath>
#include <cstdint>

namespace lagom {

/// The seed of everything random: initial weights, a split, or a run's shuffles and draws.
struct seed {
    std::uint64_t value = 0;

    constexpr explicit seed(std::uint64_t number) : value(number) {}
};

/// Philox4x32-10: four random words that depend on nothing but a counter and a key.
///
/// Cost    20 multiplications
/// Source  Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011), section 3.3
constexpr auto philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key)
    -> std::array<std::uint32_t, 4>
{
    for (int round = 0; round < 10; ++round) {
        auto const a = std::uint64_t{0xD2511F53} * counter[0];
        auto const b = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

constexpr auto philox_key(seed s) -> std::array<std::uint32_t, 2>
{
    return {static_cast<std::uint32_t>(s.value), static_cast<std::uint32_t>(s.value >> 32)};
}

/// The seed of a model's fit, by its initial seed and how many fits it had before, where none is given.
constexpr auto seed_of_fit(seed initial, long fits) -> seed
{
    return seed(initial.value * 0x9E3779B97F4A7C15U + 1 +
                static_cast<std::uint64_t>(fits) * 0xD1B54A32D192ED03U);
}

/// What a stream of random numbers is for. Streams of different purposes never meet.
enum class draws_for : std::uint32_t {
    layers = 0,
    weights = 1,
    shuffle = 2,
    split = 3,
    augmentation = 4,
    mixing = 5
};

/// Random numbers one after another, from a seed, a purpose and two numbers that name the stream
/// (epoch and index in the data set for an augmentation, say). Streams are independent and cost nothing to
/// make.
class random_stream {
public:
    constexpr random_stream(seed s, draws_for purpose, std::uint32_t first = 0, std::uint32_t second = 0)
        : key_(philox_key(s)), counter_{0, first, second, static_cast<std::uint32_t>(purpose) << 28}
    {
    }

    /// 32 random bits.
    constexpr auto word() -> std::uint32_t
    {
        if (used_ == 4) {
            words_ = philox(counter_, key_);
            ++counter_[0];
            used_ = 0;
        }
        return words_[used_++];
    }
    /// Uniform in [0, 1), a multiple of 2^-53.
    constexpr auto uniform() -> double
    {
        auto const high = std::uint64_t{word()} >> 5, low = std::uint64_t{word()} >> 6;
        return static_cast<double>(high * 67108864 + low) * 0x1p-53;
    }
    /// Uniform in [low, high).
    constexpr auto uniform(double low, double high) -> double { return low + (high - low) * uniform(); }
    /// Uniform among 0 .. count - 1, without bias.
    ///
    /// Source  Lemire: Fast random integer generation in an interval (2019), section 4
    constexpr auto below(std::uint32_t count) -> std::uint32_t
    {
        auto product = std::uint64_t{word()} * count;
        if (static_cast<std::uint32_t>(product) < count) {
            auto const threshold = (0U - count) % count;
            while (static_cast<std::uint32_t>(product) < threshold) {
                product = std::uint64_t{word()} * count;
            }
        }
        return static_cast<std::uint32_t>(product >> 32);
    }
    /// Normal with mean 0 and variance 1 (Box and Muller, 1958).
    auto normal() -> double
    {
        auto const u = 1.0 - uniform(), v = uniform();
        return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586 * v);
    }
    /// Gamma with the given shape and scale 1.
    ///
    /// Source  Marsaglia, Tsang: A simple method for generating gamma variables (2000); shapes below 1 by
    /// their
    ///         remark on the end of section 6
    auto gamma(double shape) -> double
    {
        if (shape < 1) {
            auto const larger = gamma(shape + 1);
            return larger * std::pow(1.0 - uniform(), 1 / shape);
        }
        auto const d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
        for (;;) {
            auto const x = normal(), root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            auto const v = root * root * root;
            if (std::log(1.0 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) {
                return d * v;
            }
        }
    }
    /// Beta(a, b), from two gammas.
    auto beta(double a, double b) -> double
    {
        auto const x = gamma(a), y = gamma(b);
        return x + y > 0 ? x / (x + y) : (uniform() < 0.5 ? 0.0 : 1.0);
    }

private:
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> words_{};
    unsigned used_ = 4;
};

} // namespace lagom
