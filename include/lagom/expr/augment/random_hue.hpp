// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_hue_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_hue";
    static constexpr bool reads_light = true;
    static constexpr ranged strength_range{"strength", 0, 0.5};

    double strength = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_colours(in); }
    static constexpr void rates(auto& self, auto&& sink) { strength_range.tell(self.strength, sink); }
};

/// Turns the colours of an image along the circle of hues by a random angle. Gray stays as it is.
///
/// Shape      [height, width, 3] -> the same; red, green, blue
/// Training   the hue of each pixel, of which 1 is the whole circle, grows by a number uniform in [-strength,
///            strength]; each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   0 <= strength <= 0.5; values in [0, 1], or pixels of bytes
/// Source     torchvision's ColorJitter
/// Example    random_hue(0.05)
constexpr auto random_hue(double strength) -> random_hue_t
{
    return {.strength = in_range(random_hue_t::kind, "strength", strength, 0, 0.5)};
}

} // namespace lagom
