// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/preview.hpp>

#include "report/sheet.hpp"

#include <lagom/data/durable.hpp>

#include <algorithm>
#include <vector>

namespace lagom::reports {

namespace {

constexpr std::size_t most_examples = 8, epochs = 7;
constexpr long behind_originals = 12;

/// The examples at some places, one after another, changed as an epoch changes them.
template <class T, class D>
auto pictures_of(basic_data_set<D> const& data, std::vector<std::uint32_t> const& places,
                 trainers::row_change<trainers::augmented_number<T, D>> const& change) -> std::vector<T>
{
    using number = trainers::augmented_number<T, D>;
    std::vector<T> all;
    std::vector<number> row(data.columns()), scratch(data.columns());
    for (auto const place : places) {
        std::copy_n(data.features().data() + std::size_t{place} * data.columns(), data.columns(), row.data());
        if (change) {
            change(row.data(), scratch.data(), place);
        }
        std::transform(row.begin(), row.end(), std::back_inserter(all), [&](number value) {
            return data.are_pixels() ? static_cast<T>(value) / T(255) : static_cast<T>(value);
        });
    }
    return all;
}

} // namespace

template <class T, class D>
void write_preview(std::string const& path, basic_data_set<D> const& data, shape in,
                   augmentations<T, D> const& by)
{
    trainers::check_features<T>(data, in);
    trainers::check_augmented(data, static_cast<bool>(by.augment), by.of_light);
    auto const picture = image_of(in);
    auto const lines = std::min(most_examples, data.size());
    std::vector<std::uint32_t> places;
    for (std::size_t i = 0; i < lines; ++i) {
        places.push_back(static_cast<std::uint32_t>(i * data.size() / lines));
    }
    auto paper_with_pictures = sheet(picture, lines, epochs + 1, behind_originals);
    auto exposed = exposure<T>();
    for (std::size_t column = 0; column <= epochs; ++column) {
        auto const epoch = static_cast<std::uint32_t>(column);
        auto all = pictures_of<T, D>(data, places,
                                     epoch > 0 && by.augment
                                         ? by.augment(epoch)
                                         : trainers::row_change<trainers::augmented_number<T, D>>());
        if (epoch == 0) {
            exposed = exposure<T>(all);
        } else if (by.mix) {
            std::vector<T> targets(lines);
            auto const tile = [&](std::vector<T>& numbers) {
                auto const width = static_cast<long>(numbers.size() / lines);
                return tile_view<T>{
                    .data = numbers.data(), .panel = width, .batch = static_cast<long>(lines), .cols = width};
            };
            by.mix(epoch)(tile(all), tile(targets), 0);
        }
        for (std::size_t line = 0; line < lines; ++line) {
            auto const size = static_cast<std::size_t>(picture.size());
            paper_with_pictures.draw(line, column, exposed.of({all.data() + line * size, size}));
        }
    }
    write_durably(path, paper_with_pictures.file());
}

template void write_preview(std::string const&, basic_data_set<float> const&, shape,
                            augmentations<float, float> const&);
template void write_preview(std::string const&, basic_data_set<double> const&, shape,
                            augmentations<double, double> const&);
template void write_preview(std::string const&, basic_data_set<std::uint8_t> const&, shape,
                            augmentations<float, std::uint8_t> const&);

} // namespace lagom::reports
