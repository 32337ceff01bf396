// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/image.hpp>
#include <lagom/expr/augment/interpolation.hpp>

// What takes each pixel of an image from between the pixels of another: as image.hpp, with T float, double or
// std::uint8_t. Bytes are means of bytes rounded to the nearest, halfway to the even one.

namespace lagom {

/// Turns an image counter-clockwise about its centre ((height - 1) / 2, (width - 1) / 2). Outside the image
/// is 0, for bilinear too: borders fade. Multiples of 90 degrees have sine and cosine exact, so that of a
/// square every pixel is only moved; 0 degrees copies.
///
/// Cost  nearest: a pixel read a pixel; bilinear: four, added up in double
template <class T>
void rotate(T const* from, T* to, image_shape s, double degrees,
            interpolation between = interpolation::nearest);

namespace detail {

/// A turn, a movement, a scaling and a shear, about the image's centre, or a point so far right and down of it.
struct affine_turn {
    double degrees = 0; // counter-clockwise
    double right = 0, down = 0; // pixels
    double scale = 1;
    double shear_x = 0, shear_y = 0; // degrees
    double centre_right = 0, centre_down = 0; // pixels
};

/// The source of a pixel of an affine image: column' = a x + b y + c, row' = d x + e y + f, all from the centre.
struct affine_sources {
    double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
};

/// Source  torchvision's affine: shear, turn, scale about the centre, then the movement; its angle turns clockwise
auto sources_of(affine_turn const& turn) -> affine_sources;

/// As `rotate`, for any affine turn.
template <class T>
void affine(T const* from, T* to, image_shape s, affine_turn const& turn,
            interpolation between = interpolation::nearest);

/// Stretches a box of an image to out_height by out_width pixels, bilinearly: pixel i of n is at (i + 1/2) side / n -
/// 1/2 of the box, clamped at its border. Nothing outside the box takes part.
///
/// @param to  [out_height, out_width, channels]
/// Requires   the box lies in the image and is not empty
template <class T>
void resized_crop(T const* from, T* to, image_shape s, image_box box, int out_height, int out_width);

} // namespace detail
} // namespace lagom
