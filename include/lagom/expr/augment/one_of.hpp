// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/augment/parts.hpp>
#include <lagom/expr/augment/random_flip.hpp>

#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>

namespace lagom {

template <node... A>
struct one_of_t {
    using node_concept = node_tag;
    using augment_concept = augment_tag;
    static constexpr auto kind = "one_of";
    static constexpr bool mixes_batch = (true && ... && detail::all_mix<A>),
                          reads_light = (false || ... || detail::some_read_light<A>),
                          moves_pixels = (false || ... || detail::some_move<A>);
    static constexpr char const* name_of_light = [] {
        char const* first = nullptr;
        for (char const* name : {detail::light_name<A>()...}) {
            first = first == nullptr ? name : first;
        }
        return first;
    }();
    static constexpr int ops = detail::ops_of_parts<A...>, count = sizeof...(A);

    boost::hana::tuple<A...> choices;

    static constexpr auto output(shape in) -> shape
    {
        return (true && ... && (A::output(in) == in)) ? in : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink)
    {
        boost::hana::for_each(self.choices, [&](auto& choice) {
            expr::visit_rates(choice, sink);
        });
    }
    /// The same in the graph, where each choice is a part with paths of its own.
    constexpr void lower_rates(auto& g) const
    {
        int number = 0;
        boost::hana::for_each(choices, [&](auto const& choice) {
            auto const outside = g.enter_part(number++);
            detail::lower_numbers(choice, g);
            g.leave(outside);
        });
    }
};

/// Does one of several augmentations, or chains of them, each as often as another.
///
/// Shape      S -> S, of the S that all of them take
/// Training   each image is drawn anew in each epoch; of what mixes a batch, each batch
/// Inference  the image as it is
/// Example    one_of(random_rotation(10), random_shift(2)), one_of(mixup(0.2), cutmix(1))
template <node... A>
    requires(sizeof...(A) >= 2 && detail::like_augmentations<A...>)
constexpr auto one_of(A... augmentations) -> one_of_t<A...>
{
    return {{augmentations...}};
}
/// What is no augmentation, one alone, or some that mix a batch beside some that do not.
template <class... A>
    requires(sizeof...(A) < 2 || !detail::like_augmentations<A...>)
constexpr auto one_of(A const&...) -> random_flip_t
{
    refuse(one_of_takes_two_augmentations_or_more_which_mix_the_batch_all_or_none<A...>{});
    return {};
}

} // namespace lagom
