// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("dense",
          law::network(input<6> | dense<7>(he) | tanh | dense<9>(no_bias, glorot) | tanh | dense<5>(lecun)))
LAGOM_LAW("dense of zeros, alone", law::network(input<17> | dense<3>(zeros)))
LAGOM_LAW("residual",
          law::network(input<21> | residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<21>) |
                       dense<4>))
LAGOM_LAW("residual around what learns nothing", law::network(input<6> | residual(tanh) | dense<4>))
LAGOM_LAW("repeat", law::network(input<7> | repeat<3>(residual(dense<7>(no_bias) | tanh)) | dense<4>))
LAGOM_LAW("branch and concat",
          law::network(input<21> | (branch(dense<3>, dense<30> | relu, softmax) | concat) | dense<4>))
LAGOM_LAW("branch and sum",
          law::network(input<21> | (branch(dense<4>, dense<4> | batch_norm | sigmoid) | sum) | dense<3>))
LAGOM_LAW("a branch that passes its input", law::network(input<6> | (branch(relu, tanh) | concat) | dense<3>))
LAGOM_LAW("named", law::network(input<6> | named<"stem">(dense<8> | relu) | named<"head">(dense<6>)))
