// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "step.hpp"

namespace bench {

/// The convolutional network without what restrains it.
inline constexpr auto conv_fashion = lagom::input<28, 28, 1> | lagom::conv<32, 3> | lagom::relu |
    lagom::conv<32, 3> | lagom::relu | lagom::max_pool<2> | lagom::conv<64, 3> | lagom::relu |
    lagom::conv<64, 3> | lagom::relu | lagom::max_pool<2> | lagom::flatten | lagom::dense<128> | lagom::relu |
    lagom::dense<10>;

} // namespace bench
