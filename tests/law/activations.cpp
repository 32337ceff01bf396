// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("relu", law::network(input<6> | dense<33> | relu | dense<5>))
LAGOM_LAW("gelu by erf", law::network(input<6> | dense<33> | gelu | dense<5>))
LAGOM_LAW("gelu by tanh", law::network(input<6> | dense<33> | gelu(approximate) | dense<5>))
LAGOM_LAW("silu", law::network(input<6> | dense<33> | silu | dense<5>))
LAGOM_LAW("tanh", law::network(input<6> | dense<33> | tanh | dense<5>))
LAGOM_LAW("sigmoid", law::network(input<6> | dense<33> | sigmoid | dense<5>))
LAGOM_LAW("softmax", law::network(input<6> | dense<33> | softmax | dense<5>))
LAGOM_LAW("pointwise: a formula of the user",
          law::network(input<6> | dense<33> | pointwise([](auto x) {
                           return x / sqrt(1 + x * x);
                       }) |
                       dense<5>))
