// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/fit.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace lagom {

namespace reports {

/// What keeps a network's augmentation from being shown, as a type.
template <class Net>
constexpr auto previewing()
{
    using mistake = decltype(checking::shapes<Net>());
    constexpr shape in = plan::shape_of_input<Net>();
    if constexpr (!passes<mistake>) {
        return mistake{};
    } else if constexpr (in.rank != 3 || (in.channels() != 1 && in.channels() != 3)) {
        return preview_shows_images_of_one_or_three_channels_and_not<
            typename checking::as_extents<in, std::make_integer_sequence<int, in.rank>>::type>{};
    } else if constexpr (!trainers::changes_rows<Net>() && !trainers::mixes_batches<Net>()) {
        return network_has_no_augmentation_to_preview<Net>{};
    } else {
        return no_mistake{};
    }
}

} // namespace reports

namespace reports {

/// The augmentations of an epoch; those of a batch are of its first one.
template <class T, class D>
struct augmentations {
    std::function<trainers::row_change<trainers::augmented_number<T, D>>(std::uint32_t epoch)>
        augment{}; // empty: none
    std::function<trainers::batch_change<T>(std::uint32_t epoch)> mix{};
    char const* of_light = nullptr;
};

template <class T, class D>
void write_preview(std::string const& path, basic_data_set<D> const& data, shape in,
                   augmentations<T, D> const& by);

} // namespace reports

/// Draws a contact sheet of what the augmentations of a network do to its data, as a PNG file: a line for each of up to
/// eight examples, spread over the data; on the left as it is, then as a fit with this seed is given it in its first
/// seven epochs. Mixing is shown for these examples as one batch.
///
/// Shape   pictures are magnified by a whole number, up to 96 pixels a side; of values outside [0, 1] the least one that
///         an original has is black and the largest white
/// Throws  data_error for features that do not fit the input or the augmentations, file_error where the file cannot be
///         written
/// Example preview(net, train, "augmentation.png"), preview(net, train, "augmentation.png", seed(7))
template <node Net, class D>
void preview(Net const& net, basic_data_set<D> const& data, std::string const& path, seed draws = seed(1))
{
    if constexpr (passes<decltype(refuse(reports::previewing<Net>()))>) {
        using number = detail::target_of<D>;
        constexpr auto of_light = trainers::first_of_light<Net>();
        reports::augmentations<number, D> by{.of_light = of_light};
        if constexpr (trainers::changes_rows<Net>()) {
            by.augment = [&](std::uint32_t epoch) {
                return trainers::row_augmentation<trainers::augmented_number<number, D>>(net, draws, epoch);
            };
        }
        if constexpr (trainers::mixes_batches<Net>()) {
            by.mix = [&](std::uint32_t epoch) {
                return trainers::batch_mixing<number>(net, draws, epoch);
            };
        }
        reports::write_preview<number, D>(path, data, plan::shape_of_input<Net>(), by);
    }
}
/// The same with the rates that a model has now.
template <class T, class Net, class D>
void preview(network_model<T, Net> const& m, basic_data_set<D> const& data, std::string const& path,
             seed draws = seed(1))
{
    preview(trainers::with_rates(m.net(), m.values()), data, path, draws);
}
/// Arguments that are missing, too many, or of another type.
template <class... A>
    requires(sizeof...(A) < 3)
void preview(A const&...)
{
    refuse(preview_takes_a_network_or_a_model_data_and_the_name_of_a_png_file<A...>{});
}
template <class M, class D, class P, class... A>
    requires(!((node<M> || requires(M const& m) { m.net(); }) && requires { typename D::target_type; } &&
               std::convertible_to<P, std::string> && sizeof...(A) < 2 && (std::same_as<A, seed> && ...)))
void preview(M const&, D const&, P const&, A const&...)
{
    refuse(preview_takes_a_network_or_a_model_data_and_the_name_of_a_png_file<M, D, P, A...>{});
}

} // namespace lagom
