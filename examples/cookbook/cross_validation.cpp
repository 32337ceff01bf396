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
        std::vector<std::size_t> const sizes{folds[0].size(), folds[1].size(), folds[2].size(), folds[3].size(), folds[4].size()};
        for (std::size_t held = 0; held < folds.size(); ++held) {
            // the other four, one behind another
            xt::xtensor<float, 2> x = xt::zeros<float>({wine.size() - sizes[held], wine.columns()});
            std::vector<std::int32_t> y;
            for (std::size_t k = 0; k < folds.size(); ++k) {
                for (std::size_t row = 0; k != held && row < sizes[k]; ++row) {
                    for (std::size_t c = 0; c < wine.columns(); ++c) {
                        x(y.size(), c) = folds[k].features()(row, c);
                    }
                    y.push_back(folds[k].labels()[row]);
                }
            }
            auto train = data_set(x, y, wine.class_names());
            train.name_columns(wine.column_names());
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
