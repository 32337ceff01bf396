// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct random_autocontrast_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "random_autocontrast";
    static constexpr bool reads_light = true;
    static constexpr ranged rate_range{"rate", 0, 1};

    double rate = 0.5;

    constexpr auto operator()(double probability) const -> random_autocontrast_t
    {
        return {.rate = in_range(kind, "rate", probability, 0, 1)};
    }
    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { rate_range.tell(self.rate, sink); }
};

/// Stretches each channel of an image, so that its least value is 0 and its largest 1, with probability 1/2, or
/// random_autocontrast(probability).
///
/// Shape      [height, width, channels] -> the same
/// Training   y = (x - least) / (largest - least); a channel of one value stays; each image is drawn anew in each
///            epoch
/// Inference  the image as it is
/// Requires   0 <= probability <= 1; values in [0, 1], or pixels of bytes
/// Source     torchvision's RandomAutocontrast
/// Example    random_autocontrast(0.3)
inline constexpr random_autocontrast_t random_autocontrast{};

} // namespace lagom
