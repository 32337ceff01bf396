// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <csignal>
#include <limits>

#include "../support.hpp"

#include "../error_of.hpp"

using namespace lagom;

namespace {

/// Two classes by the sign of the first of four features.
auto two_classes(std::size_t n = 60) -> data_set
{
    xt::xtensor<float, 2> x = xt::zeros<float>({n, std::size_t{4}});
    std::vector<int> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        y[i] = static_cast<int>(i % 2);
        for (std::size_t c = 0; c < 4; ++c) {
            x(i, c) =
                (c == 0 && y[i] == 0 ? -1.0F : 1.0F) * (0.5F + 0.01F * static_cast<float>((7 * i + c) % 11));
        }
    }
    return data_set(x, y);
}

} // namespace

TEST_CASE("relu: a NaN goes through, so that it ends the run")
{
    auto m = make_model(input<4> | dense<8> | relu | dense<2>, seed(1));
    xt::xarray<float> broken = m.parameter("dense.0.kernel");
    broken.fill(std::numeric_limits<float>::quiet_NaN());
    m.set_parameter("dense.0.kernel", broken);
    auto const data = two_classes();
    CHECK(std::isnan(forward(m, data.features())(0, 0)));
    auto const r = fit(m, data, data, cross_entropy, sgd(0.1), patience(5) || epochs(9), quiet);
    CHECK(r.clause == "divergence");
    CHECK(r.epochs == 1);
}

/// Fault     a NaN in the loss of the last epoch
/// Injected  the greatest rate that a float holds
/// Holds     it is said, though another clause ends the run there
TEST_CASE("a NaN in the last epoch is said, though another clause ends the run there")
{
    auto const data = two_classes();
    auto const big = std::numeric_limits<float>::max();
    for (long const last : {1L, 3L}) {
        auto m = make_model(input<4> | dense<8> | relu | dense<2>, seed(1));
        auto const r = fit(m, data, data, cross_entropy, sgd(double{big}), epochs(last), batch(60), quiet);
        CHECK(r.clause == "divergence");
        CHECK(r.description.find("no number any more at step") != std::string::npos);
    }
}

TEST_CASE("an interrupt returns the weights of the best epoch, whatever the rule restores")
{
    support::without_own_handler const bare;
    auto const data = two_classes();
    auto m = make_model(input<4> | dense<8> | relu | dense<2>, seed(1));
    xt::xarray<float> best;
    double lowest = std::numeric_limits<double>::infinity();
    long at = 0;
    auto const look = on_epoch([&](epoch_record const& r) {
        if (r.validation_loss < lowest) {
            lowest = r.validation_loss;
            at = r.epoch;
            best = m.parameter("dense.0.kernel");
        }
        if (r.epoch == 12) {
            std::raise(SIGINT);
        }
    });
    // A rate that grows leaves the best epoch behind.
    auto const r = fit(m, data, data, cross_entropy, sgd(exponential(0.02, 2.5)),
                       patience(100) || epochs(200), quiet, look);
    CHECK(r.clause == "interrupted");
    CHECK(at < 12);
    CHECK(r.returned_epoch == at);
    CHECK(m.parameter("dense.0.kernel") == best);
}

TEST_CASE("augmentation inside a name runs")
{
    auto const images = [] {
        xt::xtensor<float, 2> x = xt::zeros<float>({8, 9});
        for (std::size_t i = 0; i < 8; ++i) {
            x(i, i) = 1;
        }
        return data_set(x, std::vector<int>{0, 1, 0, 1, 0, 1, 0, 1});
    }();
    auto const trained = [&](auto const& net) {
        auto m = make_model(net, seed(1));
        static_cast<void>(fit(m, images, cross_entropy, sgd(0.1), epochs(2), quiet, threads(1)));
        return m.parameter("dense.0.kernel");
    };
    auto const plain = trained(input<3, 3, 1> | flatten | dense<2>);
    auto const bare = trained(input<3, 3, 1> | random_flip(1.0) | random_shift(1) | flatten | dense<2>);
    auto const named_ones =
        trained(input<3, 3, 1> | named<"augment">(random_flip(1.0) | random_shift(1)) | flatten | dense<2>);
    CHECK(bare != plain);
    CHECK(named_ones == bare);
}

