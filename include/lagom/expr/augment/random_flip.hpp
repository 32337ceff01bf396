// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_flip_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_flip";
    static constexpr bool moves_pixels = true;
    static constexpr ranged rate_range{"rate", 0, 1};

    double rate = 0.5;

    constexpr auto operator()(double probability) const -> random_flip_t
    {
        return {.rate = in_range(kind, "rate", probability, 0, 1)};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }
};

/// Mirrors an image, left and right change places, with probability 1/2, or random_flip(probability).
///
/// Shape      [height, width, channels] -> the same
/// Training   each image is drawn anew in each epoch
/// Inference  the image as it is
/// Targets    as they are: what says where something is in the image, as a box does, is wrong behind it; targets of
///            positions are refused
/// Requires   0 <= probability <= 1
/// Example    input<28, 28, 1> | random_flip | flatten | dense<10>
inline constexpr random_flip_t random_flip{};

} // namespace lagom
