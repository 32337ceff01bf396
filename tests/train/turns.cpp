// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../error_of.hpp"

#include <limits>
#include <optional>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto noisy = input<4> | dense<16> | relu | dropout(0.5) | dense<2>;

auto data() -> data_set { return support::blobs(60, 4, 2, 3); }

} // namespace

TEST_CASE("fits in turn draw other shuffles and masks, the first as ever, and a given seed decides")
{
    auto const start = make_model(noisy, seed(7));
    // A rate of 0 leaves the weights: what differs between two fits is what was drawn.
    auto const losses = [](auto& m, auto... given) {
        return fit(m, data(), cross_entropy, sgd(0.0), epochs(1), quiet, threads(1), given...)
            .history.back()
            .training_loss;
    };
    auto m = start, other = start;
    auto const first = losses(m), second = losses(m), third = losses(m);
    CHECK(first != second);
    CHECK(second != third);
    CHECK(m.fits() == 3);
    CHECK(losses(other) == first);
    CHECK(losses(other) == second);
    CHECK(losses(other, seed(5)) == losses(m, seed(5)));
    auto copy = other; // a copy has had the same fits
    CHECK(copy.fits() == 3);
    CHECK(losses(copy) == losses(other));
}

TEST_CASE("on_epoch: a rate that it sets holds from the next epoch on, under every policy")
{
    auto const run = [](auto policy, bool sets) {
        auto m = make_model(noisy, seed(1));
        auto const r = fit(m, data(), cross_entropy, sgd(0.0), epochs(3), quiet, threads(1), policy,
                           on_epoch([&](epoch_record const& now) {
                               if (sets && now.epoch == 2) {
                                   m.set("dropout.0.rate", 0);
                               }
                           }));
        return r.history;
    };
    auto m = make_model(noisy, seed(1));
    auto const without_noise = evaluate(m, data(), cross_entropy).loss();
    auto const check = [&](auto policy) {
        auto const changed = run(policy, true), same = run(policy, false);
        CHECK(changed[1].training_loss == same[1].training_loss);
        CHECK(changed[2].training_loss != same[2].training_loss);
        CHECK(changed[2].training_loss == doctest::Approx(without_noise).epsilon(1e-5));
    };
    check(fused);
    check(stepwise);
    check(unfused);
}

TEST_CASE("on_epoch: parameters that it sets are trained on from there, under every policy")
{
    auto const check = [](auto policy) {
        auto m = make_model(noisy, seed(1));
        auto kernel = m.parameter("dense.1.kernel");
        kernel.fill(0);
        auto const r = fit(m, data(), cross_entropy, sgd(0.0), epochs(2), quiet, threads(1), policy,
                           on_epoch([&](epoch_record const&) {
                               m.set_parameter("dense.1.kernel", kernel);
                           }));
        CHECK(m.parameter("dense.1.kernel") == kernel);
        CHECK(r.history[1].training_loss == doctest::Approx(std::log(2.0)).epsilon(1e-6));
    };
    check(fused);
    check(unfused);
}

TEST_CASE("on_epoch: one that returns false ends the run there")
{
    auto m = make_model(noisy, seed(1));
    auto const r = fit(m, data(), cross_entropy, sgd(0.1), epochs(9), quiet, threads(1),
                       on_epoch([](epoch_record const& now) {
                           return now.epoch < 3;
                       }));
    CHECK(r.epochs == 3);
    CHECK(r.clause == "on_epoch");
    CHECK(r.returned_epoch == 3);
}

TEST_CASE(
    "freeze: a batch norm whose scale and shift are frozen keeps its statistics and every bit of its output")
{
    constexpr auto two = input<4> | named<"body">(dense<8> | batch_norm | relu) | dense<2>;
    constexpr auto body = input<4> | named<"body">(dense<8> | batch_norm | relu);
    auto const train = data();
    auto const output_of_body = [&](auto const& m) {
        auto b = make_model(body, seed(9));
        for (auto const& path : b.paths()) {
            b.set_parameter(path, m.parameter(path));
        }
        return predict(b, train.features());
    };
    auto m = make_model(two, seed(1));
    static_cast<void>(fit(m, train, cross_entropy, sgd(0.1), epochs(3), quiet, threads(1)));
    auto const check = [&](auto policy) {
        auto frozen = m;
        auto const before = output_of_body(frozen);
        auto const mean = frozen.parameter("body.batch_norm.0.running_mean");
        auto const head = frozen.parameter("dense.0.kernel");
        static_cast<void>(fit(frozen, train, cross_entropy, sgd(0.1) | freeze(named<"body">), epochs(3),
                              quiet, threads(1), policy));
        CHECK(output_of_body(frozen) == before);
        CHECK(frozen.parameter("body.batch_norm.0.running_mean") == mean);
        CHECK(frozen.parameter("dense.0.kernel") != head);
    };
    check(fused);
    check(stepwise);
    check(unfused);
    // Kernels alone: the norm goes on, as its scale learns.
    auto kernels = m;
    static_cast<void>(fit(kernels, train, cross_entropy, sgd(0.1) | freeze(kernel && named<"body">),
                          epochs(1), quiet, threads(1)));
    CHECK(kernels.parameter("body.batch_norm.0.running_mean") !=
          m.parameter("body.batch_norm.0.running_mean"));
}

