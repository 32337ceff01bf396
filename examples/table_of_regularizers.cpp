// SPDX-License-Identifier: BSL-1.0
// What does each way of regularizing do to one and the same network that overfits?
//
// 300 of the 1797 digits train 85,000 weights for 100 epochs; 1197 test. Only early stopping looks at the other 300.
// Strengths are the usual ones and were chosen before the first run: dropout 0.5 (Srivastava et al. 2014), patience 10,
// shifts by a pixel of eight and turns by 10 degrees, l1 and l2 by powers of ten. `all` has the half of dropout.
//
// Usage: table_of_regularizers [--short | first last], from the source root: seeds 1 to 3, 1 to 2, or those.
#include <lagom/lagom.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace lagom;

constexpr auto image     = input<8, 8, 1>;
constexpr auto scaled    = flatten | pointwise([](auto x) { return x / 16; }); // pixels from 0 to 16 become 0 to 1
constexpr auto augmented = random_shift(1) | random_rotation(10).bilinear() | scaled;
constexpr auto plain     = dense<128> | relu | dense<128> | relu | dense<10>;
constexpr auto dropping  = dense<128> | relu | dropout(0.5) | dense<128> | relu | dropout(0.5) | dense<10>;
constexpr auto norming   = dense<128> | batch_norm | relu | dense<128> | batch_norm | relu | dense<10>;
constexpr auto all       = dense<128> | batch_norm | relu | dropout(0.25) | dense<128> | batch_norm | relu | dropout(0.25) | dense<10>;

constexpr auto to_the_end = epochs(300);
constexpr auto early      = patience(30).restoring_best() || epochs(300);

struct figures {
    std::vector<double> train_loss, train_accuracy, test_loss, test_accuracy, zeros, steps, microseconds;
};
struct table_row {
    char const* name;
    figures of;
};

auto mean(std::vector<double> const& values) -> double
{
    double sum = 0;
    for (double const v : values) {
        sum += v;
    }
    return sum / static_cast<double>(values.size());
}

auto deviation(std::vector<double> const& values) -> double
{
    double squares = 0;
    for (double const v : values) {
        squares += (v - mean(values)) * (v - mean(values));
    }
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// The share of the kernels' weights that are exactly zero.
auto zero_share(auto const& model) -> double
{
    double zeros = 0, weights = 0;
    for (auto const& path : model.paths()) {
        if (path.ends_with("kernel")) {
            for (auto const w : model.parameter(path)) {
                zeros += w == 0 ? 1 : 0;
                weights += 1;
            }
        }
    }
    return zeros / weights;
}

struct experiment {
    data_set digits;
    std::uint64_t first_seed, last_seed;

    template <class Net, class Objective, class Until>
    auto operator()(char const* name, Net const& net, Objective const& objective, Until const& until) const -> table_row
    {
        table_row row{name, {}};
        for (auto s = first_seed; s <= last_seed; ++s) {
            auto const [train, validation, test] = split(digits, {300 / 1797.0, 300 / 1797.0, 1197 / 1797.0}, seed(s));
            auto model = make_model(net, seed(s));
            auto const run = [&] {
                if constexpr (restores_best<Until>) {
                    return fit(model, train, validation, objective, adam(1e-3), until, batch(32), threads(1), quiet);
                } else {
                    return fit(model, train, objective, adam(1e-3), until, batch(32), threads(1), quiet);
                }
            }();
            auto const seen = evaluate(model, train, cross_entropy), unseen = evaluate(model, test, cross_entropy);
            row.of.train_loss.push_back(seen.loss());
            row.of.train_accuracy.push_back(seen.accuracy());
            row.of.test_loss.push_back(unseen.loss());
            row.of.test_accuracy.push_back(unseen.accuracy());
            row.of.zeros.push_back(zero_share(model));
            row.of.steps.push_back(static_cast<double>(run.steps));
            row.of.microseconds.push_back(1e6 * run.seconds / static_cast<double>(run.steps));
        }
        return row;
    }
};

void print(table_row const& row)
{
    auto const& f = row.of;
    std::printf("%-15s%9.4f%9.4f  %7.4f +- %.4f  %.4f +- %.4f%8.1f%%%7.0f%8.0f\n", row.name, mean(f.train_loss), mean(f.train_accuracy),
                mean(f.test_loss), deviation(f.test_loss), mean(f.test_accuracy), deviation(f.test_accuracy), 100 * mean(f.zeros),
                mean(f.steps), *std::min_element(f.microseconds.begin(), f.microseconds.end()));
}

int main(int count, char** words)
{
    auto const number = [&](int i, std::uint64_t otherwise) { return count > 2 ? std::strtoull(words[i], nullptr, 10) : otherwise; };
    bool const is_short = count > 1 && words[1] == std::string("--short");
    experiment const of{read_csv("examples/data/digits.csv", label("label")), number(1, 1), number(2, is_short ? 2 : 3)};

    std::printf("                  train    train        test              test\n");
    std::printf("regularizer        loss accuracy        loss            accuracy         zeros  steps us/step\n");
    std::vector<table_row> rows;
    auto const add = [&](table_row row) {
        print(row);
        std::fflush(stdout);
        rows.push_back(std::move(row));
    };
    add(of("none", image | scaled | plain, cross_entropy, to_the_end));
    add(of("l1", image | scaled | plain, cross_entropy + l1(1e-2), to_the_end));
    add(of("l2", image | scaled | plain, cross_entropy + l2(1e-3), to_the_end));
    add(of("dropout", image | scaled | dropping, cross_entropy, to_the_end));
    add(of("augmentation", image | augmented | plain, cross_entropy, to_the_end));
    add(of("early stopping", image | scaled | plain, cross_entropy, early));
    add(of("batch norm", image | scaled | norming, cross_entropy, to_the_end));
    add(of("all", image | augmented | all, cross_entropy + l1(1e-2) + l2(1e-3), early));
}
