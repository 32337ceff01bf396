// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/image_warp.hpp>

#include "data/image_number.hpp"

#include <lagom/core/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace lagom {

namespace {

using detail::affine_sources;
using image_number::nearest;
using image_number::wide;

constexpr double radians_of_a_degree = 3.141592653589793 / 180;

struct direction {
    double cosine, sine;
};

/// Exact for multiples of 90 degrees.
auto direction_of(double degrees) -> direction
{
    auto const turn = std::remainder(degrees, 360.0);
    if (std::remainder(turn, 90.0) == 0) {
        return {turn == 0                   ? 1.0
                    : std::abs(turn) == 180 ? -1.0
                                            : 0.0,
                turn == 90        ? 1.0
                    : turn == -90 ? -1.0
                                  : 0.0};
    }
    auto const radians = turn * radians_of_a_degree;
    return {std::cos(radians), std::sin(radians)};
}

/// For each pixel of the new image: sample(to, source row, source column), the source between pixels.
template <class T>
void for_each_source(T* to, image_shape s, affine_sources const& from, auto sample)
{
    auto const middle_row = (s.height - 1) / 2.0, middle_column = (s.width - 1) / 2.0;
    for (int row = 0; row < s.height; ++row) {
        auto const y = row - middle_row;
        auto const first_row = from.e * y + from.f + middle_row,
                   first_column = from.b * y + from.c + middle_column;
        for (int column = 0; column < s.width; ++column, to += s.channels) {
            auto const x = column - middle_column;
            sample(to, from.d * x + first_row, from.a * x + first_column);
        }
    }
}

auto pixel_at(auto const* image, image_shape s, double row, double column) -> decltype(image)
{
    auto const inside = 0 <= row && row < s.height && 0 <= column && column < s.width;
    return inside ? image + (static_cast<long>(row) * s.width + static_cast<long>(column)) * s.channels
                  : nullptr;
}

template <class T>
void sample_nearest(T const* from, image_shape s, T* to, double row, double column)
{
    auto const* const pixel = pixel_at(from, s, std::floor(row + 0.5), std::floor(column + 0.5));
    for (int channel = 0; channel < s.channels; ++channel) {
        to[channel] = pixel == nullptr ? T{0} : pixel[channel];
    }
}

/// Of four pixels that are there, side by side.
template <class T>
void sample_inside(T const* from, image_shape s, T* to, double row, double column)
{
    auto const top = static_cast<int>(row), left = static_cast<int>(column);
    auto const down = static_cast<wide<T>>(row - top), right = static_cast<wide<T>>(column - left);
    auto const up = 1 - down;
    wide<T> const weights[]{up * (1 - right), up * right, down * (1 - right), down * right};
    auto const* const above = from + (long{top} * s.width + left) * s.channels;
    auto const* const below = above + long{s.width} * s.channels;
    for (int channel = 0; channel < s.channels; ++channel) {
        auto const value = [&](T const* pixel) {
            return static_cast<wide<T>>(pixel[channel]);
        };
        to[channel] = nearest<T>(weights[0] * value(above) + weights[1] * value(above + s.channels) +
                                 weights[2] * value(below) + weights[3] * value(below + s.channels));
    }
}

template <class T>
void sample_bilinear(T const* from, image_shape s, T* to, double row, double column)
{
    if (0 <= row && row < s.height - 1 && 0 <= column && column < s.width - 1 && row != std::floor(row) &&
        column != std::floor(column)) { // all four have some weight
        return sample_inside(from, s, to, row, column);
    }
    auto const top = std::floor(row), left = std::floor(column);
    auto const down = row - top, right = column - left;
    if (down == 0 && right == 0) {
        return sample_nearest(from, s, to, row, column);
    }
    T const* const all[]{pixel_at(from, s, top, left), pixel_at(from, s, top, left + 1),
                         pixel_at(from, s, top + 1, left), pixel_at(from, s, top + 1, left + 1)};
    double const shares[]{(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right};
    T const* pixels[4];
    wide<T> weights[4];
    int count = 0;
    for (int i = 0; i < 4; ++i) {
        if (all[i] != nullptr && shares[i] > 0) { // what has no weight may be NaN
            pixels[count] = all[i];
            weights[count++] = static_cast<wide<T>>(shares[i]);
        }
    }
    for (int channel = 0; channel < s.channels; ++channel) {
        wide<T> sum = 0;
        for (int i = 0; i < count; ++i) {
            sum += weights[i] * static_cast<wide<T>>(pixels[i][channel]);
        }
        to[channel] = nearest<T>(sum);
    }
}

template <class T>
void warp(T const* from, T* to, image_shape s, affine_sources const& sources, interpolation between)
{
    if (between == interpolation::nearest) {
        for_each_source(to, s, sources, [=](T* at, double row, double column) {
            sample_nearest(from, s, at, row, column);
        });
    } else {
        for_each_source(to, s, sources, [=](T* at, double row, double column) {
            sample_bilinear(from, s, at, row, column);
        });
    }
}

/// Two pixels of a line, and what the second one weighs.
struct between_two {
    long first, second;
    double share;
};

/// Pixel i of `count` that a line of `side` pixels is stretched to.
auto stretched(int i, int side, int count) -> between_two
{
    auto const at = std::clamp((i + 0.5) * side / count - 0.5, 0.0, side - 1.0);
    auto const first = static_cast<long>(at);
    return {first, std::min(first + 1, long{side} - 1), at - static_cast<double>(first)};
}

} // namespace

template <class T>
void rotate(T const* from, T* to, image_shape s, double degrees, interpolation between)
{
    auto const [cosine, sine] = direction_of(degrees);
    warp(from, to, s, {.a = cosine, .b = -sine, .d = sine, .e = cosine}, between);
}

auto detail::sources_of(affine_turn const& turn) -> affine_sources
{
    auto const degrees = -turn.degrees; // clockwise, in what follows
    auto const whole = direction_of(degrees), part = direction_of(degrees - turn.shear_y);
    auto const tangent = std::tan(turn.shear_x * radians_of_a_degree),
               cosine = std::cos(turn.shear_y * radians_of_a_degree);
    // The matrix [p q; r t] that takes a source to its pixel, and its inverse: its determinant is scale^2.
    auto const p = part.cosine / cosine, q = -part.cosine * tangent / cosine - whole.sine,
               r = part.sine / cosine, t = -part.sine * tangent / cosine + whole.cosine;
    auto sources =
        affine_sources{.a = t / turn.scale, .b = -q / turn.scale, .d = -r / turn.scale, .e = p / turn.scale};
    auto const x = -turn.centre_right - turn.right, y = -turn.centre_down - turn.down;
    sources.c = sources.a * x + sources.b * y + turn.centre_right;
    sources.f = sources.d * x + sources.e * y + turn.centre_down;
    return sources;
}

template <class T>
void detail::affine(T const* from, T* to, image_shape s, affine_turn const& turn, interpolation between)
{
    warp(from, to, s, sources_of(turn), between);
}

template <class T>
void detail::resized_crop(T const* from, T* to, image_shape s, image_box box, int out_height, int out_width)
{
    LAGOM_EXPECTS(0 <= box.top && box.top < box.bottom && box.bottom <= s.height && 0 <= box.left &&
                  box.left < box.right && box.right <= s.width);
    thread_local std::vector<between_two> columns; // kept, so that an epoch allocates nothing
    columns.clear();
    for (int i = 0; i < out_width; ++i) {
        columns.push_back(stretched(i, box.right - box.left, out_width));
    }
    thread_local std::vector<wide<T>> between, stretched_line;
    auto const width = (box.right - box.left) * long{s.channels}, out = out_width * long{s.channels};
    between.resize(static_cast<std::size_t>(width));
    stretched_line.resize(static_cast<std::size_t>(out));
    for (int row = 0; row < out_height; ++row, to += out) {
        auto const lines = stretched(row, box.bottom - box.top, out_height);
        auto const* const above = from + ((box.top + lines.first) * s.width + box.left) * s.channels;
        auto const* const below = from + ((box.top + lines.second) * s.width + box.left) * s.channels;
        auto const down = static_cast<wide<T>>(lines.share), up = static_cast<wide<T>>(1 - lines.share);
        for (long i = 0; i < width; ++i) {
            between[static_cast<std::size_t>(i)] =
                up * static_cast<wide<T>>(above[i]) + down * static_cast<wide<T>>(below[i]);
        }
        auto* made = stretched_line.data();
        for (auto const& [first, second, share] : columns) {
            auto const right = static_cast<wide<T>>(share), left = static_cast<wide<T>>(1 - share);
            auto const *const a = between.data() + first * s.channels,
                              *const b = between.data() + second * s.channels;
            for (int channel = 0; channel < s.channels; ++channel) {
                *made++ = left * a[channel] + right * b[channel];
            }
        }
        std::transform(stretched_line.begin(), stretched_line.end(), to, [](wide<T> x) {
            return nearest<T>(x);
        });
    }
}

#define LAGOM_WARP(T)                                                                                        \
    template void rotate(T const*, T*, image_shape, double, interpolation);                                  \
    template void detail::affine(T const*, T*, image_shape, detail::affine_turn const&, interpolation);      \
    template void detail::resized_crop(T const*, T*, image_shape, image_box, int, int);
LAGOM_WARP(float)
LAGOM_WARP(double)
LAGOM_WARP(std::uint8_t)
#undef LAGOM_WARP

} // namespace lagom
