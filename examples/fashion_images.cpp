// SPDX-License-Identifier: BSL-1.0
// What do dropout and augmentation do for networks of convolutions, on pictures of clothes?
//
//   fashion_images                 a small network with both, on all 60,000 pictures: some minutes on two cores
//   fashion_images residual        a residual network with the whole stack: the better part of an hour; the same command
//                                  goes on with a run that was stopped
//   fashion_images table [FIRST LAST]  none, dropout, augmentation, both, and mixup besides, on 12,000 pictures, by seed
//   fashion_images few             1,000 pictures, with and without augmentation, to the end and stopped early
//   fashion_images --short         the digits, for the tests: a second
//
// small, residual and --short also draw the first layer's kernels, the confusion matrix and what the model is surest of
// and wrong about: build/fashion_images_filters.png, build/fashion_images_confusion.png, build/fashion_images_wrong.png.
// From the source root. Needs Debian's package dataset-fashion-mnist, but for --short.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <lagom/lagom.hpp>
#include <numeric>
#include <string>
#include <vector>

using namespace lagom;

// ---- networks

template <int C>
constexpr auto block = conv<C, 3>(no_bias) | batch_norm | relu;

constexpr auto shifted = input<28, 28, 1> | random_flip | random_shift(1);
constexpr auto small = shifted | block<32> | block<32> | max_pool<2> | dropout(0.1).per_channel() |
    block<64> | block<64> | max_pool<2> | dropout(0.2).per_channel() | flatten | dense<128> | relu |
    dropout(0.5) | dense<10>;

template <int C>
constexpr auto twice =
    residual(block<C> | dropout(0.1).per_channel() | conv<C, 3>(no_bias) | batch_norm) | relu;
template <int C>
constexpr auto halved =
    residual(conv<C, 3>(strided<2>, no_bias) | batch_norm | relu | conv<C, 3>(no_bias) | batch_norm,
             conv<C, 1>(strided<2>, no_bias) | batch_norm) |
    relu;
constexpr auto deep = input<28, 28, 1> | random_flip | random_shift(2) | random_erasing | block<32> |
    repeat<2>(twice<32>) | halved<64> | twice<64> | halved<128> | twice<128> | global_average_pool |
    dropout(0.3) | dense<10>;

// One network for the table: what is compared is all that differs.
constexpr auto body = conv<32, 3> | relu | max_pool<2> | conv<64, 3> | relu | max_pool<2> | flatten |
    dense<128> | relu | dense<10>;
constexpr auto dropping = conv<32, 3> | relu | max_pool<2> | dropout(0.25) | conv<64, 3> | relu |
    max_pool<2> | dropout(0.25) | flatten | dense<128> | relu | dropout(0.5) | dense<10>;

// ---- data

auto const folder = std::string("/usr/share/datasets/fashion-mnist/");

auto read(std::string const& part) -> data_set
{
    auto const data =
        read_idx(folder + part + "-images-idx3-ubyte.gz", folder + part + "-labels-idx1-ubyte.gz");
    return data_set(
        data.features(), data.labels(),
        {"t-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"});
}

auto some_rows(data_set const& data, std::size_t first, std::size_t count) -> data_set
{
    std::vector<std::size_t> places(count);
    std::iota(places.begin(), places.end(), first);
    return data.pick(places);
}

auto claimed(double accuracy, double least) -> int
{
    if (accuracy < least) {
        std::cerr << "expected a test accuracy of at least " << least << '\n';
        return 1;
    }
    return 0;
}

// ---- pictures of it

/// The kernels of the first layer: what is darker than gray counts against the pixel.
auto filters_of(auto const& model) -> xt::xtensor<float, 3>
{
    auto const weights = model.parameter("conv.0.kernel"); // [3 * 3, units]
    float largest = 0;
    for (float const weight : weights) {
        largest = std::max(largest, std::abs(weight));
    }
    auto pictures = xt::xtensor<float, 3>::from_shape({weights.shape(1), 3, 3});
    for (std::size_t unit = 0; unit < weights.shape(1); ++unit) {
        for (std::size_t tap = 0; tap < 9; ++tap) {
            pictures(unit, tap / 3, tap % 3) = 0.5F + weights(tap, unit) / (2 * largest);
        }
    }
    return pictures;
}

