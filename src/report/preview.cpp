// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/preview.hpp>

#include "data/png.hpp"

#include <lagom/data/durable.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lagom::reports {

namespace {

constexpr std::size_t most_examples = 8, epochs = 7;
constexpr int most_side = 96; // pixels of a picture that is magnified
constexpr long gutter = 4, first_gutter = 12; // behind a picture, and behind an original
constexpr std::uint8_t paper = 255;

/// Pictures on paper.
class sheet {
public:
    sheet(image_shape picture, std::size_t lines)
        : picture_(picture), scale_(std::max(1, most_side / std::max(picture.height, picture.width))),
          width_(left_of(epochs + 1)), height_(static_cast<long>(lines) * step(picture.height) + gutter),
          levels_(static_cast<std::size_t>(width_ * height_ * picture.channels), paper)
    {
    }

    /// Column 0 is for originals.
    void draw(std::size_t line, std::size_t column, std::vector<std::uint8_t> const& levels)
    {
        auto const top = gutter + static_cast<long>(line) * step(picture_.height), left = left_of(column);
        for (long y = 0; y < picture_.height * scale_; ++y) {
            auto* to = levels_.data() + ((top + y) * width_ + left) * picture_.channels;
            auto const* const from = levels.data() + y / scale_ * picture_.width * picture_.channels;
            for (long x = 0; x < picture_.width * scale_; ++x, to += picture_.channels) {
                std::copy_n(from + x / scale_ * picture_.channels, picture_.channels, to);
            }
        }
    }
    [[nodiscard]] auto file() const -> std::string
    {
        return formats::png_of(levels_, static_cast<std::size_t>(height_), static_cast<std::size_t>(width_),
                               static_cast<std::size_t>(picture_.channels));
    }

private:
    image_shape picture_;
    long scale_, width_, height_;
    std::vector<std::uint8_t> levels_;

    [[nodiscard]] auto step(int side) const -> long { return side * scale_ + gutter; }
    [[nodiscard]] auto left_of(std::size_t column) const -> long
    {
        return gutter + static_cast<long>(column) * step(picture_.width) +
            (column > 0 ? first_gutter - gutter : 0);
    }
};

/// Numbers as levels: 0 is black and 1 white, or what `see` saw beyond.
template <class T>
class exposure {
public:
    void see(std::vector<T> const& originals)
    {
        auto const [least, most] = std::minmax_element(originals.begin(), originals.end());
        if (*least < 0 || *most > 1) {
            black_ = *least;
            white_ = std::max(*most, std::nextafter(*least, *least + 1));
        }
    }
    [[nodiscard]] auto of(T const* picture, long count) const -> std::vector<std::uint8_t>
    {
        std::vector<std::uint8_t> levels(static_cast<std::size_t>(count));
        std::transform(picture, picture + count, levels.begin(), [this](T value) {
            auto const share = std::clamp((value - black_) / (white_ - black_), T(0), T(1));
            return static_cast<std::uint8_t>(std::lround(share * 255));
        });
        return levels;
    }

private:
    T black_ = 0, white_ = 1;
};

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
    auto paper_with_pictures = sheet(picture, lines);
    auto exposed = exposure<T>();
    for (std::size_t column = 0; column <= epochs; ++column) {
        auto const epoch = static_cast<std::uint32_t>(column);
        auto all = pictures_of<T, D>(data, places,
                                     epoch > 0 && by.augment
                                         ? by.augment(epoch)
                                         : trainers::row_change<trainers::augmented_number<T, D>>());
        if (epoch == 0) {
            exposed.see(all);
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
            paper_with_pictures.draw(
                line, column,
                exposed.of(all.data() + static_cast<long>(line) * picture.size(), picture.size()));
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
