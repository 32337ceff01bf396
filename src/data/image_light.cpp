// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/image_light.hpp>

#include "data/image_number.hpp"

#include <lagom/core/config.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace lagom {

namespace {

using image_number::clamped;
using image_number::gray_of;
using image_number::is_byte;
using image_number::white;
using image_number::wide;

/// x = clamp(factor x + offset, 0, white)
template <class T>
void scale_and_clamp(T* image, image_shape s, double factor, double offset)
{
    auto const f = static_cast<wide<T>>(factor), o = static_cast<wide<T>>(offset);
    std::transform(image, image + s.size(), image, [=](T x) {
        return clamped<T>(f * static_cast<wide<T>>(x) + o);
    });
}

/// Of bytes a whole number.
template <class T>
auto gray_at(T const* pixel) -> wide<T>
{
    auto const gray = gray_of(static_cast<wide<T>>(pixel[0]), static_cast<wide<T>>(pixel[1]),
                              static_cast<wide<T>>(pixel[2]));
    return is_byte<T> ? std::floor(gray) : gray;
}

template <class T>
auto mean_gray(T const* image, image_shape s) -> double
{
    double sum = 0;
    if (s.channels == 3) {
        for (long i = 0; i < s.size(); i += 3) {
            sum += static_cast<double>(gray_at(image + i));
        }
        return 3 * sum / static_cast<double>(s.size());
    }
    for (long i = 0; i < s.size(); ++i) {
        sum += static_cast<double>(image[i]);
    }
    return sum / static_cast<double>(s.size());
}

/// A value of [0, 1] as it was: torchvision's way back to bytes, where 1 is 255 and each level has as much room.
template <class T>
auto from_light(wide<T> value) -> T
{
    if constexpr (is_byte<T>) {
        return static_cast<T>(value * 255.999F);
    } else {
        return value;
    }
}

/// Colours of some pixels, channel by channel, so that lanes can work on them; white is 1.
template <class N>
struct colours {
    static constexpr int count = 64;
    N red[count], green[count], blue[count];
};

/// Turns hues by a share of the circle. Without a branch: which channel is the largest no processor could foresee.
template <class N>
void turn_hues(colours<N>& of, N turn)
{
    for (int i = 0; i < colours<N>::count; ++i) {
        auto const red = of.red[i], green = of.green[i], blue = of.blue[i];
        auto const most = std::max(std::max(red, green), blue), least = std::min(std::min(red, green), blue);
        auto const chroma = most - least;
        auto const inverse = 1 / (chroma > 0 ? chroma : N(1)); // of gray no hue, and no chroma
        auto const at_red = (green - blue) * inverse, at_green = 2 + (blue - red) * inverse,
                   at_blue = 4 + (red - green) * inverse;
        auto const along = (most == red ? at_red : most == green ? at_green : at_blue) + 6 * turn;
        auto const channel =
            [&](N phase) { // of full saturation: 1 for a third of the circle, then down, and up again
                auto const at = (along + phase) / 6, sixth = (at - std::floor(at)) * 6;
                return most - chroma * std::max(std::min(std::min(sixth, 4 - sixth), N(1)), N(0));
            };
        of.red[i] = channel(5);
        of.green[i] = channel(3);
        of.blue[i] = channel(1);
    }
}

/// Levels of 256.
using table = std::array<std::uint8_t, 256>;

template <class T>
auto level_of(T value) -> std::uint8_t
{
    if constexpr (is_byte<T>) {
        return value;
    } else {
        return static_cast<std::uint8_t>(std::clamp(value, T(0), T(1)) * T(255.999)); // torchvision's levels
    }
}
template <class T>
auto value_of(std::uint8_t level) -> T
{
    if constexpr (is_byte<T>) {
        return level;
    } else {
        return static_cast<T>(level) / 255;
    }
}

} // namespace

template <class T>
void brightness(T* image, image_shape s, double factor)
{
    scale_and_clamp(image, s, factor, 0);
}

template <class T>
void contrast(T* image, image_shape s, double factor)
{
    scale_and_clamp(image, s, factor, (1 - factor) * mean_gray(image, s));
}

template <class T>
void detail::saturation(T* image, image_shape s, double factor)
{
    LAGOM_EXPECTS(s.channels == 3);
    auto const f = static_cast<wide<T>>(factor), rest = static_cast<wide<T>>(1 - factor);
    for (auto* pixel = image; pixel != image + s.size(); pixel += 3) {
        auto const gray = rest * gray_at(pixel);
        for (int channel = 0; channel < 3; ++channel) {
            pixel[channel] = clamped<T>(f * static_cast<wide<T>>(pixel[channel]) + gray);
        }
    }
}

