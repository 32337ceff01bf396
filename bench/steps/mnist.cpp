// SPDX-License-Identifier: BSL-1.0
#include "step.hpp"

namespace {
using namespace lagom;

constexpr auto plain = input<784> | dense<512> | relu | dense<512> | relu | dense<10>;
constexpr auto stack =
    input<784> | dense<512> | relu | dropout(0.5) | dense<512> | relu | dropout(0.5) | dense<10>;
constexpr auto normed = input<784> | dense<512>(no_bias) | batch_norm | relu | dropout(0.5) |
    dense<512>(no_bias) | batch_norm | relu | dropout(0.5) | dense<10>;

// The peers' l1 is the subgradient; l1-prox is our own l1 beside it.
bool const offered =
    bench::offer_training("mlp-mnist/plain", plain, cross_entropy, sgd(0.01).momentum(0.9), 128) &&
    bench::offer_training("mlp-mnist/stack", stack, cross_entropy + l2(1e-4), adam(1e-3), 128) &&
    bench::offer_training("mlp-mnist/bn", normed, cross_entropy, adam(1e-3) | decay(1e-2), 128) &&
    bench::offer_training("mlp-mnist/l1", plain, cross_entropy + l1_subgradient(1e-5),
                          sgd(0.01).momentum(0.9), 128) &&
    bench::offer_training("mlp-mnist/l1-prox", plain, cross_entropy + l1(1e-5), sgd(0.01).momentum(0.9),
                          128) &&
    bench::offer_training("mlp-mnist/all", normed, cross_entropy + l1_subgradient(1e-5) + l2(1e-4),
                          clip_norm(1.0) | adam(1e-3) | decay(1e-2), 128);
} // namespace
