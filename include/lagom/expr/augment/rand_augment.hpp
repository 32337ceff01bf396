// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>
#include <lagom/expr/augment/interpolation.hpp>

namespace lagom {

struct rand_augment_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "rand_augment";
    static constexpr bool reads_light = true, moves_pixels = true;
    static constexpr ranged count_range{"count", zero_or_whole, detail::most_ops};
    static constexpr ranged magnitude_range{"magnitude", 0, 30};

    double count = 2, magnitude = 9;
    interpolation between = interpolation::nearest;

    /// Weighs the four pixels around a source instead of taking the nearest.
    constexpr auto bilinear() const -> rand_augment_t
    {
        return {.count = count, .magnitude = magnitude, .between = interpolation::bilinear};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        count_range.tell(self.count, sink);
        magnitude_range.tell(self.magnitude, sink);
    }
};

/// Does `count` of fourteen things to an image, each drawn among all, at one magnitude of 0 to 30.
///
/// Shape      [height, width, channels] -> the same
/// Training   with m = magnitude / 30: nothing; shear along rows or columns by 0.3 m about the top left corner; a
///            movement by 150/331 m of width or height; a turn by 30 m degrees; brightness, saturation, contrast or
///            sharpness by a factor 1 + 0.9 m; posterize to 8 - 4 m bits; solarize from 1 - m on; autocontrast;
///            equalize. Turns, movements, shears and factors go the other way half of the time. Saturation does
///            nothing where there are no three channels; each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   count 0, or in [1, 100], of which the whole part counts; 0 <= magnitude <= 30; values in [0, 1], or pixels
///            of bytes
/// Source     Cubuk, Zoph, Shlens, Le: RandAugment (2020); ranges are torchvision's RandAugment with 31 bins
/// Example    rand_augment(2, 9), rand_augment(2, 9).bilinear()
constexpr auto rand_augment(double count, double magnitude) -> rand_augment_t
{
    return {.count = in_range(rand_augment_t::kind, "count", count, zero_or_whole, detail::most_ops),
            .magnitude = in_range(rand_augment_t::kind, "magnitude", magnitude, 0, 30)};
}

} // namespace lagom
