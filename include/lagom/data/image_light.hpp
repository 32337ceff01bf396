// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/image.hpp>

// What changes the values of an image's pixels, in place: as image.hpp, with T float, double or std::uint8_t. White is
// 1, and 255 of bytes, of which the whole part of a result is kept, as torchvision has it.

namespace lagom {

/// x = clamp(factor x, 0, white).
template <class T>
void brightness(T* image, image_shape s, double factor);

/// x = clamp(factor x + (1 - factor) gray, 0, white), gray being the image's mean of 0.2989 red + 0.587 green +
/// 0.114 blue; unless there are three channels, of all its values.
template <class T>
void contrast(T* image, image_shape s, double factor);

namespace detail {

/// x = clamp(factor x + (1 - factor) gray, 0, white), gray being the pixel's.
///
/// Requires  three channels, here and in the next two
template <class T>
void saturation(T* image, image_shape s, double factor);

/// Adds `turn` to the hue of each pixel, of which 1 is the whole circle. Gray stays as it is.
template <class T>
void hue(T* image, image_shape s, double turn);

/// All channels become 0.2989 red + 0.587 green + 0.114 blue.
template <class T>
void grayscale(T* image, image_shape s);

/// Keeps the highest bits of bytes; x = min(floor(2^bits x), 2^bits - 1) / 2^bits of others.
///
/// Requires  0 <= bits <= 8
template <class T>
void posterize(T* image, image_shape s, int bits);

/// x = x >= threshold ? white - x : x.
template <class T>
void solarize(T* image, image_shape s, double threshold);

/// Spreads the levels of each channel by Pillow's scheme: step = (pixels - those of the highest level) div 255, level k
/// becomes (pixels below k + step div 2) div step, at most 255; where the step is 0 the channel stays. Values in
/// [0, 1] have the 256 levels of x 255.999, rounded down.
template <class T>
void equalize(T* image, image_shape s);

/// x = white (x - least) / (largest - least) in each channel, of bytes the whole part; a channel of one value stays.
template <class T>
void autocontrast(T* image, image_shape s);

} // namespace detail
} // namespace lagom
