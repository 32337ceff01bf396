// SPDX-License-Identifier: BSL-1.0
// Inputs of rank 2 and 3: positions of channels, or images. The lines of layers that go along positions belong here.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("flatten", law::network(input<3, 4> | flatten | dense<9> | tanh | dense<3>))
LAGOM_LAW("what goes through element by element",
          law::network(input<3, 4, 2> | standardize | tanh | dropout(0.2) | flatten | dense<3>))
