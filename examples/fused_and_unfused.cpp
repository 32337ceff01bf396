// SPDX-License-Identifier: BSL-1.0
// What is a training step worth in few fused loops, against one loop for each operation?
//
// `unfused` runs the same expression one operation a pass over whole arrays, with xtensor and a BLAS if lagom has one. The
// two take turns, so that a busy machine is unfair to neither. `benchmark` then says where the time goes, segment by segment.
#include <lagom/lagom.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <vector>

using namespace lagom;

constexpr auto net = input<784>
    | dense<512> | relu | dropout(0.2)
    | dense<512> | relu | dropout(0.2)
    | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = adam(1e-3);
constexpr int  turns     = 5;
constexpr auto until     = steps(10);

/// Numbers between -1 and 1 and classes, both at random: nothing to learn, but as much to compute as with real data.
auto random_data(std::size_t rows) -> data_set
{
    random_stream draws(seed(1), draws_for::split);
    xt::xtensor<float, 2> x = xt::zeros<float>({rows, std::size_t{784}});
    for (auto& value : x) {
        value = static_cast<float>(2 * draws.uniform() - 1);
    }
    std::vector<int> y(rows);
    for (auto& value : y) {
        value = static_cast<int>(10 * draws.uniform());
    }
    return {std::move(x), y};
}

struct turn {
    double milliseconds, loss;
};

auto train(data_set const& data, policy auto how) -> turn
{
    auto model = make_model(net, seed(1));
    auto const run = fit(model, data, objective, optimizer, until, batch(128), threads(2), seed(2), how, quiet);
    return {1e3 * run.seconds / static_cast<double>(run.steps), evaluate(model, data, objective).loss()};
}

auto median(std::vector<double> values) -> double
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

int main()
{
    auto const data = random_data(1280);
    std::vector<double> fused_times, unfused_times, ratios;
    turn a{}, b{};
    std::printf("unfused multiplies with %s\n", blas::name());
    std::printf("turn  fused ms/step  unfused ms/step  ratio\n");
    for (int i = 1; i <= turns; ++i) {
        a = train(data, fused);
        b = train(data, unfused);
        fused_times.push_back(a.milliseconds);
        unfused_times.push_back(b.milliseconds);
        ratios.push_back(b.milliseconds / a.milliseconds);
        std::printf("%4d %14.3f %16.3f %6.2f\n", i, a.milliseconds, b.milliseconds, ratios.back());
    }
    std::printf("median %12.3f %16.3f %6.2f\n", median(fused_times), median(unfused_times), median(ratios));
    std::printf("loss %14.6f %16.6f\n\n", a.loss, b.loss);
    std::cout << benchmark(net, objective, optimizer, batch(128));
    if (!(std::abs(a.loss / b.loss - 1) < 1e-3)) {
        std::fprintf(stderr, "expected the same loss within a thousandth\n");
        return 1;
    }
}
