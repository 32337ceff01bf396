// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_posterize_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_posterize";
    static constexpr bool reads_light = true;
    static constexpr ranged bits_range{"bits", 1, 8};
    static constexpr ranged rate_range{"rate", 0, 1};

    double bits = 8, rate = 0.5;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        bits_range.tell(self.bits, sink);
        rate_range.tell(self.rate, sink);
    }
};

/// Keeps the `bits` highest bits of each of an image's values, with probability 1/2, or that which is given.
///
/// Shape      [height, width, channels] -> the same
/// Training   of bytes the other bits become 0; y = min(floor(2^bits x), 2^bits - 1) / 2^bits of values in [0, 1];
///            each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   1 <= bits <= 8, of which the whole part counts; 0 <= probability <= 1; values in [0, 1], or pixels of
///            bytes
/// Source     torchvision's RandomPosterize
/// Example    random_posterize(4), random_posterize(4, 0.2)
constexpr auto random_posterize(double bits, double probability = 0.5) -> random_posterize_t
{
    return {.bits = in_range(random_posterize_t::kind, "bits", bits, 1, 8),
            .rate = in_range(random_posterize_t::kind, "rate", probability, 0, 1)};
}

} // namespace lagom
