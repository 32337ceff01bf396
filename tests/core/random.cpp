// SPDX-License-Identifier: BSL-1.0
#include <lagom/core/layer_noise.hpp>
#include <lagom/core/random.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace lagom;

namespace {

using words = std::array<std::uint32_t, 4>;

} // namespace

// The known answers that come with Random123 (kat_vectors, philox4x32 10).
static_assert(philox({0, 0, 0, 0}, {0, 0}) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
              words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST_CASE("random_stream: uniform numbers have their mean and variance, and streams differ")
{
    random_stream a(seed(1), draws_for::split), b(seed(1), draws_for::split, 1),
        again(seed(1), draws_for::split);
    double sum = 0, squares = 0, product = 0;
    int const n = 100000;
    for (int i = 0; i < n; ++i) {
        double const x = a.uniform(), y = b.uniform();
        REQUIRE(x == again.uniform());
        sum += x;
        squares += (x - 0.5) * (x - 0.5);
        product += (x - 0.5) * (y - 0.5);
    }
    CHECK(std::abs(sum / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
    CHECK(std::abs(squares / n - 1.0 / 12) < 5 * std::sqrt(1.0 / 180 / n));
    CHECK(std::abs(product / n) < 5 * std::sqrt(1.0 / 144 / n));
}

TEST_CASE("random_stream: below is even over its range")
{
    random_stream draws(seed(2), draws_for::shuffle);
    std::vector<int> seen(7);
    for (int i = 0; i < 70000; ++i) {
        ++seen[draws.below(7)];
    }
    for (int const count : seen) {
        CHECK(std::abs(count - 10000) < 5 * std::sqrt(10000.0));
    }
}

TEST_CASE("random_stream: normal, gamma and beta have their mean and variance")
{
    random_stream draws(seed(3), draws_for::mixing);
    int const n = 100000;
    double normal = 0, normal_squares = 0, gamma = 0, small_gamma = 0, beta = 0, beta_squares = 0;
    for (int i = 0; i < n; ++i) {
        double const z = draws.normal(), x = draws.beta(0.4, 0.4);
        normal += z;
        normal_squares += z * z;
        gamma += draws.gamma(3);
        small_gamma += draws.gamma(0.5);
        beta += x;
        beta_squares += (x - 0.5) * (x - 0.5);
    }
    double const root = std::sqrt(static_cast<double>(n));
    CHECK(std::abs(normal / n) < 5 / root);
    CHECK(std::abs(normal_squares / n - 1) < 5 * std::sqrt(2.0) / root);
    CHECK(std::abs(gamma / n - 3) < 5 * std::sqrt(3.0) / root);
    CHECK(std::abs(small_gamma / n - 0.5) < 5 * std::sqrt(0.5) / root);
    CHECK(std::abs(beta / n - 0.5) < 5 * std::sqrt(1 / (4 * 1.8)) / root);
    CHECK(std::abs(beta_squares / n - 1 / (4 * 1.8)) < 5 * 0.13 / root);
}

TEST_CASE("layer noise: depends on seed, step, layer, row and column, on each")
{
    noise_key const key{philox_key(seed(5)), 1, 1};
    auto const differs = [&](noise_key const& other) {
        int different = 0;
        for (std::uint32_t r = 0; r < 16; ++r) {
            for (std::uint32_t c = 0; c < 16; ++c) {
                different += uniform_noise(key, r, c) != uniform_noise(other, r, c) ? 1 : 0;
            }
        }
        return different > 250;
    };
    CHECK(differs({philox_key(seed(6)), 1, 1}));
    CHECK(differs({philox_key(seed(5)), 2, 1}));
    CHECK(differs({philox_key(seed(5)), 1, 2}));
    double sum = 0, neighbours = 0;
    int const n = 256;
    for (std::uint32_t r = 0; r < n; ++r) {
        for (std::uint32_t c = 0; c < n; ++c) {
            double const u = uniform_noise(key, r, c) - 0.5;
            sum += u;
            neighbours += u * (uniform_noise(key, r, c + 1) - 0.5) + u * (uniform_noise(key, r + 1, c) - 0.5);
        }
    }
    CHECK(std::abs(sum / (n * n)) < 5 * std::sqrt(1.0 / 12) / n);
    CHECK(std::abs(neighbours / (n * n)) < 5 * std::sqrt(2.0 / 144) / n);
}

TEST_CASE("layer noise: normal numbers have mean 0 and variance 1")
{
    noise_key const key{philox_key(seed(7)), 3, 9};
    double sum = 0, squares = 0;
    int const n = 256;
    for (std::uint32_t r = 0; r < n; ++r) {
        for (std::uint32_t c = 0; c < n; ++c) {
            double const z = normal_noise(key, r, c);
            sum += z;
            squares += z * z;
        }
    }
    CHECK(std::abs(sum / (n * n)) < 5.0 / n);
    CHECK(std::abs(squares / (n * n) - 1) < 5 * std::sqrt(2.0) / n);
}
