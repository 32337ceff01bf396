// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_resized_crop_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_resized_crop";
    static constexpr bool moves_pixels = true;
    static constexpr double smallest_ratio = 3.0 / 4, largest_ratio = 4.0 / 3;
    static constexpr int tries = 10;
    static constexpr ranged least_area_range{"least_area", above_zero, 1};

    double least_area = 1;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { least_area_range.tell(self.least_area, sink); }
};

/// Cuts a box out of an image and stretches it to the image's size, bilinearly. The box has a share of the area
/// uniform in [least_area, 1], a ratio of width to height log-uniform in [3/4, 4/3], sides rounded to whole pixels,
/// and lies anywhere inside. One that does not fit is drawn again, up to ten times; then it is the largest in the
/// middle whose ratio is in these bounds.
///
/// Shape      [height, width, channels] -> the same
/// Training   pixel i of n of the result is at (i + 1/2) side / n - 1/2 of the box, clamped at its border; each
///            image is drawn anew in each epoch
/// Inference  the image as it is
/// Targets    as they are: what says where something is in the image, as a box does, is wrong behind it; targets of
///            positions are refused
/// Requires   0 < least_area <= 1
/// Source     Szegedy et al.: Going deeper with convolutions (2015), section 6; numbers are torchvision's
///            RandomResizedCrop, whose least area is 0.08
/// Example    random_resized_crop(0.5) | random_flip
constexpr auto random_resized_crop(double least_area) -> random_resized_crop_t
{
    return {.least_area = in_range(random_resized_crop_t::kind, "least_area", least_area, above_zero, 1)};
}

} // namespace lagom
