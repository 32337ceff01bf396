// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/expr/node.hpp>

namespace lagom {

/// An augmentation that mixes each row of a batch, targets too, with the row before it (the first with the
/// last). The others change one image at a time. A type opts in by a constant, mixes_batch = true.
template <class N>
concept mixing_augment = augment_node<N> && requires { requires N::mixes_batch; };

namespace detail {

/// The shape rule of what needs an image: [height, width, channels].
constexpr auto keeps_image(shape in) -> shape { return in.rank == 3 ? in : ill_shaped; }

/// How far, in pixels, an augmentation may reach: more than any image, and far from the end of int.
inline constexpr double most_pixels = 32767;

/// The largest concentration of a Beta(alpha, alpha): its draws are 1/2 within a thousandth.
inline constexpr double most_alpha = 1e6;

} // namespace detail
} // namespace lagom
