// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/write_png.hpp>

#include "core/range_text.hpp"
#include "core/shape_text.hpp"
#include "core/unfit.hpp"
#include "report/sheet.hpp"

#include <lagom/data/durable.hpp>

namespace lagom::reports {

namespace {

/// How large each of the pictures of an array is.
auto picture_of(std::vector<std::size_t> const& axes) -> image_shape
{
    auto const refuse_unless = [&](bool fits, std::string const& expected) {
        if (!fits) {
            throw data_error("the pictures have shape " + shape_text(axes) + "; expected " + expected);
        }
    };
    refuse_unless(axes.size() == 3 || axes.size() == 4,
                  "[pictures, height, width] or [pictures, height, width, channels]");
    auto const channels = axes.size() == 4 ? axes[3] : 1;
    refuse_unless(channels == 1 || channels == 3, "1 or 3 channels");
    refuse_unless(axes[0] > 0 && axes[1] > 0 && axes[2] > 0, "at least one picture of at least one pixel");
    // The length of what a PNG file holds has 31 bits, and so have the sides of a picture.
    auto const most_pixels = [](std::size_t side) {
        return static_cast<double>(std::max(side, std::size_t{most_side}) + gutter);
    };
    refuse_unless(static_cast<double>(axes[0]) * most_pixels(axes[1]) * most_pixels(axes[2]) *
                          static_cast<double>(channels) <=
                      0x1p30,
                  "what a PNG file holds, 2^30 levels of magnified pictures");
    return {static_cast<int>(axes[1]), static_cast<int>(axes[2]), static_cast<int>(channels)};
}

template <class T>
void require_finite(xt::xarray<T> const& pictures, image_shape picture)
{
    auto const at = first_unfit(pictures.data(), pictures.size(), std::numeric_limits<T>::max());
    if (at == pictures.size()) {
        return;
    }
    auto const width = static_cast<std::size_t>(picture.width),
               height = static_cast<std::size_t>(picture.height),
               pixel = at / static_cast<std::size_t>(picture.channels);
    throw data_error("the pictures hold " + number_text(pictures.data()[at]) + " in picture " +
                     std::to_string(pixel / width / height) + ", row " +
                     std::to_string(pixel / width % height) + ", column " + std::to_string(pixel % width) +
                     " (all counted from 0); expected finite numbers");
}

template <class T>
auto levels_of(xt::xarray<T> const& pictures) -> std::vector<std::uint8_t>
{
    auto const all = std::span<T const>(pictures.data(), pictures.size());
    if constexpr (std::is_same_v<T, std::uint8_t>) {
        return {all.begin(), all.end()};
    } else {
        return exposure<T>(all).of(all);
    }
}

/// How many stand in a line: about as many as there are lines.
auto side_of(std::size_t pictures) -> std::size_t
{
    std::size_t side = 1;
    while (side * side < pictures) {
        ++side;
    }
    return side;
}

} // namespace

template <class T>
void write_pictures(std::string const& path, xt::xarray<T> const& pictures, long per_line)
{
    auto const picture = picture_of({pictures.shape().begin(), pictures.shape().end()});
    if constexpr (std::is_floating_point_v<T>) {
        require_finite(pictures, picture);
    }
    auto const levels = levels_of(pictures);
    auto const count = pictures.shape(0), size = levels.size() / count;
    auto const columns = per_line == 0 ? side_of(count) : std::min(static_cast<std::size_t>(per_line), count);
    auto paper_with_pictures = sheet(picture, (count + columns - 1) / columns, columns);
    for (std::size_t i = 0; i < count; ++i) {
        paper_with_pictures.draw(i / columns, i % columns, {levels.data() + i * size, size});
    }
    write_durably(path, paper_with_pictures.file());
}

template void write_pictures(std::string const&, xt::xarray<float> const&, long);
template void write_pictures(std::string const&, xt::xarray<double> const&, long);
template void write_pictures(std::string const&, xt::xarray<std::uint8_t> const&, long);

} // namespace lagom::reports
