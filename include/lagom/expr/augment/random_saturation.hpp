// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_saturation_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_saturation";
    static constexpr bool reads_light = true;
    static constexpr ranged strength_range{"strength", 0, unlimited};

    double strength = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_colours(in); }
    static constexpr void rates(auto& self, auto&& sink) { strength_range.tell(self.strength, sink); }
};

/// Moves the colours of an image towards their gray or away from it by a random factor.
///
/// Shape      [height, width, 3] -> the same; red, green, blue
/// Training   y = clamp(f x + (1 - f) gray, 0, 1), gray = 0.2989 red + 0.587 green + 0.114 blue of the pixel, f
///            uniform in [max(0, 1 - strength), 1 + strength]; each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   strength >= 0; values in [0, 1], or pixels of bytes
/// Source     torchvision's ColorJitter
/// Example    random_saturation(0.4)
constexpr auto random_saturation(double strength) -> random_saturation_t
{
    return {.strength = in_range(random_saturation_t::kind, "strength", strength, 0, unlimited)};
}

} // namespace lagom
