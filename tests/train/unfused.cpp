// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

using namespace lagom;

namespace {

constexpr auto net = input<21> | standardize | dense<33> | batch_norm | relu | dropout(0.2) |
    residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<33>) | gaussian_noise(0.1) |
    (branch(dense<7>, dense<30> | tanh, softmax) | concat) | dense<4>;

} // namespace

// Gradients and updates, element by element, are laws: tests/law.

TEST_CASE("unfused: trains to the same losses")
{
    auto const data = support::blobs(131, 21, 4, 1);
    auto const losses = [&](auto policy) {
        auto m = make_model<double>(net, seed(1));
        return fit(m, data, cross_entropy + l2(1e-3) + l1(1e-4),
                   clip_norm(0.5) | sgd(0.05, 0.9) | decay(0.01) | max_norm(1.5), epochs(3), batch(32),
                   threads(1), quiet, policy)
            .history;
    };
    auto const a = losses(fused), b = losses(unfused);
    REQUIRE(a.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(a[i].training_loss == doctest::Approx(b[i].training_loss).epsilon(1e-9));
    }
}

TEST_CASE("unfused: evaluates and predicts alike")
{
    auto m = make_model<double>(net, seed(1));
    m.set_standardized(true);
    auto const data = support::blobs<double>(70, 21, 4, 1);
    CHECK(evaluate(m, data, cross_entropy).loss() ==
          doctest::Approx(evaluate(m, data, cross_entropy, unfused).loss()).epsilon(1e-12));
    CHECK(classify(m, data.features()) == classify(m, data.features(), unfused));
}
