// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct cutmix_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "cutmix";
    static constexpr bool mixes_batch = true, moves_pixels = true;
    static constexpr ranged alpha_range{"alpha", above_zero, detail::most_alpha};

    double alpha = 1;

    static constexpr auto output(shape in) -> shape { return detail::keeps_image(in); }
    static constexpr void rates(auto& self, auto&& sink) { alpha_range.tell(self.alpha, sink); }
};

/// Pastes a box of the image before it into each image of a batch, and mixes the targets by area. Targets
/// are rows of probabilities.
///
/// Shape      [height, width, channels] -> the same
/// Training   one box a batch: its sides are sqrt(1 - lambda) of the image's, lambda ~ Beta(alpha, alpha);
///            its centre is uniform over the image, and it is clipped at the border. A target keeps the
///            share of the image that is left of it; the rest is the target before it.
///            Behind what the other augmentations did, wherever it stands. The training accuracy of such a run is that of
///            mixed targets
/// Inference  the image as it is
/// Requires   0 < alpha <= 1e6
/// Source     Yun, Han, Oh, Chun, Choe, Yoo: CutMix (2019), section 3.1; the partner is torchvision's
/// Example    cutmix(1.0)
constexpr auto cutmix(double alpha) -> cutmix_t
{
    return {.alpha = in_range(cutmix_t::kind, "alpha", alpha, above_zero, detail::most_alpha)};
}

} // namespace lagom
