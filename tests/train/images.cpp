// SPDX-License-Identifier: BSL-1.0
// Networks over images, trained and asked: an input that convolutions alone read lies without padding, another does not.
#include "support.hpp"

#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

using namespace lagom;

namespace {

constexpr std::size_t examples = 70;

template <class T, int Channels>
auto pictures() -> basic_data_set<T>
{
    xt::xtensor<T, 4> x = xt::zeros<T>({examples, std::size_t{6}, std::size_t{7}, std::size_t{Channels}});
    xt::xtensor<int, 1> y = xt::zeros<int>({examples});
    for (std::size_t i = 0; i < x.size(); ++i) {
        x.data()[i] = static_cast<T>(std::sin(1.7 * static_cast<double>(i)));
    }
    for (std::size_t i = 0; i < examples; ++i) {
        y(i) = static_cast<int>(i % 3);
    }
    return {x, y};
}

/// Trains alike under each policy, on some threads, and compares all that is learnt and said.
template <class T, int Channels, class Net>
void policies_agree(Net const& net, double within)
{
    auto const data = pictures<T, Channels>();
    auto const trained = [&](auto how, int workers) {
        auto m = make_model<T>(net, seed(3));
        static_cast<void>(fit(m, data, data, cross_entropy, sgd(0.05).momentum(0.9), epochs(3), batch(32),
                              quiet, how, threads(workers)));
        return m;
    };
    auto const a = trained(fused, 1), b = trained(fused, 3), c = trained(unfused, 1);
    for (auto const& path : a.paths()) {
        CAPTURE(path);
        auto const x = a.parameter(path), y = b.parameter(path), z = c.parameter(path);
        CHECK(x == y);
        CHECK(xt::amax(xt::abs(x - z))() < within);
    }
    auto const said = predict(a, data.features()), without = predict(a, data.features(), unfused);
    CHECK(xt::amax(xt::abs(said - without))() < within);
    auto one = predictor(a);
    for (std::size_t i = 0; i < 3; ++i) {
        auto const alone = one({data.features().data() + i * data.columns(), data.columns()});
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(alone[k] == said(i, k));
        }
    }
}

constexpr auto head = relu | max_pool<2> | conv<20, 3> | global_average_pool | dense<3>;

} // namespace

TEST_CASE(
    "an image of one channel or three that convolutions alone read is fed raw, and gives the same numbers")
{
    policies_agree<double, 1>(input<6, 7, 1> | conv<9, 3> | head, 1e-9);
    policies_agree<double, 3>(
        input<6, 7, 3> | conv<9, 3>(strided<2>) | conv<4, 2> | global_average_pool | dense<3>, 1e-9);
    policies_agree<float, 3>(input<6, 7, 3> | conv<33, 3> | batch_norm | head, 2e-3);
}

TEST_CASE("so is one that several convolutions read")
{
    policies_agree<double, 1>(input<6, 7, 1> | (branch(conv<5, 1>, conv<3, 3>) | concat) | head, 1e-9);
}

TEST_CASE("an image of two channels, one that is standardized, and one that another layer reads are not")
{
    policies_agree<double, 2>(input<6, 7, 2> | conv<9, 3> | head, 1e-9);
    policies_agree<double, 1>(input<6, 7, 1> | standardize | conv<9, 3> | head, 1e-9);
    policies_agree<double, 3>(input<6, 7, 3> | gaussian_noise(0.1) | conv<9, 3> | head, 1e-9);
    policies_agree<double, 1>(
        input<6, 7, 1> | (branch(conv<5, 3> | flatten | dense<4>, flatten | dense<4>) | sum) | dense<3>,
        1e-9);
}

TEST_CASE("the gradient by an image that is fed raw")
{
    auto const data = pictures<double, 1>();
    auto const m = make_model<double>(input<6, 7, 1> | conv<9, 3> | head, seed(3));
    xt::xtensor<double, 2> dy = xt::ones<double>({examples, std::size_t{3}});
    auto const a = backward(m, data.features(), dy, inference, fused);
    auto const b = backward(m, data.features(), dy, inference, unfused);
    CHECK(a.dx.shape() == b.dx.shape());
    CHECK(xt::amax(xt::abs(a.dx - b.dx))() < 1e-12);
}

