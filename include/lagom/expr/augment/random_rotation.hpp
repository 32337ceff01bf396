// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>
#include <lagom/expr/augment/interpolation.hpp>

namespace lagom {

struct random_rotation_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_rotation";
    static constexpr bool moves_pixels = true;
    static constexpr ranged degrees_range{"degrees", 0, 180};

    double degrees = 0;
    interpolation between = interpolation::nearest;

    /// Weighs the four pixels around a source instead of taking the nearest.
    constexpr auto bilinear() const -> random_rotation_t
    {
        return {.degrees = degrees, .between = interpolation::bilinear};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { degrees_range.tell(self.degrees, sink); }
};

/// Turns an image about its centre by an angle uniform in [-degrees, degrees]; zeros come in.
///
/// Shape      [height, width, channels] -> the same
/// Training   each image is drawn anew in each epoch
/// Inference  the image as it is
/// Targets    as they are: what says where something is in the image, as a box does, is wrong behind it; targets of
///            positions are refused
/// Requires   0 <= degrees <= 180
/// Example    random_rotation(10), random_rotation(10).bilinear()
constexpr auto random_rotation(double degrees) -> random_rotation_t
{
    return {.degrees = in_range(random_rotation_t::kind, "degrees", degrees, 0, 180)};
}

} // namespace lagom