/// A row for each true class, a column for each that it was taken for. White is all of the row, and half as bright a
/// quarter of it: what is rare would not be seen.
auto picture_of(confusion_matrix const& confusion) -> xt::xtensor<double, 3>
{
    auto picture = xt::xtensor<double, 3>::from_shape({1, confusion.size(), confusion.size()});
    for (std::size_t truth = 0; truth < confusion.size(); ++truth) {
        auto const row = confusion[truth];
        auto const all = static_cast<double>(std::max(1L, std::accumulate(row.begin(), row.end(), 0L)));
        for (std::size_t taken = 0; taken < row.size(); ++taken) {
            picture(0, truth, taken) = std::sqrt(static_cast<double>(row[taken]) / all);
        }
    }
    return picture;
}

/// The pictures that the model is surest of and wrong about, 6 a line, and what it says of each.
void draw_mistakes(auto const& model, data_set const& test, std::string const& path)
{
    auto const shares = probabilities(model, test);
    auto const taken = classify(model, test);
    auto const surety = [&](std::size_t i) -> double {
        return shares(i, static_cast<std::size_t>(taken[i]));
    };
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < test.size(); ++i) {
        if (taken[i] != test.labels()[i]) {
            wrong.push_back(i);
        }
    }
    std::ranges::sort(wrong, std::greater(), surety);
    wrong.resize(std::min(wrong.size(), std::size_t{18}));
    if (wrong.empty()) {
        return;
    }
    xt::xarray<float> pictures = test.pick(wrong).features(); // [pictures, pixels]
    auto const side = static_cast<std::size_t>(std::sqrt(test.columns()));
    write_png(pictures.reshape({wrong.size(), side, side}), path, 6);
    std::cout << "\n" << path << ", line by line:\n";
    for (auto const i : wrong) {
        auto const name = [&](std::int32_t label) {
            return test.class_names()[static_cast<std::size_t>(label)].c_str();
        };
        std::printf("  %s, taken for %s: %.4f\n", name(test.labels()[i]), name(taken[i]), surety(i));
    }
}

void look_at(auto const& model, data_set const& test, evaluation_result const& judged)
{
    std::filesystem::create_directories("build");
    write_png(filters_of(model), "build/fashion_images_filters.png");
    write_png(picture_of(judged.classification->confusion), "build/fashion_images_confusion.png");
    draw_mistakes(model, test, "build/fashion_images_wrong.png");
}

// ---- what is asked

/// Trains on all pictures, and says how it went.
auto on_all(auto const& net, auto const& objective, auto const& optimizer, int passes, double least,
            auto const&... more) -> int
{
    auto const train = read("train"), test = read("t10k");
    auto model = make_model(net, seed(1));
    auto const result =
        fit(model, train, test, objective, optimizer, epochs(passes), batch(64), threads(2), more...);
    auto const judged = evaluate(model, test, cross_entropy);
    std::cout << result << '\n' << judged.confusion_table() << '\n' << judged;
    look_at(model, test, judged);
    return claimed(judged.accuracy(), least);
}

struct outcome {
    char const* name;
    std::vector<double> train, loss, accuracy, seconds;
};

void tell(std::vector<outcome> const& rows)
{
    auto const spread = [](std::vector<double> const& v) {
        double const mean = std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
        double squares = 0;
        for (double const x : v) {
            squares += (x - mean) * (x - mean);
        }
        return std::pair{mean, v.size() > 1 ? std::sqrt(squares / static_cast<double>(v.size() - 1)) : 0.0};
    };
    std::printf("%-24s %14s %20s %20s %8s\n", "", "training loss", "test loss", "test accuracy", "seconds");
    for (auto const& row : rows) {
        auto const [train, _] = spread(row.train);
        auto const [loss, loss_spread] = spread(row.loss);
        auto const [accuracy, accuracy_spread] = spread(row.accuracy);
        std::printf("%-24s %14.4f %11.4f +- %.4f %11.4f +- %.4f %8.0f\n", row.name, train, loss, loss_spread,
                    accuracy, accuracy_spread, spread(row.seconds).first);
    }
    std::fflush(stdout);
}

/// Trains one row of a table for one seed more.
void add(outcome& row, auto const& net, data_set const& train, data_set const& test, auto const& until,
         seed s)
{
    auto model = make_model(net, s);
    auto const file =
        std::string("build/fashion_images_") + row.name + "_" + std::to_string(s.value) + ".checkpoint";
    auto const begun = std::chrono::steady_clock::now();
    auto const result = fit(model, train, test, cross_entropy, adam(cosine(1e-3)), until, batch(64),
                            threads(2), s, quiet, checkpoint(file));
    row.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    auto const judged = evaluate(model, test, cross_entropy);
    row.train.push_back(evaluate(model, train, cross_entropy).loss());
    row.loss.push_back(judged.loss());
    row.accuracy.push_back(judged.accuracy());
}