TEST_CASE("freeze: what is before a frozen norm learns through its running statistics")
{
    constexpr auto net = input<4> | dense<8> | named<"norm">(batch_norm) | relu | dense<2>;
    auto m = make_model(net, seed(1));
    static_cast<void>(fit(m, data(), cross_entropy, sgd(0.1), epochs(3), quiet, threads(1)));
    auto const mean = m.parameter("norm.running_mean"), before = m.parameter("dense.0.kernel");
    static_cast<void>(
        fit(m, data(), cross_entropy, sgd(0.1) | freeze(named<"norm">), epochs(1), quiet, threads(1)));
    CHECK(m.parameter("norm.running_mean") == mean);
    CHECK(m.parameter("dense.0.kernel") != before);
}

/// Fault     an infinity in running statistics, the loss finite
/// Injected  features of 5e18
/// Holds     a divergence, said
TEST_CASE("a state that overflows while the loss stays finite is a divergence")
{
    auto big = data();
    xt::xtensor<float, 2> x = big.features();
    x *= 5e18F;
    constexpr auto net = input<4> | batch_norm | dense<2>;
    auto m = make_model(net, seed(1));
    auto const r = fit(m, data_set(x, big.labels()), cross_entropy, adam(1e-3), epochs(3), quiet, threads(1));
    CHECK(r.clause == "divergence");
    CHECK(r.epochs == 1);
    CHECK(r.description.find("batch_norm.0.running_var") != std::string::npos);
}

TEST_CASE("a predictor and an updater outlive the place of their model")
{
    auto const x = support::rows_of<float>(1, 4);
    auto const wanted = predict(make_model(noisy, seed(1)), x);
    predictor serve(make_model(noisy, seed(1)));
    auto const y = serve(std::span<float const>(x.data(), 4));
    CHECK(std::equal(y.begin(), y.end(), wanted.begin()));

    using model_type = decltype(make_model(noisy, seed(1)));
    struct pair {
        model_type model;
        updater<float> steps;
        explicit pair(std::uint64_t n) : model(make_model(noisy, seed(n))), steps(model, sgd(0.5)) {}
    };
    std::vector<pair> pairs;
    for (std::uint64_t n = 1; n < 5; ++n) {
        pairs.emplace_back(n); // the first ones move when the vector grows
    }
    auto& [model, steps] = pairs.front();
    named_gradients<float> gradients;
    for (auto const& path : model.paths()) {
        gradients[path] = xt::ones<float>(model.parameter(path).shape());
    }
    auto const before = model.parameter("dense.0.bias");
    steps.update(gradients);
    CHECK(model.parameter("dense.0.bias")(3) == before(3) - 0.5F);
    // An assignment writes into the model's own place: its updater goes on.
    model = make_model(noisy, seed(9));
    steps.update(gradients);
    CHECK(model.parameter("dense.0.bias")(3) == -0.5F);
}

TEST_CASE("dropout: the mean is kept up to the last rate that is drawn, and nearer to 1 is refused")
{
    xt::xtensor<float, 2> const ones = xt::ones<float>({4096, 256});
    for (double const rate : {0.3, 0.9, 0.999, 0.9999, 1 - 0x1p-16, 0x1p-16}) {
        auto m = make_model(input<256> | dropout(rate), seed(1));
        double sum = 0;
        long const draws = 8, count = draws * 4096 * 256;
        for (std::uint64_t s = 0; s < 8; ++s) {
            for (float const y : forward(m, ones, training, seed(s))) {
                sum += static_cast<double>(y);
            }
        }
        auto const drawn = std::ceil(rate * 65536) / 65536;
        auto const deviation = std::sqrt(drawn / (1 - drawn) / static_cast<double>(count)); // of the mean
        CHECK(std::abs(sum / static_cast<double>(count) - 1) < 5 * deviation);
    }
    for (double const rate : {0.99999, 1.0, 1e-5, -0.1}) {
        CHECK(error_of<argument_error>([&] {
                  static_cast<void>(dropout(rate));
              }).ends_with("but must be 0 or in [2^-16, 1 - 2^-16]"));
    }
}
