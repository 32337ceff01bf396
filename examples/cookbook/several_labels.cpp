// SPDX-License-Identifier: BSL-1.0
// Several labels: of a wine, any number of three things may be so. Each output is a sigmoid of its own.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

constexpr auto net = input<13> | standardize | dense<32> | relu | dense<3>;

// Targets are real numbers 0 and 1, [examples, labels]; read_csv makes them of label("strong", "dark", "of_the_first_grower").
auto with_labels(data_set const& wine) -> data_set
{
    xt::xtensor<float, 2> holds = xt::zeros<float>({wine.size(), std::size_t{3}});
    for (std::size_t i = 0; i < wine.size(); ++i) {
        holds(i, 0) = wine.features()(i, 0) > 13 ? 1.0F : 0.0F;
        holds(i, 1) = wine.features()(i, 9) > 5 ? 1.0F : 0.0F;
        holds(i, 2) = wine.labels()[i] == 0 ? 1.0F : 0.0F;
    }
    return data_set(wine.features(), holds);
}

int main()
{
    auto const [train, validation, test] = split(with_labels(read_csv("examples/data/wine.csv", label("label"))), {0.5, 0.2, 0.3}, seed(1));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, train, validation, binary_cross_entropy + l2(1e-3), adam(1e-2),
                            patience(20).watching(macro_f1).restoring_best() || epochs(200), batch(16), threads(1), quiet);
    auto const judged = evaluate(model, test, binary_cross_entropy);
    std::cout << result << judged;

    auto const shares = probabilities(model, test.features(), threads(1)); // [examples, 3], each between 0 and 1
    auto const found = labels_of(model, test.features(), threshold(0.5), threads(1)); // [examples, 3], of 0 and 1
    std::cout << "the first: strong " << found(0, 0) << " (" << shares(0, 0) << "), dark " << found(0, 1) << " (" << shares(0, 1)
              << "), of the first grower " << found(0, 2) << " (" << shares(0, 2) << ")\n";
    return judged.accuracy() > 0.9 && found(0, 0) == (shares(0, 0) > 0.5F ? 1 : 0) ? 0 : 1;
}
