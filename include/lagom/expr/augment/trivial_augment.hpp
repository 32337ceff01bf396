// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>
#include <lagom/expr/augment/interpolation.hpp>

namespace lagom {

struct trivial_augment_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "trivial_augment";
    static constexpr bool reads_light = true, moves_pixels = true;

    interpolation between = interpolation::nearest;

    /// Weighs the four pixels around a source instead of taking the nearest.
    constexpr auto bilinear() const -> trivial_augment_t { return {.between = interpolation::bilinear}; }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& /*self*/, auto&& /*sink*/) {}
};

/// Does one of rand_augment's fourteen things to an image, at a magnitude that is drawn, too, from wider ranges.
///
/// Shape      [height, width, channels] -> the same
/// Training   magnitudes are 31 steps from 0 to: shear 0.99, movement 32 pixels, turn 135 degrees, factor 1.99,
///            posterize 2 bits, solarize from 0 on; each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   values in [0, 1], or pixels of bytes
/// Source     Mueller, Hutter: TrivialAugment (2021); torchvision's TrivialAugmentWide
/// Example    trivial_augment, trivial_augment.bilinear()
inline constexpr trivial_augment_t trivial_augment{};

} // namespace lagom
