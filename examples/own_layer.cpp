// SPDX-License-Identifier: BSL-1.0
// How does one add an activation of one's own, compose blocks, name a part and give it rules of its own?
#include <lagom/lagom.hpp>
#include <iomanip>
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
    auto const iris = read_csv("examples/data/iris.csv", label("label"));
    auto model = make_model(net, seed(1));
    auto const in_branch = model.parameter("branch.0.0.dense.0.kernel");
    for (auto const& path : model.paths()) {
        std::cout << path << '\n';
    }

    double mean = 0;
    std::cout << std::fixed << std::setprecision(3) << "\nsplit  training loss  test loss  accuracy\n";
    for (std::uint64_t s = 1; s <= 5; ++s) {
        auto const [train, test] = split(iris, {0.7, 0.3}, seed(s), stratified);
        model = make_model(net, seed(1));
        auto const result = fit(model, train, objective, optimizer, epochs(30), batch(16), threads(1), quiet);
        auto const judged = evaluate(model, test, objective);
        mean += judged.accuracy() / 5;
        std::cout << std::setw(5) << s << std::setw(15) << result.history.back().training_loss
                  << std::setw(11) << judged.loss() << std::setw(10) << judged.accuracy() << '\n';
    }
    bool const stayed = model.parameter("branch.0.0.dense.0.kernel") == in_branch;
    std::cout << "mean accuracy " << mean << (stayed ? "; the frozen branch is as it was\n" : "; the frozen branch has changed\n");
    if (mean <= 0.9 || !stayed) {
        std::cerr << "expected a mean accuracy above 0.9, and a branch that stays as it was\n";
        return 1;
    }
}
