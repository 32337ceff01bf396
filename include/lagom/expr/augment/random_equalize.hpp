// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_equalize_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_equalize";
    static constexpr bool reads_light = true;
    static constexpr ranged rate_range{"rate", 0, 1};

    double rate = 0.5;

    constexpr auto operator()(double probability) const -> random_equalize_t
    {
        return {.rate = in_range(kind, "rate", probability, 0, 1)};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }
};

/// Spreads the levels of each channel of an image, so that all are about as frequent, with probability 1/2, or
/// random_equalize(probability).
///
/// Shape      [height, width, channels] -> the same
/// Training   a level becomes the share of the channel's pixels that are below it, as Pillow counts them: step =
///            (pixels - those of the highest level) div 255, level k becomes (pixels below k + step div 2) div step,
///            at most 255; where the step is 0 the channel stays; values in [0, 1] become levels first; each
///            image is drawn anew in each epoch
/// Inference  the image as it is
/// Requires   0 <= probability <= 1; values in [0, 1], or pixels of bytes
/// Source     Pillow's ImageOps.equalize; torchvision's RandomEqualize
/// Example    random_equalize(0.3)
inline constexpr random_equalize_t random_equalize{};

} // namespace lagom
