// SPDX-License-Identifier: BSL-1.0
// A window of each kind: of what goes over images, these are watched by sanitizers.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("conv, odd sizes",
          law::network(input<5, 7, 3> | conv<9, 3> | relu | conv<4, 1> | flatten | dense<3>))
LAGOM_LAW("conv by strides, an even kernel",
          law::network(input<6, 5, 2> | conv<9, 3>(strided<2>) | tanh | conv<5, 2>(strided<1, 2>, no_bias) |
                       flatten | dense<3>))
LAGOM_LAW("conv with paddings, dilated",
          law::network(input<7, 6, 2> | conv<5, 3>(valid_padding) | tanh | conv<4, 3>(dilated<2>) |
                       conv<3, 2, 3>(padded<1, 2>, glorot) | flatten | dense<3>))
LAGOM_LAW("conv in groups",
          law::network(input<4, 5, 6> | conv<8, 3>(channel_groups<2>) | tanh | conv<4, 2>(channel_groups<4>) |
                       flatten | dense<3>))
LAGOM_LAW("max_pool, windows overlap",
          law::network(input<5, 4, 2> | conv<3, 2> | max_pool<3>(strided<2>, padded<1>) | flatten | dense<3>))
LAGOM_LAW("average_pool, windows overlap and have edges",
          law::network(input<5, 6, 3> | conv<9, 2> | average_pool<3>(strided<2>, same_padding) | flatten |
                       dense<3>))
