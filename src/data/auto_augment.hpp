// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/random.hpp>
#include <lagom/data/image.hpp>
#include <lagom/expr/augment/interpolation.hpp>

/// The fourteen things that RandAugment and TrivialAugment do to an image.
namespace lagom::auto_augment {

/// What the largest magnitude is.
struct ranges {
    double shear = 0; // tangent
    double right = 0, down = 0; // pixels
    double degrees = 0;
    double factor = 0; // above 1
    double bits = 0; // fewer than 8
};

/// Draws one of the fourteen, at `magnitude`, a share of the ranges; solarize goes from white, 0, to black, 1.
///
/// Source  torchvision's _auto_augment.py
template <class T>
void apply_one(ranges const& most, double magnitude, interpolation between, T* image, T* scratch,
               image_shape s, random_stream& draws);

} // namespace lagom::auto_augment
