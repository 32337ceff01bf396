// SPDX-License-Identifier: BSL-1.0
// Your own arrays: any xtensor container or expression is data; rows are examples. So are the pictures of a network
// that begins with an image, and a gradient step of your own making.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

constexpr auto net = input<8, 8, 1> | flatten | dense<16>(he) | relu | dense<2>;

int main()
{
    // [examples, rows, columns, channels], of double: converted once. Bright on the left, or on the right?
    xt::xarray<double> pictures = xt::zeros<double>({200, 8, 8, 1});
    std::vector<int> side;
    for (std::size_t i = 0; i < 200; ++i) {
        for (std::size_t r = 0; r < 8; ++r) {
            pictures(i, r, (i * 7 + r) % 4 + (i % 2) * 4, 0) = 1;
        }
        side.push_back(static_cast<int>(i % 2));
    }
    auto const data = data_set(pictures, side, {"left", "right"});
    auto model = make_model(net, seed(1));
    auto const result = fit(model, data, cross_entropy, adam(1e-2), epochs(20), threads(1), quiet);

    auto const shares = probabilities(model, pictures, threads(1)); // [examples, classes]
    std::cout << result << "left " << shares(0, 0) << ", right " << shares(1, 1) << '\n';

    // The parts alone: gradients by path, and an optimizer that takes gradients from anywhere.
    auto const found = gradient(model, pictures, side, cross_entropy, threads(1));
    auto const before = found.loss;
    updater steps(model, sgd(0.1));
    steps.update(found.gradients);
    auto const after = gradient(model, pictures, side, cross_entropy, threads(1)).loss;
    std::cout << "a step of one's own: " << before << " to " << after << '\n';
    return shares(0, 0) > 0.9F && shares(1, 1) > 0.9F && after < before ? 0 : 1;
}
