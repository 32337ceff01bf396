// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct color_jitter_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "color_jitter";
    static constexpr bool reads_light = true;
    static constexpr ranged brightness_range{"brightness", 0, unlimited};
    static constexpr ranged contrast_range{"contrast", 0, unlimited};
    static constexpr ranged saturation_range{"saturation", 0, unlimited};
    static constexpr ranged hue_range{"hue", 0, 0.5};

    double brightness = 0, contrast = 0, saturation = 0, hue = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_colours(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        brightness_range.tell(self.brightness, sink);
        contrast_range.tell(self.contrast, sink);
        saturation_range.tell(self.saturation, sink);
        hue_range.tell(self.hue, sink);
    }
};

/// Changes brightness, contrast, saturation and hue of an image, in an order that is drawn, too. An image of one
/// channel has no colours: random_brightness and random_contrast change it.
///
/// Shape      [height, width, 3] -> the same; red, green, blue
/// Training   each of the four as random_brightness, random_contrast, random_saturation and random_hue have it; a
///            strength of 0 changes nothing; each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   strengths >= 0, of hue <= 0.5; values in [0, 1], or pixels of bytes
/// Source     torchvision's ColorJitter
/// Example    color_jitter(0.4, 0.4, 0.4, 0.1)
constexpr auto color_jitter(double brightness, double contrast, double saturation, double hue)
    -> color_jitter_t
{
    return {.brightness = in_range(color_jitter_t::kind, "brightness", brightness, 0, unlimited),
            .contrast = in_range(color_jitter_t::kind, "contrast", contrast, 0, unlimited),
            .saturation = in_range(color_jitter_t::kind, "saturation", saturation, 0, unlimited),
            .hue = in_range(color_jitter_t::kind, "hue", hue, 0, 0.5)};
}

} // namespace lagom
