// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data/png.hpp"

#include <lagom/data/image.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace lagom::reports {

constexpr int most_side = 96; // pixels of a picture that is magnified
constexpr long gutter = 4; // behind a picture

/// Pictures on white paper, in lines, each magnified by the same whole number.
class sheet {
public:
    /// @param first_gutter  what lies behind the first picture of a line
    sheet(image_shape picture, std::size_t lines, std::size_t columns, long first_gutter = gutter)
        : picture_(picture), scale_(std::max(1, most_side / std::max(picture.height, picture.width))),
          first_gutter_(first_gutter), width_(left_of(columns)), height_(top_of(lines)),
          levels_(static_cast<std::size_t>(width_ * height_ * picture.channels), paper)
    {
    }

    /// Requires  the levels of one picture
    void draw(std::size_t line, std::size_t column, std::span<std::uint8_t const> levels)
    {
        auto const top = top_of(line), left = left_of(column);
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
    static constexpr std::uint8_t paper = 255;

    image_shape picture_;
    long scale_, first_gutter_, width_, height_;
    std::vector<std::uint8_t> levels_;

    [[nodiscard]] auto top_of(std::size_t line) const -> long
    {
        return gutter + static_cast<long>(line) * (picture_.height * scale_ + gutter);
    }
    [[nodiscard]] auto left_of(std::size_t column) const -> long
    {
        return gutter + static_cast<long>(column) * (picture_.width * scale_ + gutter) +
            (column > 0 ? first_gutter_ - gutter : 0);
    }
};

/// Numbers as levels: 0 is black and 1 white, or the least and the largest that it saw where one lies beyond.
template <class T>
class exposure {
public:
    exposure() = default;
    /// Requires  finite numbers, at least one
    explicit exposure(std::span<T const> seen)
    {
        auto const [least, most] = std::minmax_element(seen.begin(), seen.end());
        if (*least < 0 || *most > 1) {
            black_ = *least;
            white_ = std::max(*most, std::nextafter(*least, std::numeric_limits<T>::infinity()));
        }
    }
    [[nodiscard]] auto of(std::span<T const> picture) const -> std::vector<std::uint8_t>
    {
        std::vector<std::uint8_t> levels(picture.size());
        std::transform(picture.begin(), picture.end(), levels.begin(), [this](T value) {
            // Halves, since the whole distance may be more than a T holds.
            auto const share = std::clamp((value / 2 - black_ / 2) / (white_ / 2 - black_ / 2), T(0), T(1));
            return static_cast<std::uint8_t>(std::lround(share * 255));
        });
        return levels;
    }

private:
    T black_ = 0, white_ = 1;
};

} // namespace lagom::reports
