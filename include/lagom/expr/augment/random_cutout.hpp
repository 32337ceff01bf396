// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_cutout_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_cutout";
    static constexpr ranged size_range{"size", zero_or_whole, detail::most_pixels};

    double size = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { size_range.tell(self.size, sink); }
};

/// Fills a square of `size` by `size` pixels with 0. Its centre is uniform over the image, so it may hang
/// over the border and cover less.
///
/// Shape      [height, width, channels] -> the same
/// Training   each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   size 0, or in [1, 32767]; of a number that is not whole, the whole part counts
/// Source     DeVries, Taylor: Improved regularization of CNNs with cutout (2017), section 3
/// Example    random_flip | random_cutout(16)
constexpr auto random_cutout(double size) -> random_cutout_t
{
    return {.size = in_range(random_cutout_t::kind, "size", size, zero_or_whole, detail::most_pixels)};
}

} // namespace lagom
