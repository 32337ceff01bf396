// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_grayscale_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_grayscale";
    static constexpr ranged rate_range{"rate", 0, 1};

    double rate = 0.1;

    static constexpr auto output(shape in) -> shape { return detail::keeps_colours(in); }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }
};

/// Takes the colours from an image with a probability: red, green and blue become 0.2989 red + 0.587 green + 0.114
/// blue.
///
/// Shape      [height, width, 3] -> the same; red, green, blue
/// Training   each image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   0 <= probability <= 1
/// Source     torchvision's RandomGrayscale
/// Example    random_grayscale(0.2)
constexpr auto random_grayscale(double probability) -> random_grayscale_t
{
    return {.rate = in_range(random_grayscale_t::kind, "rate", probability, 0, 1)};
}

} // namespace lagom
