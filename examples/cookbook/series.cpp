// SPDX-License-Identifier: BSL-1.0
// A series: an example of rank 2 has positions, and layers go along them. Here a position is a row of a digit's picture:
// first one answer for all of it, then one at each position.
#include <lagom/lagom.hpp>
#include <xtensor/xview.hpp>

#include <iostream>
#include <numeric>

using namespace lagom;

// [8 positions, 8 pixels]. Every position goes through the same dense layer; a dropped channel is dropped at all of them.
constexpr auto digit =
    input<8, 8> | dense<32> | layer_norm | gelu | dropout(0.1).per_channel() | flatten | dense<10>;
constexpr auto ink = input<8, 8> | dense<16> | relu | dense<2>; // [8, 2]

int main()
{
    auto const all = read_csv("examples/data/digits.csv", label("label"));
    auto const [train, test] = split(all, {0.8, 0.2}, seed(1), stratified);
    auto model = make_model(digit, seed(1));
    std::cout << fit(model, train, cross_entropy, adam(3e-3) | decay(0.01), epochs(20), quiet);
    auto const accuracy = evaluate(model, test, cross_entropy).accuracy();
    std::cout << "test accuracy " << accuracy << '\n';

    // A label at each position, [examples, positions]: is the row light or dark?
    auto const labels_of_rows = [](data_set const& data) {
        auto labels = xt::xtensor<int, 2>::from_shape({data.size(), 8});
        for (std::size_t i = 0; i < labels.size(); ++i) {
            auto const* const pixels = data.features().data() + 8 * i;
            auto const sum = std::accumulate(pixels, pixels + 8, 0.0F);
            labels.data()[i] = sum < 40 ? 0 : 1;
        }
        return data_set(data.features(), labels, {"light", "dark"});
    };
    auto teller = make_model(ink, seed(2));
    std::cout << fit(teller, labels_of_rows(train), cross_entropy, adam(1e-2), epochs(30), quiet);
    auto const found = evaluate(teller, labels_of_rows(test), cross_entropy);
    auto const first = classify(teller, xt::view(test.features(), xt::range(0, 1), xt::all())); // [1, 8]
    std::cout << found.confusion_table() << "the rows of one picture:";
    for (auto const row : first) {
        std::cout << ' ' << found.class_names[static_cast<std::size_t>(row)];
    }
    std::cout << '\n';
    return accuracy > 0.9 && found.accuracy() > 0.9 ? 0 : 1;
}
