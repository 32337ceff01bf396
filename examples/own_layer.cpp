// SPDX-License-Identifier: BSL-1.0
// How does one add an activation of one's own, compose blocks, name a part and give it rules of its own?
#include <lagom/lagom.hpp>
#include <cstdio>
#include <iostream>

using namespace lagom;

// One formula is the whole layer: it is fused like a built-in one, and its derivative follows from it.
constexpr auto mish = pointwise([](auto x) { return x * tanh(log(1 + exp(x))); });

constexpr auto block = residual(dense<16> | mish | dense<16>);

constexpr auto net = input<4> | standardize
    | named<"stem">(dense<16> | mish)
    | repeat<2>(block)
    | branch(dense<8> | relu, dense<8> | mish) | concat
    | named<"head">(dense<3>);

constexpr auto objective = cross_entropy + l1(0.03).on(named<"stem"> && kernel) + l2(1e-3).on(kernel && !named<"stem">);
constexpr auto optimizer = adam(5e-3) | rate_factor(0.2).on(named<"head">) | freeze(kind<"branch">);

int main()
{
    auto const [train, test] = split(read_csv("examples/data/iris.csv", label("label")), {0.7, 0.3}, seed(1), stratified);
    auto model = make_model(net, seed(1));
    auto const frozen = model.parameter("branch.0.0.dense.0.kernel");
    fit(model, train, objective, optimizer, epochs(100), batch(16), threads(1), quiet);

    for (auto const& path : model.paths()) {
        auto const values = model.parameter(path);
        int zeros = 0;
        for (float const v : values) {
            zeros += v == 0 ? 1 : 0;
        }
        std::printf("%-36s %4d numbers, %d zero\n", path.c_str(), static_cast<int>(values.size()), zeros);
    }
    auto const judged = evaluate(model, test, objective);
    std::cout << judged;
    if (judged.accuracy() <= 0.9 || model.parameter("branch.0.0.dense.0.kernel") != frozen) {
        std::cerr << "expected an accuracy above 0.9, and a branch that stays as it was\n";
        return 1;
    }
}
