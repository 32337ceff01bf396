// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/parts.hpp>
#include <lagom/expr/augment/random_flip.hpp>

namespace lagom {

template <node A>
struct sometimes_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "sometimes";
    static constexpr bool mixes_batch = detail::all_mix<A>, reads_light = detail::some_read_light<A>,
                          moves_pixels = detail::some_move<A>;
    static constexpr char const* name_of_light = detail::light_name<A>();
    static constexpr int ops = detail::ops_of_parts<A>;
    static constexpr ranged rate_range{"rate", 0, 1};

    double rate = 0.5;
    A body;

    static constexpr auto output(shape in) -> shape { return A::output(in); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        rate_range.tell(self.rate, sink);
        expr::visit_rates(self.body, sink);
    }
    /// The same in the graph, where what is within has a path of its own.
    constexpr void lower_rates(auto& g) const
    {
        g.rate(rate, rate_range);
        detail::lower_numbers(body, g);
    }
};

/// Does an augmentation, or a chain of them, with a probability, and else nothing.
///
/// Shape      S -> S, of the S that the augmentation takes
/// Training   each image is drawn anew in each epoch; of what mixes a batch, each batch
/// Inference  the image as it is
/// Requires   0 <= probability <= 1
/// Example    sometimes(0.3, gaussian_blur(1)), sometimes(0.5, random_hue(0.1) | random_grayscale(0.2))
template <node A>
    requires detail::like_augmentations<A>
constexpr auto sometimes(double probability, A augmentation) -> sometimes_t<A>
{
    return {.rate = in_range("sometimes", "rate", probability, 0, 1), .body = augmentation};
}
/// What is no augmentation, or a chain of which some mix a batch.
template <class P, class... A>
    requires(!(std::convertible_to<P, double> && sizeof...(A) == 1 && detail::like_augmentations<A...>))
constexpr auto sometimes(P const&, A const&...) -> random_flip_t
{
    refuse(sometimes_takes_a_probability_and_augmentations_which_mix_the_batch_all_or_none<A...>{});
    return {};
}

} // namespace lagom
