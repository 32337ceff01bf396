// SPDX-License-Identifier: BSL-1.0
// What does each way of regularizing do to one and the same network that overfits?
//
// 300 of the 1797 digits train 26,000 weights for 600 epochs, 1197 test; only early stopping acts on the other 300. No
// strength was tuned on seeds 1 to 3: dropout 0.5 is the usual one (halved in `all`), patience a tenth of the epochs, l1 and
// l2 the least power of ten with a visible effect on seeds 101 to 103: weights at zero, a training loss kept above zero.
// Usage: table_of_regularizers [--short | first last], from the source root: seeds 1 to 3, 1 to 2, or those.
#include <lagom/lagom.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

using namespace lagom;

constexpr auto image     = input<8, 8, 1>;
constexpr auto scaled    = flatten | pointwise([](auto x) { return x / 16; }); // pixels from 0 to 16 become 0 to 1
constexpr auto augmented = random_shift(1) | random_rotation(10).bilinear() | scaled;
constexpr auto plain     = dense<128> | relu | dense<128> | relu | dense<10>;
constexpr auto dropping  = dense<128> | relu | dropout(0.5) | dense<128> | relu | dropout(0.5) | dense<10>;
constexpr auto norming   = dense<128> | batch_norm | relu | dense<128> | batch_norm | relu | dense<10>;
constexpr auto block     = dense<128> | batch_norm | relu | dropout(0.25);
constexpr auto with_all  = block | block | dense<10>;

constexpr auto to_the_end = epochs(600);
constexpr auto early      = patience(60).restoring_best() || epochs(600);

struct table_row {
    char const* name;
    std::vector<double> train_loss, train_accuracy, test_loss, test_accuracy, zeros, steps, microseconds; // one a seed
};

auto mean(std::vector<double> const& values) -> double
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

auto deviation(std::vector<double> values) -> double
{
    double const middle = mean(values);
    std::transform(values.begin(), values.end(), values.begin(), [=](double v) { return (v - middle) * (v - middle); });
    return std::sqrt(mean(values) * static_cast<double>(values.size()) / static_cast<double>(values.size() - 1));
}

/// The share of the kernels' weights that are exactly zero.
auto zero_share(auto const& model) -> double
{
    double zeros = 0, weights = 0;
    for (auto const& path : model.paths()) {
        if (path.ends_with("kernel")) {
            auto const w = model.parameter(path);
            zeros += static_cast<double>(std::count(w.begin(), w.end(), 0.0F));
            weights += static_cast<double>(w.size());
        }
    }
    return zeros / weights;
}

struct experiment {
    data_set digits;
    std::uint64_t first_seed, last_seed;

    auto operator()(char const* name, auto const& net, auto const& objective, auto const& until) const -> table_row
    {
        table_row row{};
        row.name = name;
        for (auto s = first_seed; s <= last_seed; ++s) {
            auto const [train, validation, test] = split(digits, {300 / 1797.0, 300 / 1797.0, 1197 / 1797.0}, seed(s));
            auto model = make_model(net, seed(s));
            auto const run = fit(model, train, validation, objective, adam(1e-3), until, batch(32), threads(1), quiet);
            auto const seen = evaluate(model, train, cross_entropy), unseen = evaluate(model, test, cross_entropy);
            row.train_loss.push_back(seen.loss());
            row.train_accuracy.push_back(seen.accuracy());
            row.test_loss.push_back(unseen.loss());
            row.test_accuracy.push_back(unseen.accuracy());
            row.zeros.push_back(zero_share(model));
            row.steps.push_back(static_cast<double>(run.steps));
            row.microseconds.push_back(1e6 * run.seconds / static_cast<double>(run.steps));
        }
        return row;
    }
};

void print(table_row const& r)
{
    std::printf("%-15s%8.2g%8.4f   %.4f ± %.4f   %.4f ± %.4f%8.1f%%%8.0f%8.0f\n", r.name, mean(r.train_loss),
                mean(r.train_accuracy), mean(r.test_loss), deviation(r.test_loss), mean(r.test_accuracy),
                deviation(r.test_accuracy), 100 * mean(r.zeros), mean(r.steps),
                *std::min_element(r.microseconds.begin(), r.microseconds.end()));
}

int main(int count, char** words)
{
    auto const number = [&](int i, std::uint64_t none) { return count > 2 ? std::strtoull(words[i], nullptr, 10) : none; };
    bool const is_short = count > 1 && words[1] == std::string("--short");
    auto const digits = read_csv("examples/data/digits.csv", label("label"));
    experiment const of{digits, number(1, 1), number(2, is_short ? 2 : 3)};

    std::printf("Mean ± standard deviation over the seeds; zeros: weights that are exactly 0; us/step: of the quickest seed.\n\n"
                "                  training             test              test\n"
                "regularizer       loss   acc.          loss            accuracy        zeros   steps us/step\n");
    std::vector<table_row> rows;
    auto const add = [&](auto const&... what) { print(rows.emplace_back(of(what...))); };
    add("none", image | scaled | plain, cross_entropy, to_the_end);
    add("l1", image | scaled | plain, cross_entropy + l1(1e-2), to_the_end);
    add("l2", image | scaled | plain, cross_entropy + l2(1e-3), to_the_end);
    add("dropout", image | scaled | dropping, cross_entropy, to_the_end);
    add("augmentation", image | augmented | plain, cross_entropy, to_the_end);
    add("early stopping", image | scaled | plain, cross_entropy, early);
    add("batch norm", image | scaled | norming, cross_entropy, to_the_end);
    add("all", image | augmented | with_all, cross_entropy + l1(1e-2) + l2(1e-3), early);

    auto const &none = rows.front(), &sparse = rows[1], &all = rows.back();
    auto const has_few_zeros = [&](auto const& r) { return mean(r.zeros) < 0.01 || &r == &sparse || &r == &all; };
    bool const only_l1_has = mean(sparse.zeros) > 0.1 && std::all_of(rows.begin(), rows.end(), has_few_zeros);
    if (mean(none.train_accuracy) < 0.999 || mean(all.test_loss) >= mean(none.test_loss) || !only_l1_has) {
        std::fprintf(stderr, "expected: without any, the training rows are learned by heart; all together lower the test loss; l1\n"
                             "makes more than a tenth of the weights exactly zero, and nothing else does\n");
        return 1;
    }
}
