// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_contrast_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_contrast";
    static constexpr bool reads_light = true;
    static constexpr ranged strength_range{"strength", 0, unlimited};

    double strength = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { strength_range.tell(self.strength, sink); }
};

/// Moves the values of an image towards its mean gray or away from it, by a random factor.
///
/// Shape      [height, width, channels] -> the same
/// Training   y = clamp(f x + (1 - f) mean gray, 0, 1), f uniform in [max(0, 1 - strength), 1 + strength];
///            each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   strength >= 0; values in [0, 1], or pixels of bytes
/// Source     torchvision's ColorJitter
/// Example    random_contrast(0.2)
constexpr auto random_contrast(double strength) -> random_contrast_t
{
    return {.strength = in_range(random_contrast_t::kind, "strength", strength, 0, unlimited)};
}

} // namespace lagom
