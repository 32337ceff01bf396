// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/augmentation.hpp>

#include "data/auto_augment.hpp"
#include "data/image_number.hpp"

#include <lagom/data/image_filter.hpp>
#include <lagom/data/image_light.hpp>
#include <lagom/data/image_warp.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace lagom {

namespace {

using image_number::is_byte;
using image_number::white;
using image_number::wide;

auto whole(double value) -> int { return static_cast<int>(value); }

/// One of the numbers 0 .. count - 1.
auto place_below(int count, random_stream& draws) -> int
{
    return static_cast<int>(draws.below(static_cast<std::uint32_t>(count)));
}

/// The box that random erasing fills, if it fills one.
auto erasing_box(double rate, image_shape s, random_stream& draws) -> std::optional<image_box>
{
    using rule = detail::erasing_box_rule;
    if (!(draws.uniform() < rate)) {
        return {};
    }
    auto const pixels = static_cast<double>(s.height) * s.width;
    for (int i = 0; i < rule::tries; ++i) {
        auto const area = pixels * draws.uniform(rule::smallest_area, rule::largest_area);
        auto const ratio =
            std::exp(draws.uniform(std::log(rule::smallest_ratio), std::log(rule::largest_ratio)));
        auto const height = static_cast<int>(std::lround(std::sqrt(area * ratio)));
        auto const width = static_cast<int>(std::lround(std::sqrt(area / ratio)));
        if (height < s.height && width < s.width) {
            auto const top = place_below(s.height - height + 1, draws);
            auto const left = place_below(s.width - width + 1, draws);
            return image_box{top, top + height, left, left + width};
        }
    }
    return {};
}

/// A number of a network as a pixel: of bytes 1 is 255, and what lies outside is black or white.
template <class T>
auto as_value(double number) -> T
{
    if constexpr (is_byte<T>) {
        return static_cast<T>(std::nearbyint(std::clamp(number, 0.0, 1.0) * 255));
    } else {
        return static_cast<T>(number);
    }
}

/// The box that random_resized_crop stretches.
auto crop_box(random_resized_crop_t const& node, image_shape s, random_stream& draws) -> image_box
{
    auto const pixels = static_cast<double>(s.height) * s.width;
    auto const low = std::log(node.smallest_ratio), high = std::log(node.largest_ratio);
    for (int i = 0; i < node.tries; ++i) {
        auto const area = pixels * draws.uniform(node.least_area, 1);
        auto const ratio = std::exp(draws.uniform(low, high));
        auto const width = static_cast<int>(std::lround(std::sqrt(area * ratio)));
        auto const height = static_cast<int>(std::lround(std::sqrt(area / ratio)));
        if (0 < width && width <= s.width && 0 < height && height <= s.height) {
            auto const top = place_below(s.height - height + 1, draws);
            auto const left = place_below(s.width - width + 1, draws);
            return {top, top + height, left, left + width};
        }
    }
    auto const ratio =
        std::clamp(static_cast<double>(s.width) / s.height, node.smallest_ratio, node.largest_ratio);
    auto const height = std::clamp(static_cast<int>(std::lround(s.width / ratio)), 1, s.height);
    auto const width = std::clamp(static_cast<int>(std::lround(s.height * ratio)), 1, s.width);
    auto const top = (s.height - height) / 2, left = (s.width - width) / 2;
    return {top, top + height, left, left + width};
}

/// A factor about 1, never below 0.
auto jitter(double strength, random_stream& draws) -> double
{
    return draws.uniform(std::max(0.0, 1 - strength), 1 + strength);
}

} // namespace

template <class T>
void augment(random_flip_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        flip_horizontal(image, s);
    }
}
template <class T>
void augment(random_vertical_flip_t const& node, T* image, T* /*scratch*/, image_shape s,
             random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        flip_vertical(image, s);
    }
}
template <class T>
void augment(random_rotation_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    std::copy_n(image, s.size(), scratch);
    rotate(scratch, image, s, draws.uniform(-node.degrees, node.degrees), node.between);
}
template <class T>
void augment(random_affine_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    auto turn = detail::affine_turn();
    turn.degrees = draws.uniform(-node.degrees, node.degrees);
    turn.right = std::nearbyint(draws.uniform(-node.translate, node.translate) * s.width);
    turn.down = std::nearbyint(draws.uniform(-node.translate, node.translate) * s.height);
    turn.scale = draws.uniform(1 - node.scale, 1 + node.scale);
    turn.shear_x = draws.uniform(-node.shear, node.shear);
    std::copy_n(image, s.size(), scratch);
    detail::affine(scratch, image, s, turn, node.between);
}
template <class T>
void augment(random_shift_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    auto const most = whole(node.pixels);
    auto const down = place_below(2 * most + 1, draws) - most,
               right = place_below(2 * most + 1, draws) - most;
    std::copy_n(image, s.size(), scratch);
    shift(scratch, image, s, down, right);
}
template <class T>
void augment(random_resized_crop_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    auto const box = crop_box(node, s, draws);
    std::copy_n(image, s.size(), scratch);
    detail::resized_crop(scratch, image, s, box, s.height, s.width);
}
template <class T>
void augment(random_erasing_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (auto const box = erasing_box(node.rate, s, draws)) {
        T const value[]{as_value<T>(node.fill)};
        erase(image, s, box->top, box->left, box->bottom - box->top, box->right - box->left, value);
    }
}
template <class T>
void augment(random_coloured_erasing_t const& node, T* image, T* /*scratch*/, image_shape s,
             random_stream& draws)
{
    if (auto const box = erasing_box(node.rate, s, draws)) {
        T const colour[]{as_value<T>(node.red), as_value<T>(node.green), as_value<T>(node.blue)};
        erase(image, s, box->top, box->left, box->bottom - box->top, box->right - box->left, colour);
    }
}
template <class T>
void augment(random_cutout_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    auto const row = place_below(s.height, draws), column = place_below(s.width, draws);
    cutout(image, s, row, column, whole(node.size));
}

