// SPDX-License-Identifier: BSL-1.0
#include "conv_fashion.hpp"

namespace {
using namespace lagom;

constexpr auto plain = input<28, 28, 1> | conv<32, 3> | relu | conv<32, 3> | relu | max_pool<2> |
    conv<64, 3> | relu | conv<64, 3> | relu | max_pool<2> | flatten | dense<128> | relu | dropout(0.5) |
    dense<10>;
constexpr auto normed = input<28, 28, 1> | conv<32, 3>(no_bias) | batch_norm | relu | conv<32, 3>(no_bias) |
    batch_norm | relu | max_pool<2> | conv<64, 3>(no_bias) | batch_norm | relu | conv<64, 3>(no_bias) |
    batch_norm | relu | max_pool<2> | flatten | dense<128> | relu | dropout(0.5) | dense<10>;
constexpr auto stack = input<28, 28, 1> | conv<32, 3> | relu | conv<32, 3> | relu | max_pool<2> |
    dropout(0.2).per_channel() | conv<64, 3> | relu | conv<64, 3> | relu | max_pool<2> |
    dropout(0.2).per_channel() | flatten | dense<128> | relu | dropout(0.5) | dense<10>;

// Bare has neither dropout nor Adam: what these and l2 add is the stack beside it.
bool const offered = bench::offer_training("conv-fashion/bare", bench::conv_fashion, cross_entropy,
                                           sgd(0.01).momentum(0.9), 64) &&
    bench::offer_training("conv-fashion/plain", plain, cross_entropy, adam(1e-3), 64) &&
    bench::offer_training("conv-fashion/bn", normed, cross_entropy, adam(1e-3), 64) &&
    bench::offer_training("conv-fashion/stack", stack, cross_entropy + l2(1e-4), adam(1e-3), 64);
} // namespace