namespace {

/// Bright and dark squares, a corner each.
auto squares(std::size_t count) -> xt::xtensor<float, 4>
{
    xt::xtensor<float, 4> x = xt::zeros<float>({count, std::size_t{8}, std::size_t{6}, std::size_t{1}});
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t y = 0; y < 3; ++y) {
            for (std::size_t col = 0; col < 3; ++col) {
                x(i, y + i % 6, col + i % 4, 0) = 1;
            }
        }
    }
    return x;
}

} // namespace

TEST_CASE("fit: an image may be told by an image")
{
    auto const x = squares(60);
    constexpr auto net = input<8, 6, 1> | conv<8, 3>(strided<2>) | relu | upsample<2> | conv<1, 3>;
    auto m = make_model(net, seed(1));
    auto const r = fit(m, data_set(x, x), mse, adam(1e-2), epochs(20), batch(16), threads(1), quiet);
    CHECK(r.history.back().training_loss < 0.3 * r.history[0].training_loss);
    auto const y = predict(m, x);
    static_assert(std::is_same_v<decltype(predict(m, x)), xt::xtensor<float, 4>>);
    double by_hand = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        by_hand += std::pow(double(y.data()[i]) - double(x.data()[i]), 2) / double(y.size());
    }
    CHECK(evaluate(m, data_set(x, x), mse).loss() == doctest::Approx(by_hand).epsilon(1e-5));
    auto const turned = xt::xtensor<float, 4>(xt::transpose(x, {0, 2, 1, 3}));
    CHECK_THROWS_WITH_AS(static_cast<void>(fit(m, data_set(x, turned), mse, adam(1e-2), epochs(1), quiet)),
                         doctest::Contains("the network gives [examples, 8, 6, 1]"), data_error);
}

TEST_CASE("fit: a class for each pixel")
{
    auto const x = squares(60);
    xt::xtensor<int, 3> labels = xt::zeros<int>({60, 8, 6});
    for (std::size_t i = 0; i < labels.size(); ++i) {
        labels.data()[i] = x.data()[i] > 0.5F ? 1 : 0;
    }
    data_set const data(x, labels, {"paper", "ink"});
    auto m = make_model(input<8, 6, 1> | conv<4, 3> | relu | conv<2, 3>, seed(1));
    auto const r = fit(m, data, cross_entropy, adam(2e-2), epochs(20), batch(16), threads(1), quiet);
    auto const found = classify(m, x);
    static_assert(std::is_same_v<std::remove_const_t<decltype(found)>, xt::xtensor<std::int32_t, 3>>);
    double right = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        right += found.data()[i] == labels.data()[i] ? 1.0 / double(found.size()) : 0;
    }
    CHECK(right > 0.95);
    CHECK(evaluate(m, data, cross_entropy).accuracy() == doctest::Approx(right));
    data_set const turned(x, xt::xtensor<int, 3>(xt::transpose(labels, {0, 2, 1})), {"paper", "ink"});
    CHECK_THROWS_WITH_AS(
        static_cast<void>(evaluate(m, turned, cross_entropy)),
        "the labels have shape [60, 6, 8], and the network has a class at each of [examples, 8, 6]",
        data_error);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(evaluate(m, turned.pick(std::vector<std::size_t>{3, 1}), cross_entropy)),
        doctest::Contains("[2, 6, 8]"), data_error);
}

TEST_CASE("a predictor of large images takes many in several runs, and gives each what it has alone")
{
    auto const net = input<40, 40, 1> | conv<3, 3>(strided<3>) | relu | flatten | dense<2>;
    auto const m = make_model(net, seed(1));
    constexpr std::size_t many = 19, pixels = 1600; // three runs, the last shorter
    std::vector<float> x(many * pixels);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = std::sin(1.7F * static_cast<float>(i));
    }
    predictor serve(m), one(m);
    auto const said = serve(x);
    REQUIRE(said.size() == many * 2);
    for (std::size_t i = 0; i < many; ++i) {
        auto const alone = one(std::span<float const>(x).subspan(i * pixels, pixels));
        CHECK(std::ranges::equal(alone, said.subspan(i * 2, 2)));
    }
}
