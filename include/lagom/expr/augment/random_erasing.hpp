// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_erasing_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_erasing";
    static constexpr double smallest_area = 0.02, largest_area = 0.33;
    static constexpr double smallest_ratio = 0.3, largest_ratio = 3.3;
    static constexpr int tries = 10;
    static constexpr ranged rate_range{"rate", 0, 1};

    double rate = 0.5;

    constexpr auto operator()(double probability) const -> random_erasing_t
    {
        return {.rate = in_range(kind, "rate", probability, 0, 1)};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }
};

/// Fills a box of an image with 0, with probability 1/2, or random_erasing(probability). The box has a share
/// of the image's area uniform in [0.02, 0.33], a ratio of height to width log-uniform in [0.3, 3.3], sides
/// rounded to whole pixels, and lies anywhere inside. A box as high or as wide as the image is drawn again,
/// up to ten times; then the image stays as it is. So does an image of one row or column.
///
/// Shape      [height, width, channels] -> the same
/// Training   each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   0 <= probability <= 1
/// Source     Zhong, Zheng, Kang, Li, Yang: Random erasing (2020), algorithm 1; area, ratio and tries
///            are torchvision's (the paper: area to 0.4, ratio uniform)
/// Example    random_flip | random_erasing(0.25)
inline constexpr random_erasing_t random_erasing{};

} // namespace lagom
