// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>
#include <lagom/expr/augment/interpolation.hpp>

namespace lagom {

struct random_affine_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_affine";
    static constexpr bool moves_pixels = true;
    static constexpr ranged degrees_range{"degrees", 0, 180};
    static constexpr ranged translate_range{"translate", 0, 1};
    static constexpr ranged scale_range{"scale", 0, below_one};
    static constexpr ranged shear_range{"shear", 0, detail::most_shear};

    double degrees = 0, translate = 0, scale = 0, shear = 0;
    interpolation between = interpolation::nearest;

    /// Weighs the four pixels around a source instead of taking the nearest.
    constexpr auto bilinear() const -> random_affine_t
    {
        return {.degrees = degrees,
                .translate = translate,
                .scale = scale,
                .shear = shear,
                .between = interpolation::bilinear};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        degrees_range.tell(self.degrees, sink);
        translate_range.tell(self.translate, sink);
        scale_range.tell(self.scale, sink);
        shear_range.tell(self.shear, sink);
    }
};

/// Turns, moves, scales and shears an image about its centre, all at once; zeros come in.
///
/// Shape      [height, width, channels] -> the same
/// Training   the angle is uniform in [-degrees, degrees]; the movement down in [-translate, translate] heights, to
///            the right in as many widths, rounded to whole pixels; the factor of size in [1 - scale, 1 + scale];
///            the angle of the shear along the rows in [-shear, shear] degrees; each image is drawn anew in each
///            epoch
/// Inference  the image as it is
/// Targets    as they are: what says where something is in the image, as a box does, is wrong behind it; targets of
///            positions are refused
/// Requires   0 <= degrees <= 180, 0 <= translate <= 1, 0 <= scale < 1, 0 <= shear <= 80
/// Source     torchvision's RandomAffine, with one number for both axes and for both ends of a range
/// Example    random_affine(10, 0.1, 0.1, 5), random_affine(10, 0.1, 0.1, 5).bilinear()
constexpr auto random_affine(double degrees, double translate, double scale, double shear) -> random_affine_t
{
    return {.degrees = in_range(random_affine_t::kind, "degrees", degrees, 0, 180),
            .translate = in_range(random_affine_t::kind, "translate", translate, 0, 1),
            .scale = in_range(random_affine_t::kind, "scale", scale, 0, below_one),
            .shear = in_range(random_affine_t::kind, "shear", shear, 0, detail::most_shear)};
}

} // namespace lagom
