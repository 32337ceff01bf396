// SPDX-License-Identifier: BSL-1.0
// Inputs of rank 2 and 3: series and images. The lines of layers that go along positions belong here.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("a class at each position", law::network(input<5, 3> | dense<9> | layer_norm | gelu | dense<4>))
LAGOM_LAW("numbers at each position",
          law::network(input<5, 3> | dense<9> | softmax | dense<2>).under(mse + l2(1e-3)))
LAGOM_LAW("several labels at each position",
          law::network(input<4, 3> | rms_norm | dense<2>).under(binary_cross_entropy))
LAGOM_LAW("flatten of a series", law::network(input<3, 4> | dense<20> | tanh | flatten | dense<3>))
LAGOM_LAW("flatten, copied", law::network(input<3, 4> | dense<6> | flatten | tanh | dense<3>))
LAGOM_LAW("flatten, read twice",
          law::network(input<3, 4> | dense<6> |
                       (branch(flatten | dense<3>, flatten | tanh | dense<3>) | sum)))
LAGOM_LAW("an image that only flatten reads",
          law::network(input<3, 4, 2> | flatten | dense<5> | tanh | dense<3>))
LAGOM_LAW("an image element by element",
          law::network(input<3, 4, 2> | standardize | tanh | dropout(0.2) | flatten | dense<3>))