template <class T>
void augment(random_brightness_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    brightness(image, s, jitter(node.strength, draws));
}
template <class T>
void augment(random_contrast_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    contrast(image, s, jitter(node.strength, draws));
}
template <class T>
void augment(random_saturation_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    detail::saturation(image, s, jitter(node.strength, draws));
}
template <class T>
void augment(random_hue_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    detail::hue(image, s, draws.uniform(-node.strength, node.strength));
}
template <class T>
void augment(color_jitter_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    auto order = std::array{0, 1, 2, 3};
    for (int i = 4; i > 1; --i) {
        std::swap(order[static_cast<std::size_t>(i - 1)],
                  order[static_cast<std::size_t>(place_below(i, draws))]);
    }
    for (int const part : order) {
        if (part == 0 && node.brightness > 0) {
            augment(random_brightness_t{node.brightness}, image, scratch, s, draws);
        } else if (part == 1 && node.contrast > 0) {
            augment(random_contrast_t{node.contrast}, image, scratch, s, draws);
        } else if (part == 2 && node.saturation > 0) {
            augment(random_saturation_t{node.saturation}, image, scratch, s, draws);
        } else if (part == 3 && node.hue > 0) {
            augment(random_hue_t{node.hue}, image, scratch, s, draws);
        }
    }
}
template <class T>
void augment(random_grayscale_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        detail::grayscale(image, s);
    }
}

template <class T>
void augment(random_posterize_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        detail::posterize(image, s, whole(node.bits));
    }
}
template <class T>
void augment(random_solarize_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        detail::solarize(image, s, node.threshold * static_cast<double>(white<T>));
    }
}
template <class T>
void augment(random_equalize_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        detail::equalize(image, s);
    }
}
template <class T>
void augment(random_autocontrast_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        detail::autocontrast(image, s);
    }
}

template <class T>
void augment(random_sharpness_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    detail::sharpness(image, scratch, s, jitter(node.strength, draws));
}
template <class T>
void augment(gaussian_blur_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    detail::gaussian_blur(image, scratch, s,
                          draws.uniform(std::min(node.least, node.most), std::max(node.least, node.most)));
}

template <class T>
void augment(rand_augment_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    auto const most = auto_augment::ranges{.shear = 0.3,
                                           .right = 150.0 / 331 * s.width,
                                           .down = 150.0 / 331 * s.height,
                                           .degrees = 30,
                                           .factor = 0.9,
                                           .bits = 4};
    for (int i = 0; i < whole(node.count); ++i) {
        auto_augment::apply_one(most, node.magnitude / 30, node.between, image, scratch, s, draws);
    }
}
template <class T>
void augment(trivial_augment_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    constexpr auto most = auto_augment::ranges{
        .shear = 0.99, .right = 32, .down = 32, .degrees = 135, .factor = 0.99, .bits = 6};
    auto const magnitude = place_below(31, draws) / 30.0;
    auto_augment::apply_one(most, magnitude, node.between, image, scratch, s, draws);
}

#define LAGOM_AUGMENT(T)                                                                                     \
    template void augment(color_jitter_t const&, T*, T*, image_shape, random_stream&);                       \
    template void augment(gaussian_blur_t const&, T*, T*, image_shape, random_stream&);                      \
    template void augment(rand_augment_t const&, T*, T*, image_shape, random_stream&);                       \
    template void augment(random_affine_t const&, T*, T*, image_shape, random_stream&);                      \
    template void augment(random_autocontrast_t const&, T*, T*, image_shape, random_stream&);                \
    template void augment(random_brightness_t const&, T*, T*, image_shape, random_stream&);                  \
    template void augment(random_contrast_t const&, T*, T*, image_shape, random_stream&);                    \
    template void augment(random_cutout_t const&, T*, T*, image_shape, random_stream&);                      \
    template void augment(random_equalize_t const&, T*, T*, image_shape, random_stream&);                    \
    template void augment(random_erasing_t const&, T*, T*, image_shape, random_stream&);                     \
    template void augment(random_coloured_erasing_t const&, T*, T*, image_shape, random_stream&);            \
    template void augment(random_flip_t const&, T*, T*, image_shape, random_stream&);                        \
    template void augment(random_grayscale_t const&, T*, T*, image_shape, random_stream&);                   \
    template void augment(random_hue_t const&, T*, T*, image_shape, random_stream&);                         \
    template void augment(random_posterize_t const&, T*, T*, image_shape, random_stream&);                   \
    template void augment(random_resized_crop_t const&, T*, T*, image_shape, random_stream&);                \
    template void augment(random_rotation_t const&, T*, T*, image_shape, random_stream&);                    \
    template void augment(random_saturation_t const&, T*, T*, image_shape, random_stream&);                  \
    template void augment(random_sharpness_t const&, T*, T*, image_shape, random_stream&);                   \
    template void augment(random_shift_t const&, T*, T*, image_shape, random_stream&);                       \
    template void augment(random_solarize_t const&, T*, T*, image_shape, random_stream&);                    \
    template void augment(random_vertical_flip_t const&, T*, T*, image_shape, random_stream&);               \
    template void augment(trivial_augment_t const&, T*, T*, image_shape, random_stream&);
LAGOM_AUGMENT(float)
LAGOM_AUGMENT(double)
LAGOM_AUGMENT(std::uint8_t)
#undef LAGOM_AUGMENT

} // namespace lagom
