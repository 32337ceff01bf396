// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_shift_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_shift";
    static constexpr bool moves_pixels = true;
    static constexpr ranged pixels_range{"pixels", zero_or_whole, detail::most_pixels};

    double pixels = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { pixels_range.tell(self.pixels, sink); }
};

/// Moves an image down and right by whole numbers of pixels, each uniform in [-pixels, pixels]; zeros come
/// in. It is a random crop of the image's own size from the image with a border of `pixels` zeros.
///
/// Shape      [height, width, channels] -> the same
/// Training   each image is drawn anew in each epoch
/// Inference  the image as it is
/// Targets    as they are: what says where something is in the image, as a box does, is wrong behind it; targets of
///            positions are refused
/// Requires   pixels 0, or in [1, 32767]; of a number that is not whole, the whole part counts
/// Source     He, Zhang, Ren, Sun: Deep residual learning (2016), section 4.2 (there 4, with a flip)
/// Example    random_shift(4) | random_flip
constexpr auto random_shift(double pixels) -> random_shift_t
{
    return {.pixels = in_range(random_shift_t::kind, "pixels", pixels, zero_or_whole, detail::most_pixels)};
}

} // namespace lagom
