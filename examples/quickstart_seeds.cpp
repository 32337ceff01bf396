// SPDX-License-Identifier: BSL-1.0
// How good is the quickstart's network, when neither the split nor the weights are a lucky draw?
//
// A seed decides the split and the weights. Usage: quickstart_seeds [first last], from the source root; else seeds 1 to 5.
#include <lagom/lagom.hpp>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <numeric>

using namespace lagom;

constexpr auto net = input<64> | standardize
    | dense<128> | batch_norm | relu | dropout(0.3)
    | dense<64>  | relu | dropout(0.2)
    | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel);
constexpr auto optimizer = clip_norm(1.0) | adam(1e-3);
constexpr auto until     = patience(10).restoring_best() || epochs(200);

int main(int count, char** words)
{
    auto const number = [&](int i, std::uint64_t otherwise) { return count > 2 ? std::strtoull(words[i], nullptr, 10) : otherwise; };
    auto const digits = read_csv("examples/data/digits.csv", label("label"));

    std::vector<double> accuracies;
    std::cout << std::fixed << std::setprecision(4) << "seed  epochs  validation    test\n";
    for (auto s = number(1, 1); s <= number(2, 5); ++s) {
        auto const [train, validation, test] = split(digits, {0.6, 0.2, 0.2}, seed(s));
        auto model = make_model(net, seed(s));
        auto const result = fit(model, train, validation, objective, optimizer, until, batch(64), threads(2), quiet);
        accuracies.push_back(evaluate(model, test, objective).accuracy());
        std::cout << std::setw(4) << s << std::setw(8) << result.epochs
                  << std::setw(12) << evaluate(model, validation, objective).accuracy()
                  << std::setw(8) << accuracies.back() << std::endl;
    }

    auto const n = static_cast<double>(accuracies.size());
    double const mean = std::accumulate(accuracies.begin(), accuracies.end(), 0.0) / n;
    double squares = 0;
    for (double const a : accuracies) {
        squares += (a - mean) * (a - mean);
    }
    std::cout << "standard deviation " << std::sqrt(squares / (n - 1)) << "\ntest accuracy " << mean << '\n';
    if (mean < 0.965) {
        std::cerr << "expected a test accuracy of at least 0.965\n";
        return 1;
    }
}
