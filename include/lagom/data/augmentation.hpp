// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/core/random.hpp>
#include <lagom/data/image.hpp>
#include <lagom/expr/augment/cutmix.hpp>
#include <lagom/expr/augment/mixup.hpp>
#include <lagom/expr/augment/random_brightness.hpp>
#include <lagom/expr/augment/random_contrast.hpp>
#include <lagom/expr/augment/random_cutout.hpp>
#include <lagom/expr/augment/random_erasing.hpp>
#include <lagom/expr/augment/random_flip.hpp>
#include <lagom/expr/augment/random_rotation.hpp>
#include <lagom/expr/augment/random_shift.hpp>
#include <lagom/expr/augment/random_vertical_flip.hpp>
#include <lagom/run/tile_view.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

// Augmentation as a network declares it, on the data: draw the numbers, then do what data/image.hpp says.
//
// A stream belongs to one image in one epoch: random_stream(seed, draws_for::augmentation, epoch, index), the
// index being the image's place in the data set, and the augmentations of a network draw from it one after
// another. So the result depends on nothing else: not on threads, batches or the order of the shuffle. Of the
// ones that mix a batch it is random_stream(seed, draws_for::mixing, epoch, number of the batch).

namespace lagom {
namespace detail {

/// The box that random erasing fills, if it fills one.
inline auto erasing_box(random_erasing_t const& node, image_shape s, random_stream& draws)
    -> std::optional<image_box>
{
    if (!(draws.uniform() < node.rate)) {
        return {};
    }
    auto const pixels = static_cast<double>(s.height) * s.width;
    for (int i = 0; i < node.tries; ++i) {
        auto const area = pixels * draws.uniform(node.smallest_area, node.largest_area);
        auto const ratio =
            std::exp(draws.uniform(std::log(node.smallest_ratio), std::log(node.largest_ratio)));
        auto const height = static_cast<int>(std::lround(std::sqrt(area * ratio)));
        auto const width = static_cast<int>(std::lround(std::sqrt(area / ratio)));
        if (height < s.height && width < s.width) {
            auto const top = static_cast<int>(draws.below(static_cast<std::uint32_t>(s.height - height + 1)));
            auto const left = static_cast<int>(draws.below(static_cast<std::uint32_t>(s.width - width + 1)));
            return image_box{top, top + height, left, left + width};
        }
    }
    return {};
}

/// A factor of brightness or contrast.
inline auto jitter(double strength, random_stream& draws) -> double
{
    return draws.uniform(std::max(0.0, 1 - strength), 1 + strength);
}

/// combine(example, example before it, count) for the numbers begin .. end - 1 of all examples, the first with the
/// last; all are read as they were. In parts short enough for the stack, so nothing is allocated.
template <class T>
void with_example_before(tile_view<T> batch, long begin, long end, auto combine)
{
    if (batch.batch < 2) {
        return;
    }
    batch.for_each_part(begin, end, [&](T* first, long stride, long all) {
        constexpr long longest = 512;
        T last[longest];
        for (long done = 0, count = 0; done < all; done += count) {
            count = std::min(longest, all - done);
            T* example = first + done + (batch.batch - 1) * stride;
            std::copy_n(example, count, last);
            for (; example > first + done; example -= stride) {
                combine(example, example - stride, count);
            }
            combine(example, last, count);
        }
    });
}

template <class T>
void mix_with_example_before(tile_view<T> batch, double lambda)
{
    with_example_before(batch, 0, batch.size(), [lambda](T* a, T const* b, long count) {
        mix(a, b, lambda, count);
    });
}

} // namespace detail

/// Augments one image in place.
///
/// @param scratch  room for one image; whatever was there is lost
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
void augment(random_shift_t const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    auto const most = static_cast<int>(node.pixels);
    auto const drawn = [&] {
        return static_cast<int>(draws.below(2 * static_cast<std::uint32_t>(most) + 1)) - most;
    };
    auto const down = drawn(), right = drawn();
    std::copy_n(image, s.size(), scratch);
    shift(scratch, image, s, down, right);
}
template <class T>
void augment(random_erasing_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    if (auto const box = detail::erasing_box(node, s, draws)) {
        T const black[]{0};
        erase(image, s, box->top, box->left, box->bottom - box->top, box->right - box->left, black);
    }
}
template <class T>
void augment(random_cutout_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    auto const row = static_cast<int>(draws.below(static_cast<std::uint32_t>(s.height)));
    auto const column = static_cast<int>(draws.below(static_cast<std::uint32_t>(s.width)));
    cutout(image, s, row, column, static_cast<int>(node.size));
}
template <class T>
void augment(random_brightness_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    brightness(image, s, detail::jitter(node.strength, draws));
}
template <class T>
void augment(random_contrast_t const& node, T* image, T* /*scratch*/, image_shape s, random_stream& draws)
{
    contrast(image, s, detail::jitter(node.strength, draws));
}

/// The numbers that mix a batch: the weight of a row against the one before it, and the centre of CutMix's
/// box as shares of height and width.
struct drawn_mix {
    double lambda = 1, row = 0, column = 0;
};

inline auto draw_mix(mixup_t const& node, random_stream& draws) -> drawn_mix
{
    return {.lambda = draws.beta(node.alpha, node.alpha)};
}
inline auto draw_mix(cutmix_t const& node, random_stream& draws) -> drawn_mix
{
    auto const lambda = draws.beta(node.alpha, node.alpha), row = draws.uniform(), column = draws.uniform();
    return {lambda, row, column};
}

/// Mixes each example of a batch in place with the one before it, the first with the last; a single one stays as
/// it is. Targets are mixed alike: by lambda, for CutMix by the share of the image that its box left.
///
/// @param features  for CutMix each example an image
template <class T>
void apply_mix(mixup_t const&, drawn_mix const& drawn, tile_view<T> features, tile_view<T> targets,
               image_shape)
{
    detail::mix_with_example_before(features, drawn.lambda);
    detail::mix_with_example_before(targets, drawn.lambda);
}
template <class T>
void apply_mix(cutmix_t const&, drawn_mix const& drawn, tile_view<T> features, tile_view<T> targets,
               image_shape s)
{
    LAGOM_EXPECTS(features.size() == s.size());
    auto const centre =
        image_point{static_cast<int>(drawn.row * s.height), static_cast<int>(drawn.column * s.width)};
    auto const [box, left_over] = cutmix_box(drawn.lambda, s, centre);
    auto const paste = [](T* to, T const* from, long count) {
        std::copy_n(from, count, to);
    };
    for (int row = box.top; row < box.bottom; ++row) {
        auto const line = long{row} * s.width;
        detail::with_example_before(features, (line + box.left) * s.channels, (line + box.right) * s.channels,
                                    paste);
    }
    detail::mix_with_example_before(targets, left_over);
}

} // namespace lagom
