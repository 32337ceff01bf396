// SPDX-License-Identifier: BSL-1.0
// Whole networks: what each layer's line cannot see, as they meet.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("everything at once",
          law::deep_network(input<21> | standardize | dense<33> | batch_norm | relu | dropout(0.2) |
                            residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<33>) |
                            gaussian_noise(0.1) | (branch(dense<7>, dense<30> | tanh, softmax) | concat) |
                            dense<4>)
              .under(cross_entropy + l2(1e-3) + l1(1e-4))
              .by(clip_norm(0.5) | adam(1e-2) | decay(0.01) | max_norm(1.5)))
LAGOM_LAW("the other layers",
          law::network(input<21> | named<"stem">(dense<20> | gelu) | pointwise([](auto x) {
                           return x / sqrt(1 + x * x);
                       }) |
                       repeat<2>(residual(dense<20>(no_bias) | sigmoid)) |
                       (branch(dense<6>, dense<6> | gelu(approximate)) | sum) | dense<4>)
              .under(cross_entropy + l2(1e-2) + l1_subgradient(1e-3)))
LAGOM_LAW("a residual around both norms",
          law::deep_network(input<6> | dense<7> |
                            residual(dense<9> | batch_norm | silu | dropout(0.2) | dense<7> | layer_norm) |
                            dense<5>))
