// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/image.hpp>

// What makes a pixel of its neighbours: as image.hpp, with T float, double or std::uint8_t.

namespace lagom::detail {

/// Each pixel becomes a mean of those around it, weighed by exp(-distance^2 / (2 sigma^2)), up to ceil(3 sigma) away
/// along rows and columns; beyond the border lies the reflection, which does not repeat the border's pixel. With sigma
/// 0 the image stays as it is.
///
/// @param scratch  room for one image
template <class T>
void gaussian_blur(T* image, T* scratch, image_shape s, double sigma);

/// x = clamp(factor x + (1 - factor) smooth, 0, white); smooth weighs the pixel by 5/13 and each of the eight around
/// it by 1/13, and is the pixel itself at the border. Of bytes smooth is rounded, and of x the whole part kept.
///
/// @param scratch  room for one image
template <class T>
void sharpness(T* image, T* scratch, image_shape s, double factor);

} // namespace lagom::detail
