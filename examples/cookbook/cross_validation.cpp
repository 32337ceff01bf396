// SPDX-License-Identifier: BSL-1.0
// How good is it, and how sure is that? Five folds, each tested by a model that has not seen it, under three seeds.
#include <lagom/lagom.hpp>
#include <cmath>
#include <cstdio>

using namespace lagom;

constexpr auto net = input<13> | standardize | dense<32> | relu | dropout(0.2) | dense<3>;

int main()
{
    auto const wine = read_csv("examples/data/wine.csv", label("label"));
    std::vector<double> all;
    for (std::uint64_t s = 1; s <= 3; ++s) {
        auto const folds = split(wine, {0.2, 0.2, 0.2, 0.2, 0.2}, seed(s), stratified);
        for (std::size_t held = 0; held < 5; ++held) {
            auto const other = [&](std::size_t k) { return folds[(held + k) % 5]; };
            auto const train = join(other(1), other(2), other(3), other(4));
            auto model = make_model(net, seed(s));
            auto const result = fit(model, train, cross_entropy, adam(1e-2), epochs(40), batch(32), threads(1), quiet);
            all.push_back(result.epochs == 40 ? evaluate(model, folds[held], cross_entropy).accuracy() : 0);
        }
    }
    double mean = 0, squares = 0;
    for (double const a : all) {
        mean += a / static_cast<double>(all.size());
    }
    for (double const a : all) {
        squares += (a - mean) * (a - mean);
    }
    std::printf("%zu runs: accuracy %.4f, standard deviation %.4f\n", all.size(), mean,
                std::sqrt(squares / static_cast<double>(all.size() - 1)));
    return mean > 0.95 ? 0 : 1;
}
