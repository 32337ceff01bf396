// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>

namespace lagom {

/// An augmentation that mixes each row of a batch, targets too, with the row before it (the first with the
/// last). The others change one image at a time. A type opts in by a constant, mixes_batch = true.
template <class N>
concept mixing_augment = augment_node<N> && requires { requires N::mixes_batch; };

/// An augmentation whose formula is of light: of values in [0, 1], or of the levels of bytes. A type opts in by a
/// constant, reads_light = true.
template <class N>
concept light_augment = augment_node<N> && requires { requires N::reads_light; };

/// An augmentation that moves pixels, or takes some from another image, so that what is said of each pixel is wrong
/// behind it. A type opts in by a constant, moves_pixels = true.
template <class N>
concept moving_augment = augment_node<N> && requires { requires N::moves_pixels; };

namespace detail {

/// The shape rule of what needs an image: [height, width, channels].
constexpr auto keeps_image(shape in) -> shape { return in.rank == 3 ? in : ill_shaped; }

/// The same of what reads red, green and blue: [height, width, 3].
constexpr auto keeps_colours(shape in) -> shape
{
    return in.rank == 3 && in.extent[2] == 3 ? in : ill_shaped;
}

/// How far, in pixels, an augmentation may reach: more than any image, and far from the end of int.
inline constexpr double most_pixels = 32767;

/// The largest concentration of a Beta(alpha, alpha): its draws are 1/2 within a thousandth.
inline constexpr double most_alpha = 1e6;

/// The widest blur, in pixels; the steepest shear, in degrees; the most things done to one image.
inline constexpr double most_sigma = 100, most_shear = 80, most_ops = 100;

} // namespace detail
} // namespace lagom
