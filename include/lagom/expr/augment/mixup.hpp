// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/augment.hpp>

namespace lagom {

struct mixup_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "mixup";
    static constexpr bool mixes_batch = true;
    static constexpr ranged alpha_range{"alpha", above_zero, detail::most_alpha};

    double alpha = 1;

    static constexpr auto output(shape in) -> shape { return in.rank > 0 ? in : ill_shaped; }
    static constexpr void rates(auto& self, auto&& sink) { alpha_range.tell(self.alpha, sink); }
};

/// Replaces each example of a batch by a mean of itself and the one before it, and its target likewise.
/// Targets are rows of probabilities, or numbers for a regression.
///
/// Shape      S -> S, any S
/// Training   x_i = lambda x_i + (1 - lambda) x_(i-1), the first row with the last;
///            one lambda ~ Beta(alpha, alpha) a batch
///            behind what the other augmentations did, wherever it stands. The training accuracy of such a run is that of
///            mixed targets
/// Inference  the example as it is
/// Requires   0 < alpha <= 1e6
/// Source     Zhang, Cisse, Dauphin, Lopez-Paz: mixup (2018), section 2; the partner is torchvision's
/// Example    mixup(0.2)
constexpr auto mixup(double alpha) -> mixup_t
{
    return {.alpha = in_range(mixup_t::kind, "alpha", alpha, above_zero, detail::most_alpha)};
}

} // namespace lagom
