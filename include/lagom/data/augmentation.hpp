// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/core/random.hpp>
#include <lagom/data/image.hpp>
#include <lagom/expr/augment/color_jitter.hpp>
#include <lagom/expr/augment/cutmix.hpp>
#include <lagom/expr/augment/gaussian_blur.hpp>
#include <lagom/expr/augment/mixup.hpp>
#include <lagom/expr/augment/one_of.hpp>
#include <lagom/expr/augment/rand_augment.hpp>
#include <lagom/expr/augment/random_affine.hpp>
#include <lagom/expr/augment/random_autocontrast.hpp>
#include <lagom/expr/augment/random_brightness.hpp>
#include <lagom/expr/augment/random_contrast.hpp>
#include <lagom/expr/augment/random_cutout.hpp>
#include <lagom/expr/augment/random_equalize.hpp>
#include <lagom/expr/augment/random_erasing.hpp>
#include <lagom/expr/augment/random_flip.hpp>
#include <lagom/expr/augment/random_grayscale.hpp>
#include <lagom/expr/augment/random_hue.hpp>
#include <lagom/expr/augment/random_posterize.hpp>
#include <lagom/expr/augment/random_resized_crop.hpp>
#include <lagom/expr/augment/random_rotation.hpp>
#include <lagom/expr/augment/random_saturation.hpp>
#include <lagom/expr/augment/random_sharpness.hpp>
#include <lagom/expr/augment/random_shift.hpp>
#include <lagom/expr/augment/random_solarize.hpp>
#include <lagom/expr/augment/random_vertical_flip.hpp>
#include <lagom/expr/augment/sometimes.hpp>
#include <lagom/expr/augment/trivial_augment.hpp>
#include <lagom/run/tile_view.hpp>

#include <algorithm>

// Augmentation as a network declares it, on the data: draw the numbers, then do what data/image*.hpp say.
//
// A stream belongs to one image in one epoch: random_stream(seed, draws_for::augmentation, epoch, index), the
// index being the image's place in the data set, and the augmentations of a network draw from it one after
// another. So the result depends on nothing else: not on threads, batches or the order of the shuffle. Of the
// ones that mix a batch it is random_stream(seed, draws_for::mixing, epoch, number of the batch).

namespace lagom {
namespace detail {

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

/// Calls f with one of the choices, each as often as another.
template <class... A>
void with_drawn_choice(one_of_t<A...> const& node, random_stream& draws, auto f)
{
    auto left = static_cast<int>(draws.below(sizeof...(A)));
    boost::hana::for_each(node.choices, [&](auto const& choice) {
        if (left-- == 0) {
            f(choice);
        }
    });
}

} // namespace detail

/// Augments one image in place, of float, double, or std::uint8_t.
///
/// @param scratch  room for one image; whatever was there is lost
template <class T>
void augment(color_jitter_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(gaussian_blur_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(rand_augment_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_affine_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_autocontrast_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_brightness_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_contrast_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_cutout_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_equalize_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_erasing_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_coloured_erasing_t const& node, T* image, T* scratch, image_shape s,
             random_stream& draws);
template <class T>
void augment(random_flip_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_grayscale_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_hue_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_posterize_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_resized_crop_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_rotation_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_saturation_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_sharpness_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_shift_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_solarize_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(random_vertical_flip_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);
template <class T>
void augment(trivial_augment_t const& node, T* image, T* scratch, image_shape s, random_stream& draws);

template <class A, class B, class T>
void augment(piped<A, B> const& chain, T* image, T* scratch, image_shape s, random_stream& draws)
{
    augment(chain.first, image, scratch, s, draws);
    augment(chain.second, image, scratch, s, draws);
}
template <class A, class T>
void augment(sometimes_t<A> const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    if (draws.uniform() < node.rate) {
        augment(node.body, image, scratch, s, draws);
    }
}
template <class... A, class T>
void augment(one_of_t<A...> const& node, T* image, T* scratch, image_shape s, random_stream& draws)
{
    detail::with_drawn_choice(node, draws, [&](auto const& choice) {
        augment(choice, image, scratch, s, draws);
    });
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

/// Draws for what mixes a batch, and mixes it.
template <class N, class T>
    requires mixing_augment<N>
void mix_batch(N const& node, random_stream& draws, tile_view<T> features, tile_view<T> targets,
               image_shape s)
{
    apply_mix(node, draw_mix(node, draws), features, targets, s);
}
template <class A, class B, class T>
void mix_batch(piped<A, B> const& chain, random_stream& draws, tile_view<T> features, tile_view<T> targets,
               image_shape s)
{
    mix_batch(chain.first, draws, features, targets, s);
    mix_batch(chain.second, draws, features, targets, s);
}
template <class A, class T>
    requires mixing_augment<sometimes_t<A>>
void mix_batch(sometimes_t<A> const& node, random_stream& draws, tile_view<T> features, tile_view<T> targets,
               image_shape s)
{
    if (draws.uniform() < node.rate) {
        mix_batch(node.body, draws, features, targets, s);
    }
}
template <class... A, class T>
    requires mixing_augment<one_of_t<A...>>
void mix_batch(one_of_t<A...> const& node, random_stream& draws, tile_view<T> features, tile_view<T> targets,
               image_shape s)
{
    detail::with_drawn_choice(node, draws, [&](auto const& choice) {
        mix_batch(choice, draws, features, targets, s);
    });
}

} // namespace lagom
