// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_sharpness_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_sharpness";
    static constexpr bool reads_light = true;
    static constexpr ranged strength_range{"strength", 0, unlimited};

    double strength = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { strength_range.tell(self.strength, sink); }
};

/// Makes an image smoother or sharper by a random factor.
///
/// Shape      [height, width, channels] -> the same
/// Training   y = clamp(f x + (1 - f) smooth, 0, 1), f uniform in [max(0, 1 - strength), 1 + strength]; smooth weighs
///            the pixel by 5/13 and each of the eight around it by 1/13, and at the border it is the pixel;
///            each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   strength >= 0; values in [0, 1], or pixels of bytes
/// Source     torchvision's adjust_sharpness (its RandomAdjustSharpness has one factor for all images)
/// Example    random_sharpness(0.5)
constexpr auto random_sharpness(double strength) -> random_sharpness_t
{
    return {.strength = in_range(random_sharpness_t::kind, "strength", strength, 0, unlimited)};
}

} // namespace lagom
