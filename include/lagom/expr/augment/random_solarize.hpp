// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_solarize_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_solarize";
    static constexpr bool reads_light = true;
    static constexpr ranged threshold_range{"threshold", 0, 1};
    static constexpr ranged rate_range{"rate", 0, 1};

    double threshold = 0.5, rate = 0.5;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        threshold_range.tell(self.threshold, sink);
        rate_range.tell(self.rate, sink);
    }
};

/// Turns the values of an image from `threshold` on around, white to black, with probability 1/2, or that which is
/// given.
///
/// Shape      [height, width, channels] -> the same
/// Training   y = x >= threshold ? 1 - x : x; of bytes 255 is 1; each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   0 <= threshold <= 1, 0 <= probability <= 1; values in [0, 1], or pixels of bytes
/// Source     torchvision's RandomSolarize
/// Example    random_solarize(0.5), random_solarize(0.5, 0.2)
constexpr auto random_solarize(double threshold, double probability = 0.5) -> random_solarize_t
{
    return {.threshold = in_range(random_solarize_t::kind, "threshold", threshold, 0, 1),
            .rate = in_range(random_solarize_t::kind, "rate", probability, 0, 1)};
}

} // namespace lagom
