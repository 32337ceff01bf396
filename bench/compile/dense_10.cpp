// SPDX-License-Identifier: BSL-1.0
// Ten dense layers, trained.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

constexpr auto net = input<64> | standardize
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<64> | relu
    | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = adam(1e-3);
constexpr auto until     = patience(10).restoring_best() || epochs(100);

int main()
{
    auto const [train, validation, test] = split(read_csv("examples/data/digits.csv", label("label")), {0.6, 0.2, 0.2}, seed(1));
    auto model  = make_model(net, seed(1));
    auto result = fit(model, train, validation, objective, optimizer, until, batch(64), threads(2));
    std::cout << result << evaluate(model, test, objective);
}
