// SPDX-License-Identifier: BSL-1.0
// One draw for a channel, a position or an example.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("dropout per channel",
          law::network(input<6, 5> | dense<17> | relu | dropout(0.3).per_channel() | last_position |
                       dense<4>))
LAGOM_LAW("dropout per position",
          law::network(input<6, 5> | dense<40> | dropout(0.3).per_position() | mean_over_positions |
                       dense<4>))
LAGOM_LAW("stochastic depth",
          law::network(input<6, 5> | residual(dense<5> | tanh | dropout(0.4).per_example()) | last_position |
                       dense<4>))
LAGOM_LAW("noise per channel",
          law::network(input<6, 5> | gaussian_noise(0.3).per_channel() | dense<4> | last_position))
LAGOM_LAW("noise per position and example",
          law::network(input<6, 5> | gaussian_noise(0.3).per_position() | gaussian_noise(0.2).per_example() |
                       dense<9> | flatten | dense<4>))
LAGOM_LAW("noise of vectors",
          law::network(input<6> | dense<20> | dropout(0.3).per_channel() |
                       gaussian_noise(0.1).per_position() | dropout(0.2).per_example() | dense<4>))