auto table(unsigned first, unsigned last) -> int
{
    auto const train = some_rows(read("train"), 0, 12'000), test = read("t10k");
    std::vector<outcome> rows{{"none", {}, {}, {}, {}},
                              {"dropout", {}, {}, {}, {}},
                              {"augmentation", {}, {}, {}, {}},
                              {"both", {}, {}, {}, {}},
                              {"both and mixup", {}, {}, {}, {}}};
    for (unsigned i = first; i <= last; ++i) {
        seed const s(i);
        auto const until = epochs(25);
        add(rows[0], input<28, 28, 1> | body, train, test, until, s);
        add(rows[1], input<28, 28, 1> | dropping, train, test, until, s);
        add(rows[2], shifted | body, train, test, until, s);
        add(rows[3], shifted | dropping, train, test, until, s);
        add(rows[4], shifted | mixup(0.2) | dropping, train, test, until, s);
        tell(rows);
    }
    return 0;
}

auto few() -> int
{
    auto const all = read("train");
    auto const train = some_rows(all, 0, 1'000), watched = some_rows(all, 1'000, 1'000), test = read("t10k");
    auto const run = [&](char const* name, auto const& net, auto const& until) {
        auto model = make_model(net, seed(1));
        auto const result =
            fit(model, train, watched, cross_entropy, adam(1e-3), until, batch(32), threads(2), quiet);
        auto const judged = evaluate(model, test, cross_entropy);
        std::printf("%-38s %5zu epochs, test loss %.4f, accuracy %.4f\n", name,
                    static_cast<std::size_t>(result.epochs), judged.loss(), judged.accuracy());
    };
    auto const to_the_end = epochs(60);
    auto const early = patience(8).restoring_best() || epochs(60);
    run("to the end", input<28, 28, 1> | body, to_the_end);
    run("stopped early", input<28, 28, 1> | body, early);
    run("augmentation, to the end", shifted | body, to_the_end);
    run("augmentation, stopped early", shifted | body, early);
    return 0;
}

auto digits() -> int
{
    constexpr auto net = input<8, 8, 1> | random_shift(1) | pointwise([](auto x) {
                             return x / 16;
                         }) |
        block<16> | block<16> | max_pool<2> | dropout(0.1).per_channel() | block<32> | global_average_pool |
        dense<10>;
    auto const [train, test] =
        split(read_csv("examples/data/digits.csv", label("label")), {0.75, 0.25}, seed(1));
    auto model = make_model(net, seed(1));
    auto const result =
        fit(model, train, cross_entropy, adam(cosine(3e-3)), epochs(20), batch(64), threads(2), quiet);
    auto const judged = evaluate(model, test, cross_entropy);
    std::cout << result << judged;
    look_at(model, test, judged);
    return claimed(judged.accuracy(), 0.95);
}

int main(int count, char** words)
{
    std::string const what = count > 1 ? words[1] : "small";
    if (what == "--short") {
        return digits();
    }
    if (!std::filesystem::exists(folder)) {
        std::cout << "skipped: there is no " << folder
                  << "; install it with `apt install dataset-fashion-mnist`\n";
        return 0;
    }
    if (what == "small") {
        return on_all(small, cross_entropy + l2(1e-5), adam(cosine(2e-3)), 20, 0.93);
    }
    if (what ==
        "residual") { // l2 of what a batch norm follows restrains its effective rate, as lagom says of it
        return on_all(deep, cross_entropy + l2(5e-4), sgd(one_cycle(0.1)).momentum(0.9), 30, 0.94,
                      checkpoint("build/fashion_images_residual.checkpoint"));
    }
    if (what == "table") {
        auto const number = [&](int i, unsigned otherwise) {
            return count > i ? static_cast<unsigned>(std::strtoul(words[i], nullptr, 10)) : otherwise;
        };
        return table(number(2, 1), number(3, 3));
    }
    if (what == "few") {
        return few();
    }
    std::cerr << "expected small, residual, table, few or --short, not " << what << '\n';
    return 2;
}
