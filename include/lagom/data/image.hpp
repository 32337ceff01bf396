// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/extents.hpp>

#include <span>
#include <type_traits>

// What an augmentation does to one image once its numbers are drawn: here, what moves and fills. T is float, double,
// or std::uint8_t (but for `mix`). An image is a dense block [height, width, channels], row-major; a function that
// reads `from` and writes `to` needs them apart.

namespace lagom {

/// The extents of an image; its numbers lie row by row, the channels of a pixel side by side.
struct image_shape {
    int height = 0, width = 0, channels = 0;

    constexpr auto size() const -> long { return long{height} * width * channels; }
    constexpr auto operator==(image_shape const&) const -> bool = default;
};

/// The image that an example of this shape is; one that has no height and width is a pixel.
constexpr auto image_of(shape in) -> image_shape
{
    return in.rank == 3 ? image_shape{in.extent[0], in.extent[1], in.extent[2]}
                        : image_shape{1, 1, in.size()};
}

/// A pixel, counted from the top left.
struct image_point {
    int row = 0, column = 0;
};

/// Rows top .. bottom - 1, columns left .. right - 1.
struct image_box {
    int top = 0, bottom = 0, left = 0, right = 0;

    constexpr auto area() const -> long { return long{bottom - top} * (right - left); }
    constexpr auto operator==(image_box const&) const -> bool = default;
};

/// Left and right change places.
template <class T>
void flip_horizontal(T* image, image_shape s);

/// Top and bottom change places.
template <class T>
void flip_vertical(T* image, image_shape s);

/// Moves an image down and right (up and left by negative numbers); zeros come in.
template <class T>
void shift(T const* from, T* to, image_shape s, int down, int right);

/// Cuts out_height by out_width pixels from the image with a border of `pad` zeros around; top and left count
/// from the corner of the border. Beyond the border are zeros too.
///
/// @param to  [out_height, out_width, channels]
template <class T>
void crop(T const* from, T* to, image_shape s, int pad, int top, int left, int out_height, int out_width);

/// Fills a box of an image with a value, or with one for each channel.
///
/// Requires  the box lies in the image; value has 1 or `channels` elements
template <class T>
void erase(T* image, image_shape s, int top, int left, int height, int width,
           std::span<std::type_identity_t<T> const> value);

/// The square of rows centre - size / 2 .. centre - size / 2 + size - 1, columns alike, clipped.
///
/// Source  DeVries, Taylor: cutout (2017); their program makes the side of an odd size one less
auto cutout_box(image_shape s, int centre_row, int centre_column, int size) -> image_box;

/// Fills cutout_box with 0.
template <class T>
void cutout(T* image, image_shape s, int centre_row, int centre_column, int size);

/// a = lambda a + (1 - lambda) b. With lambda 1, b is not read, and with 0, a is not.
///
/// Requires  0 <= lambda <= 1
template <class T>
void mix(T* a, T const* b, double lambda, long count);

/// A box, and the share of the image that is outside it.
struct cutmix_region {
    image_box box;
    double lambda = 1;
};

/// CutMix's box: half sides 1/2 sqrt(1 - lambda) of the image's, rounded down, around a centre and clipped at
/// the border; with the lambda that belongs to what is left of it.
///
/// Requires  0 <= lambda <= 1
/// Source    Yun et al.: CutMix (2019), section 3.1; lambda corrected as in their program
auto cutmix_box(double lambda, image_shape s, image_point centre) -> cutmix_region;

/// Copies a box of `other` to the same place in `image`.
///
/// Requires  the box lies in the images
template <class T>
void paste_box(T* image, T const* other, image_shape s, image_box box);

} // namespace lagom
