// SPDX-License-Identifier: BSL-1.0
#include "step.hpp"

namespace {
using namespace lagom;

constexpr auto plain = input<64> | repeat<10>(dense<64> | relu) | dense<10>;
constexpr auto stack = input<64> | repeat<10>(dense<64> | relu | dropout(0.5)) | dense<10>;

bool const offered =
    bench::offer_training("mlp-deep/plain", plain, cross_entropy, sgd(0.01).momentum(0.9), 64) &&
    bench::offer_training("mlp-deep/stack", stack, cross_entropy + l2(1e-4), adam(1e-3), 64);
} // namespace