template <class T>
void detail::hue(T* image, image_shape s, double turn)
{
    LAGOM_EXPECTS(s.channels == 3 && -0.5 <= turn && turn <= 0.5);
    auto some = colours<wide<T>>{};
    for (long first = 0, pixels = s.size() / 3; first < pixels; first += some.count) {
        auto* const from = image + 3 * first;
        auto const count = std::min<long>(some.count, pixels - first);
        for (long i = 0; i < count; ++i) {
            some.red[i] = static_cast<wide<T>>(from[3 * i]) / white<T>;
            some.green[i] = static_cast<wide<T>>(from[3 * i + 1]) / white<T>;
            some.blue[i] = static_cast<wide<T>>(from[3 * i + 2]) / white<T>;
        }
        turn_hues(some, static_cast<wide<T>>(turn));
        for (long i = 0; i < count; ++i) {
            from[3 * i] = from_light<T>(some.red[i]);
            from[3 * i + 1] = from_light<T>(some.green[i]);
            from[3 * i + 2] = from_light<T>(some.blue[i]);
        }
    }
}

template <class T>
void detail::grayscale(T* image, image_shape s)
{
    LAGOM_EXPECTS(s.channels == 3);
    for (auto* pixel = image; pixel != image + s.size(); pixel += 3) {
        std::fill_n(pixel, 3, static_cast<T>(gray_at(pixel)));
    }
}

template <class T>
void detail::posterize(T* image, image_shape s, int bits)
{
    LAGOM_EXPECTS(0 <= bits && bits <= 8);
    std::transform(image, image + s.size(), image, [bits](T x) {
        if constexpr (is_byte<T>) {
            return static_cast<T>(x & ~((1U << (8 - bits)) - 1U));
        } else {
            auto const levels = static_cast<T>(1 << bits);
            return std::clamp(std::floor(x * levels), T(0), levels - 1) / levels;
        }
    });
}

template <class T>
void detail::solarize(T* image, image_shape s, double threshold)
{
    auto const from = static_cast<wide<T>>(threshold);
    std::transform(image, image + s.size(), image, [from](T x) {
        auto const value = static_cast<wide<T>>(x);
        return value >= from ? static_cast<T>(white<T> - value) : x;
    });
}

template <class T>
void detail::equalize(T* image, image_shape s)
{
    auto const pixels = s.size() / s.channels;
    for (int channel = 0; channel < s.channels; ++channel) {
        auto counts = std::array<long, 256>();
        auto highest = std::uint8_t{0};
        for (long i = channel; i < s.size(); i += s.channels) {
            auto const level = level_of(image[i]);
            ++counts[level];
            highest = std::max(highest, level);
        }
        auto const step = (pixels - counts[highest]) / 255;
        if (step == 0) {
            continue;
        }
        auto spread = table();
        long below = step / 2;
        for (std::size_t level = 0; level < spread.size(); ++level) {
            spread[level] = static_cast<std::uint8_t>(std::min(below / step, 255L));
            below += counts[level];
        }
        for (long i = channel; i < s.size(); i += s.channels) {
            image[i] = value_of<T>(spread[level_of(image[i])]);
        }
    }
}

template <class T>
void detail::autocontrast(T* image, image_shape s)
{
    for (int channel = 0; channel < s.channels; ++channel) {
        auto least = image[channel], most = least;
        for (long i = channel; i < s.size(); i += s.channels) {
            least = std::min(least, image[i]);
            most = std::max(most, image[i]);
        }
        if (!(least < most)) {
            continue;
        }
        for (long i = channel; i < s.size(); i += s.channels) {
            if constexpr (is_byte<T>) {
                image[i] = static_cast<T>((image[i] - least) * 255 / (most - least));
            } else {
                image[i] = (image[i] - least) / (most - least);
            }
        }
    }
}

#define LAGOM_LIGHT(T)                                                                                       \
    template void brightness(T*, image_shape, double);                                                       \
    template void contrast(T*, image_shape, double);                                                         \
    template void detail::saturation(T*, image_shape, double);                                               \
    template void detail::hue(T*, image_shape, double);                                                      \
    template void detail::grayscale(T*, image_shape);                                                        \
    template void detail::posterize(T*, image_shape, int);                                                   \
    template void detail::solarize(T*, image_shape, double);                                                 \
    template void detail::equalize(T*, image_shape);                                                         \
    template void detail::autocontrast(T*, image_shape);
LAGOM_LIGHT(float)
LAGOM_LIGHT(double)
LAGOM_LIGHT(std::uint8_t)
#undef LAGOM_LIGHT

} // namespace lagom
