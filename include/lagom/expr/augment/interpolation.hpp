// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom {

/// What an image's value between its pixels is: the nearest pixel's (halfway: the next one's, down or right),
/// or the mean of the four around, weighed by nearness.
enum class interpolation { nearest, bilinear };

} // namespace lagom
