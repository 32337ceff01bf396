// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/image_filter.hpp>

#include "data/image_number.hpp"

#include <lagom/core/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace lagom::detail {

namespace {

using image_number::clamped;
using image_number::is_byte;
using image_number::nearest;
using image_number::wide;

/// A place of a line of `count` pixels and its reflections on both sides.
auto reflected(long place, long count) -> long
{
    if (count == 1) {
        return 0;
    }
    auto const period = 2 * (count - 1);
    auto const at = ((place % period) + period) % period;
    return at < count ? at : period - at;
}

/// Weights from -radius to radius that add up to 1.
template <class N>
void make_weights(std::vector<N>& weights, double sigma)
{
    auto const radius = static_cast<long>(std::ceil(3 * sigma));
    double sum = 0;
    for (long i = -radius; i <= radius; ++i) {
        sum += std::exp(-0.5 * static_cast<double>(i * i) / (sigma * sigma));
    }
    weights.clear();
    for (long i = -radius; i <= radius; ++i) {
        weights.push_back(
            static_cast<N>(std::exp(-0.5 * static_cast<double>(i * i) / (sigma * sigma)) / sum));
    }
}

/// to += weight from, number by number.
template <class N, class T>
void add_line(N* to, T const* from, N weight, long count)
{
    for (long i = 0; i < count; ++i) {
        to[i] += weight * static_cast<N>(from[i]);
    }
}

} // namespace

template <class T>
void gaussian_blur(T* image, T* scratch, image_shape s, double sigma)
{
    LAGOM_EXPECTS(sigma >= 0);
    if (!(sigma > 1e-3)) { // the neighbours' weights are 0
        return;
    }
    thread_local std::vector<wide<T>> weights, padded, sums; // kept, so that an epoch allocates nothing
    make_weights(weights, sigma);
    auto const radius = static_cast<long>(weights.size() / 2), channels = long{s.channels};
    auto const line = s.width * channels;
    std::copy_n(image, s.size(), scratch);
    for (long row = 0; row < s.height; ++row) {
        padded.assign(static_cast<std::size_t>(line + 2 * radius * channels), 0);
        auto* const middle = padded.data() + radius * channels;
        for (long i = -radius; i <= radius; ++i) {
            add_line(middle, scratch + reflected(row + i, s.height) * line,
                     weights[static_cast<std::size_t>(i + radius)], line);
        }
        for (long i = 1; i <= radius; ++i) {
            std::copy_n(middle + reflected(-i, s.width) * channels, channels, middle - i * channels);
            std::copy_n(middle + reflected(s.width - 1 + i, s.width) * channels, channels,
                        middle + (s.width - 1 + i) * channels);
        }
        sums.assign(static_cast<std::size_t>(line), 0);
        for (long i = -radius; i <= radius; ++i) {
            add_line(sums.data(), middle + i * channels, weights[static_cast<std::size_t>(i + radius)], line);
        }
        std::transform(sums.begin(), sums.end(), image + row * line, [](wide<T> x) {
            return nearest<T>(x);
        });
    }
}

template <class T>
void sharpness(T* image, T* scratch, image_shape s, double factor)
{
    if (s.height <= 2 || s.width <= 2) { // all is border
        return;
    }
    auto const channels = long{s.channels}, line = s.width * channels;
    auto const rest = static_cast<wide<T>>(1 - factor);
    std::copy_n(image, s.size(), scratch);
    for (long row = 0; row < s.height; ++row) {
        auto const* const from = scratch + row * line;
        auto* const to = image + row * line;
        bool const at_border = row == 0 || row == s.height - 1;
        auto const first = at_border ? line : channels, last = at_border ? line : line - channels;
        auto const keep = [&](long i) {
            to[i] = clamped<T>(static_cast<wide<T>>(from[i]));
        };
        for (long i = 0; i < first; ++i) {
            keep(i);
        }
        for (long i = first; i < last; ++i) {
            auto const value = [&](long place) {
                return static_cast<wide<T>>(from[place]);
            };
            auto const of_three = [&](long place) {
                return value(place - channels) + value(place) + value(place + channels);
            };
            auto const sum = of_three(i - line) + of_three(i) + of_three(i + line) + 4 * value(i);
            auto const smooth = is_byte<T> ? std::nearbyint(sum / 13) : sum / 13;
            to[i] = clamped<T>(value(i) + rest * (smooth - value(i)));
        }
        for (long i = std::max(first, last); i < line; ++i) {
            keep(i);
        }
    }
}

#define LAGOM_FILTER(T)                                                                                      \
    template void gaussian_blur(T*, T*, image_shape, double);                                                \
    template void sharpness(T*, T*, image_shape, double);
LAGOM_FILTER(float)
LAGOM_FILTER(double)
LAGOM_FILTER(std::uint8_t)
#undef LAGOM_FILTER

} // namespace lagom::detail
