// SPDX-License-Identifier: BSL-1.0
// ResNet-20 (He et al. 2015, Deep residual learning for image recognition) with dropout of channels, trained.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

template <int C>
constexpr auto block = residual(conv<C, 3>(no_bias) | batch_norm | relu | dropout(0.1).per_channel()
                                | conv<C, 3>(no_bias) | batch_norm) | relu;
template <int C>
constexpr auto halving = residual(conv<C, 3>(strided<2>, no_bias) | batch_norm | relu | dropout(0.1).per_channel()
                                  | conv<C, 3>(no_bias) | batch_norm,
                                  conv<C, 1>(strided<2>, no_bias) | batch_norm) | relu;

constexpr auto net = input<32, 32, 3> | random_flip | random_shift(4)
    | conv<16, 3>(no_bias) | batch_norm | relu | repeat<3>(block<16>)
    | halving<32> | repeat<2>(block<32>) | halving<64> | repeat<2>(block<64>)
    | global_average_pool | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = sgd(cosine(0.1)).momentum(0.9);
constexpr auto until     = epochs(160);

int main()
{
    auto const [train, validation] = split(read_cifar10({"data_batch_1.bin"}), {0.9, 0.1}, seed(1));
    auto model  = make_model(net, seed(1));
    auto result = fit(model, train, validation, objective, optimizer, until, batch(64), threads(2));
    std::cout << result << evaluate(model, validation, objective);
}
