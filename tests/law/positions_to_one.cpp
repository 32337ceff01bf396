// SPDX-License-Identifier: BSL-1.0
// From the positions of a series or an image to one vector.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("mean_over_positions",
          law::network(input<6, 5> | dense<17> | batch_norm | tanh | mean_over_positions | dense<4>))
LAGOM_LAW("max_over_positions", law::network(input<6, 5> | dense<40> | max_over_positions | dense<4>))
LAGOM_LAW("last_position", law::network(input<6, 5> | dense<9> | last_position | dense<4>))
LAGOM_LAW("the mean of an image",
          law::network(input<3, 2, 5> | batch_norm | silu | mean_over_positions | dense<4>))
LAGOM_LAW("channels side by side, then one",
          law::network(input<4, 3> | (branch(dense<7>, dense<40> | tanh) | concat) | mean_over_positions |
                       dense<4>))
