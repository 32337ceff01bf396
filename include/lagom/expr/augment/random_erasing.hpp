// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {
namespace detail {

/// How a box is drawn.
struct erasing_box_rule {
    static constexpr double smallest_area = 0.02, largest_area = 0.33;
    static constexpr double smallest_ratio = 0.3, largest_ratio = 3.3;
    static constexpr int tries = 10;
};

} // namespace detail

struct random_coloured_erasing_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_erasing";
    static constexpr ranged rate_range{"rate", 0, 1}, red_range{"red", -unlimited, unlimited},
        green_range{"green", -unlimited, unlimited}, blue_range{"blue", -unlimited, unlimited};

    double rate = 0.5, red = 0, green = 0, blue = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_colours(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        rate_range.tell(self.rate, sink);
        red_range.tell(self.red, sink);
        green_range.tell(self.green, sink);
        blue_range.tell(self.blue, sink);
    }
};

struct random_erasing_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_erasing";
    static constexpr ranged rate_range{"rate", 0, 1}, fill_range{"fill", -unlimited, unlimited};

    double rate = 0.5, fill = 0;

    constexpr auto operator()(double probability) const -> random_erasing_t
    {
        return {.rate = in_range(kind, "rate", probability, 0, 1), .fill = fill};
    }
    /// Fills the box with another value than 0, or an image of three channels with a colour.
    constexpr auto filled(double value) const -> random_erasing_t
    {
        return {.rate = rate, .fill = in_range(kind, "fill", value, -unlimited, unlimited)};
    }
    constexpr auto filled(double red, double green, double blue) const -> random_coloured_erasing_t
    {
        return {.rate = rate,
                .red = in_range(kind, "red", red, -unlimited, unlimited),
                .green = in_range(kind, "green", green, -unlimited, unlimited),
                .blue = in_range(kind, "blue", blue, -unlimited, unlimited)};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        rate_range.tell(self.rate, sink);
        fill_range.tell(self.fill, sink);
    }
};

/// Fills a box of an image with 0, with probability 1/2, or random_erasing(probability). The box has a share
/// of the image's area uniform in [0.02, 0.33], a ratio of height to width log-uniform in [0.3, 3.3], sides
/// rounded to whole pixels, and lies anywhere inside. A box as high or as wide as the image is drawn again,
/// up to ten times; then the image stays as it is. So does an image of one row or column.
///
/// Shape      [height, width, channels] -> the same
/// Training   each image is drawn anew in each epoch; .filled(value) and .filled(red, green, blue) fill with another
///            value than 0, of which 1 is 255 where the pixels are bytes
/// Inference  the image as it is
/// Requires   0 <= probability <= 1
/// Source     Zhong, Zheng, Kang, Li, Yang: Random erasing (2020), algorithm 1; area, ratio and tries
///            are torchvision's (the paper: area to 0.4, ratio uniform)
/// Example    random_flip | random_erasing(0.25), random_erasing.filled(0.5, 0.5, 0.5)
inline constexpr random_erasing_t random_erasing{};

} // namespace lagom
