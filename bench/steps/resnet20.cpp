// SPDX-License-Identifier: BSL-1.0
// ResNet-20 for images of 32 x 32 x 3, with projections where the number of channels doubles.
#include "step.hpp"

namespace {
using namespace lagom;

template <int Channels>
constexpr auto projection = conv<Channels, 1>(strided<2>, no_bias) | batch_norm;

template <int Channels>
constexpr auto block =
    residual(conv<Channels, 3>(no_bias) | batch_norm | relu | conv<Channels, 3>(no_bias) | batch_norm) | relu;
template <int Channels>
constexpr auto halving = residual(conv<Channels, 3>(strided<2>, no_bias) | batch_norm | relu |
                                      conv<Channels, 3>(no_bias) | batch_norm,
                                  projection<Channels>) |
    relu;
constexpr auto plain = input<32, 32, 3> | conv<16, 3>(no_bias) | batch_norm | relu | repeat<3>(block<16>) |
    halving<32> | repeat<2>(block<32>) | halving<64> | repeat<2>(block<64>) | global_average_pool | dense<10>;

template <int Channels>
constexpr auto dropping_block =
    residual(conv<Channels, 3>(no_bias) | batch_norm | relu | dropout(0.1).per_channel() |
             conv<Channels, 3>(no_bias) | batch_norm) |
    relu;
template <int Channels>
constexpr auto dropping_halving =
    residual(conv<Channels, 3>(strided<2>, no_bias) | batch_norm | relu | dropout(0.1).per_channel() |
                 conv<Channels, 3>(no_bias) | batch_norm,
             projection<Channels>) |
    relu;
constexpr auto stack = input<32, 32, 3> | conv<16, 3>(no_bias) | batch_norm | relu |
    repeat<3>(dropping_block<16>) | dropping_halving<32> | repeat<2>(dropping_block<32>) |
    dropping_halving<64> | repeat<2>(dropping_block<64>) | global_average_pool | dense<10>;

bool const offered =
    bench::offer_training("resnet20/plain", plain, cross_entropy, sgd(0.01).momentum(0.9), 64) &&
    bench::offer_training("resnet20/stack", stack, cross_entropy + l2(1e-4), sgd(0.01).momentum(0.9), 64);
} // namespace
