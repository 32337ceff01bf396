// SPDX-License-Identifier: BSL-1.0
// Four convolutions, two pools and two dense layers, with dropout and augmentation, trained.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

constexpr auto net = input<28, 28, 1> | random_flip | random_shift(2)
    | conv<32, 3> | relu | conv<32, 3> | relu | max_pool<2> | dropout(0.1).per_channel()
    | conv<64, 3> | relu | conv<64, 3> | relu | max_pool<2> | dropout(0.2).per_channel()
    | flatten | dense<128> | relu | dropout(0.5) | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = adam(1e-3);
constexpr auto until     = patience(5).restoring_best() || epochs(50);

int main()
{
    auto const [train, validation] = split(read_idx("images", "labels"), {0.9, 0.1}, seed(1));
    auto model  = make_model(net, seed(1));
    auto result = fit(model, train, validation, objective, optimizer, until, batch(64), threads(2));
    std::cout << result << evaluate(model, validation, objective);
}
