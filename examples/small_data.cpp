// SPDX-License-Identifier: BSL-1.0
// With few rows, is it worth giving some of them up for early stopping, or better to train on all of them to the end?
//
// Four fifths of the 569 rows of breast cancer data are known. One side trains on three quarters of these, watches the rest
// and stops; the other trains on them all, for 200 epochs.
#include <lagom/lagom.hpp>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace lagom;

constexpr auto net = input<30> | standardize
    | dense<64> | relu
    | dense<64> | relu
    | dense<2>;

constexpr auto objective = cross_entropy;
constexpr auto optimizer = adam(1e-3);
constexpr auto early     = patience(10).restoring_best() || epochs(200);
constexpr auto to_end    = epochs(200);

struct outcome {
    double epochs, loss, accuracy;
};

auto mean(std::vector<outcome> const& all, double outcome::*figure) -> double
{
    double sum = 0;
    for (auto const& one : all) {
        sum += one.*figure;
    }
    return sum / static_cast<double>(all.size());
}

auto deviation(std::vector<outcome> const& all, double outcome::*figure) -> double
{
    double squares = 0;
    for (auto const& one : all) {
        squares += (one.*figure - mean(all, figure)) * (one.*figure - mean(all, figure));
    }
    return std::sqrt(squares / static_cast<double>(all.size() - 1));
}

int main()
{
    auto const cancer = read_csv("examples/data/breast_cancer.csv", label("label"));
    std::vector<outcome> stopped, finished;

    std::printf("            stopped early           trained to the end\n");
    std::printf("seed   epochs    loss  accuracy   epochs    loss  accuracy\n");
    for (std::uint64_t s = 1; s <= 5; ++s) {
        auto const [known, test] = split(cancer, {0.8, 0.2}, seed(s), stratified);
        auto const [train, validation] = split(known, {0.75, 0.25}, seed(s), stratified);
        auto const judge = [&](auto const& model, fit_result const& run) {
            auto const judged = evaluate(model, test, objective);
            return outcome{static_cast<double>(run.epochs), judged.loss(), judged.accuracy()};
        };

        auto a = make_model(net, seed(s));
        stopped.push_back(judge(a, fit(a, train, validation, objective, optimizer, early, batch(16), threads(1), quiet)));
        auto b = make_model(net, seed(s));
        finished.push_back(judge(b, fit(b, known, objective, optimizer, to_end, batch(16), threads(1), quiet)));

        std::printf("%4d", static_cast<int>(s));
        for (auto const& o : {stopped.back(), finished.back()}) {
            std::printf("%9.0f%8.4f%10.4f", o.epochs, o.loss, o.accuracy);
        }
        std::printf("\n");
    }
    auto const print = [&](char const* name, auto statistic) {
        std::printf("%s", name);
        for (auto const& all : {stopped, finished}) {
            std::printf("%9.1f%8.4f%10.4f", statistic(all, &outcome::epochs), statistic(all, &outcome::loss),
                        statistic(all, &outcome::accuracy));
        }
        std::printf("\n");
    };
    print("mean", mean);
    print("std.", deviation);

    bool const is_quicker = mean(stopped, &outcome::epochs) < mean(finished, &outcome::epochs) / 2;
    double const lost = mean(finished, &outcome::accuracy) - mean(stopped, &outcome::accuracy);
    if (!is_quicker || lost > deviation(finished, &outcome::accuracy)) {
        std::fprintf(stderr, "expected less than half the epochs, and an accuracy at most one standard deviation lower\n");
        return 1;
    }
}
