// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("dropout", law::network(input<20> | dense<33> | dropout(0.3) | dense<5>))
LAGOM_LAW("dropout of a relu: one gate", law::network(input<20> | dense<33> | relu | dropout(0.4) | dense<5>))
LAGOM_LAW("gaussian_noise", law::network(input<20> | dense<33> | gaussian_noise(0.3) | tanh | dense<5>))
