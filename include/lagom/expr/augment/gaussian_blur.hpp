// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct gaussian_blur_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "gaussian_blur";
    static constexpr ranged least_range{"least", 0, detail::most_sigma};
    static constexpr ranged most_range{"most", 0, detail::most_sigma};

    double least = 0, most = 0;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        least_range.tell(self.least, sink);
        most_range.tell(self.most, sink);
    }
};

/// Blurs an image: each pixel becomes a mean of those around it, weighed by exp(-distance^2 / (2 sigma^2)).
///
/// Shape      [height, width, channels] -> the same
/// Training   pixels up to 3 sigma away, along rows and along columns, count; beyond the border lies the image's
///            reflection; with gaussian_blur(least, most) sigma is uniform between the two, for each image anew
///            in each epoch. sometimes(p, gaussian_blur(...)) leaves some images sharp
/// Inference  the image as it is
/// Requires   0 <= sigma <= 100, in pixels; of two the second counts where it is the smaller one
/// Cost       12 sigma multiplications a value
/// Source     torchvision's GaussianBlur, with a kernel of 2 ceil(3 sigma) + 1
/// Example    gaussian_blur(1), sometimes(0.5, gaussian_blur(0.1, 2))
constexpr auto gaussian_blur(double least, double most = unlimited) -> gaussian_blur_t
{
    bool const is_one = most == unlimited;
    double const checked =
        in_range(gaussian_blur_t::kind, is_one ? "sigma" : "least", least, 0, detail::most_sigma);
    return {.least = checked,
            .most = is_one ? checked : in_range(gaussian_blur_t::kind, "most", most, 0, detail::most_sigma)};
}

} // namespace lagom
