// SPDX-License-Identifier: BSL-1.0
#include "step.hpp"

namespace {
using namespace lagom;

constexpr auto plain = input<64> | dense<128> | relu | dense<128> | relu | dense<10>;
constexpr auto stack =
    input<64> | dense<128> | relu | dropout(0.5) | dense<128> | relu | dropout(0.5) | dense<10>;

bool const offered =
    bench::offer_training("mlp-small/plain", plain, cross_entropy, sgd(0.01).momentum(0.9), 64) &&
    bench::offer_training("mlp-small/stack", stack, cross_entropy + l2(1e-4), adam(1e-3), 64);
} // namespace
