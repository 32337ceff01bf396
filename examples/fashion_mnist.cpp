// SPDX-License-Identifier: BSL-1.0
// How well does a plain network of dense layers tell 70,000 pictures of clothes apart, with dropout and augmentation?
//
// Usage: fashion_mnist [--short] [seed], from anywhere. Needs Debian's package dataset-fashion-mnist.
#include <lagom/lagom.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <string>

using namespace lagom;

constexpr auto net = input<28, 28, 1> | random_flip | random_shift(1) | flatten | standardize
    | dense<256> | relu | dropout(0.2)
    | dense<128> | relu | dropout(0.2)
    | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-5);
constexpr auto optimizer = adam(cosine(1e-3));

// What the last line must reach: 10 epochs on all 60,000 pictures, or 1 epoch on 10,000 of them.
constexpr double full_claim = 0.87, short_claim = 0.74;

auto const folder = std::string("/usr/share/datasets/fashion-mnist/");

auto read(std::string const& part) -> data_set
{
    return read_idx(folder + part + "-images-idx3-ubyte.gz", folder + part + "-labels-idx1-ubyte.gz");
}

auto first_rows(data_set const& data, std::size_t count) -> data_set
{
    std::vector<std::size_t> places(count);
    std::iota(places.begin(), places.end(), std::size_t{0});
    return data.pick(places);
}

int main(int count, char** words)
{
    bool const is_short = count > 1 && words[1] == std::string("--short");
    seed const s(count > (is_short ? 2 : 1) ? std::strtoull(words[count - 1], nullptr, 10) : 1);
    if (!std::filesystem::exists(folder)) {
        std::cout << "skipped: there is no " << folder << "; install it with `apt install dataset-fashion-mnist`\n";
        return 0;
    }

    auto const everything = read("train");
    auto const train = is_short ? first_rows(everything, 10'000) : everything;
    auto const test = read("t10k");
    auto model = make_model(net, s);
    auto const result = fit(model, train, objective, optimizer, epochs(is_short ? 1 : 10), batch(64), threads(2), quiet);

    auto const judged = evaluate(model, test, objective);
    std::cout << "trained on         " << train.size() << " pictures\n"
              << result << '\n' << judged.confusion_table() << '\n' << judged;
    double const claim = is_short ? short_claim : full_claim;
    if (judged.accuracy() < claim) {
        std::cerr << "expected a test accuracy of at least " << claim << '\n';
        return 1;
    }
}
