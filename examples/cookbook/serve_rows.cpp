// SPDX-License-Identifier: BSL-1.0
// Serving: one row in, one answer out, without allocating. A thread takes a predictor of its own; the model is shared.
#include <lagom/lagom.hpp>
#include <iostream>
#include <thread>

using namespace lagom;

constexpr auto net = input<4> | standardize | dense<16> | relu | dense<3>;

int main()
{
    auto const [train, test] = split(read_csv("examples/data/iris.csv", label("label")), {0.7, 0.3}, seed(1), stratified);
    auto model = make_model(net, seed(1));
    auto const result = fit(model, train, cross_entropy, adam(1e-2), epochs(100), batch(16), threads(1), quiet);

    auto const expected = predict(model, test.features(), threads(1));
    auto const rows = test.size();
    std::vector<long> wrong(2);
    auto const serve_rows = [&](std::size_t worker) {
        predictor serve(model);
        for (std::size_t row = worker; row < rows; row += 2) {
            auto const logits = serve(std::span(&test.features()(row, 0), test.columns()));
            wrong[worker] += std::equal(logits.begin(), logits.end(), &expected(row, 0)) ? 0 : 1;
        }
    };
    std::thread other(serve_rows, 1);
    serve_rows(0);
    other.join();
    std::cout << rows << " rows served by two threads, " << wrong[0] + wrong[1] << " differ from predict\n";
    return wrong[0] + wrong[1] == 0 && result.epochs == 100 ? 0 : 1;
}