TEST_CASE("gaussian_noise stands among augmentations and before standardize")
{
    auto m = make_model(input<3, 3, 1> | gaussian_noise(0.1) | random_flip | mixup(0.2) | standardize |
                            flatten | dense<2>,
                        seed(1));
    CHECK(m.parameter("dense.0.kernel").shape(0) == 9);
}

TEST_CASE("probabilities and classes: a network that ends in softmax or sigmoid gives probabilities itself")
{
    xt::xtensor<float, 2> const x = two_classes().features();
    auto soft = make_model(input<4> | dense<3> | softmax, seed(1));
    CHECK(probabilities(soft, x) == predict(soft, x));
    auto one = make_model(input<4> | dense<1> | sigmoid, seed(1));
    auto const y = predict(one, x);
    auto const p = probabilities(one, x);
    auto const classes = classify(one, x);
    for (std::size_t i = 0; i < 60; ++i) {
        CHECK(p(i, 1) == y(i, 0));
        CHECK(p(i, 0) == 1 - y(i, 0));
        CHECK(classes[i] == (y(i, 0) > 0.5F ? 1 : 0));
    }
    auto logit = make_model(input<4> | dense<1>, seed(1));
    CHECK(probabilities(logit, x)(0, 1) == doctest::Approx(1 / (1 + std::exp(-predict(logit, x)(0, 0)))));
}

TEST_CASE("standardize: a constant feature of doubles is not divided by what its mean was rounded by")
{
    std::size_t const n = 1437;
    xt::xtensor<double, 2> x = xt::zeros<double>({n, std::size_t{2}});
    std::vector<int> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        x(i, 0) = 0.1;
        x(i, 1) = static_cast<double>(i % 7);
        y[i] = static_cast<int>(i % 2);
    }
    auto m = make_model<double>(input<2> | standardize | dense<2>, seed(1));
    static_cast<void>(fit(m, basic_data_set<double>(x, y), cross_entropy, sgd(0.0), steps(1), quiet));
    auto const deviation = m.parameter("standardize.0.deviation");
    CHECK(deviation(0) == 1);
    CHECK(deviation(1) == doctest::Approx(2.0).epsilon(0.01));
}

TEST_CASE("standardize: a small deviation about a large mean, in many rows of floats, is one")
{
    std::size_t const n = 100000;
    xt::xtensor<float, 2> x = xt::zeros<float>({n, std::size_t{1}});
    std::vector<int> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        x(i, 0) = 1000.0F + (i % 2 == 0 ? 0.5F : -0.5F);
        y[i] = static_cast<int>(i % 2);
    }
    auto m = make_model(input<1> | standardize | dense<2>, seed(1));
    static_cast<void>(fit(m, data_set(x, y), cross_entropy, sgd(0.0), steps(1), quiet));
    CHECK(m.parameter("standardize.0.deviation")(0) == doctest::Approx(0.5));
}

TEST_CASE("updater: a gradient of another shape, or for no parameter, is refused")
{
    auto m = make_model(input<2> | dense<3>, seed(1));
    updater u(m, sgd(0.1));
    named_gradients<float> g{{"dense.0.kernel", xt::zeros<float>({3, 2})},
                             {"dense.0.bias", xt::zeros<float>({3})}};
    CHECK(support::error_of<argument_error>([&] {
              u.update(g);
          }).find("[3, 2]") != std::string::npos);
    g["dense.0.kernel"] = xt::zeros<float>({2, 3});
    CHECK_NOTHROW(u.update(g));
    g["dense.1.bias"] = xt::zeros<float>({3});
    CHECK(support::error_of<argument_error>([&] {
              u.update(g);
          }).find("dense.1.bias") != std::string::npos);
}

TEST_CASE("advice: strict refuses a validation part that is small, or the training data")
{
    auto const data = two_classes(60), few = two_classes(20);
    auto m = make_model(input<4> | dense<2>, seed(1));
    auto const run = [&](data_set const& validation) {
        return support::error_of<argument_error>([&] {
            static_cast<void>(
                fit(m, data, validation, cross_entropy, sgd(0.1), patience(3) || epochs(5), quiet, strict));
        });
    };
    CHECK(run(few).find("20 examples") != std::string::npos);
    CHECK(run(data).find("its own training data") != std::string::npos);
    CHECK(run(two_classes(62)).empty());
}
