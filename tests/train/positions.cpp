// SPDX-License-Identifier: BSL-1.0
// What training and its like say and count where an example has positions.
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>
#include <xtensor/xview.hpp>

#include "../error_of.hpp"
#include "../support.hpp"

#include <cstdio>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto tagger = input<6, 5> | dense<9> | tanh | dense<3>;

auto features(std::size_t examples) -> xt::xtensor<float, 2> { return support::rows_of<float>(examples, 30); }
auto labels(std::size_t examples) -> xt::xtensor<int, 2>
{
    auto const x = features(examples);
    auto y = xt::xtensor<int, 2>::from_shape({examples, 6});
    for (std::size_t i = 0; i < y.size(); ++i) { // by the first channel of the position
        y.data()[i] = x.data()[i * 5] > 0.3F ? 2 : x.data()[i * 5] > -0.3F ? 1 : 0;
    }
    return y;
}

} // namespace

TEST_CASE("positions: a class at each is learnt, counted and told")
{
    auto m = make_model(tagger, seed(1));
    auto const data = data_set(features(40), labels(40));
    auto const r = fit(m, data, data, cross_entropy, adam(1e-2), epochs(60), batch(16), quiet);
    auto const found = evaluate(m, data, cross_entropy);
    CHECK(found.positions == 6);
    CHECK(found.examples == 40);
    CHECK(found.loss() == doctest::Approx(r.history.back().validation_loss).epsilon(1e-6));
    CHECK(r.history.back().training_accuracy > 0.9);

    xt::xtensor<int, 2> const classes = classify(m, features(40)); // [examples, positions]
    xt::xtensor<float, 3> const outputs = predict(m, features(40)), shares = probabilities(m, features(40));
    REQUIRE(classes.shape() == labels(40).shape());
    long right = 0;
    double loss = 0;
    for (std::size_t i = 0; i < 40; ++i) {
        for (std::size_t p = 0; p < 6; ++p) {
            right += classes(i, p) == labels(40)(i, p) ? 1 : 0;
            loss -= std::log(static_cast<double>(shares(i, p, static_cast<std::size_t>(labels(40)(i, p)))));
            auto const of_position = xt::view(outputs, i, p, xt::all());
            CHECK(std::max_element(of_position.begin(), of_position.end()) - of_position.begin() ==
                  classes(i, p));
        }
    }
    CHECK(found.accuracy() == doctest::Approx(static_cast<double>(right) / 240));
    CHECK(found.loss() == doctest::Approx(loss / 240).epsilon(1e-5));
    CHECK(found.classification->confusion.size() == 3);
}

TEST_CASE("positions: of equal maxima the first has the gradient")
{
    auto m = make_model(input<4, 2> | max_over_positions, seed(1));
    xt::xtensor<float, 2> const x{{1, 5, 3, 5, 3, 2, 0, 5}}, dy{{10, 20}};
    CHECK(predict(m, x) == xt::xtensor<float, 2>{{3, 5}});
    CHECK(backward(m, x, dy).dx == xt::xtensor<float, 2>{{0, 20, 10, 0, 0, 0, 0, 0}});
}

TEST_CASE("positions: numbers at each, [size, positions, outputs]")
{
    auto m = make_model(input<6, 5> | dense<2>, seed(1));
    xt::xtensor<float, 3> const y = xt::ones<float>({20, 6, 2});
    auto const data = data_set(features(20), y);
    auto const before = evaluate(m, data, mse);
    auto const r = fit(m, data, mse, sgd(0.1), epochs(5), batch(7), quiet);
    CHECK(r.history.back().training_loss < before.loss());
    auto const outputs = predict(m, data);
    double squares = 0;
    for (auto const z : outputs) {
        squares += (static_cast<double>(z) - 1) * (static_cast<double>(z) - 1);
    }
    auto const after = evaluate(m, data, mse);
    CHECK(after.loss() == doctest::Approx(squares / 240).epsilon(1e-5));
    CHECK(after.regression->mse == doctest::Approx(squares / 240).epsilon(1e-5));
}

TEST_CASE("positions: labels and targets that do not fit are refused with both counts")
{
    auto m = make_model(tagger, seed(1));
    auto const fitted = [](auto& model, auto const& data, auto const& loss) {
        return error_of<data_error>([&] {
            static_cast<void>(fit(model, data, loss, sgd(0.1), epochs(1), quiet));
        });
    };
    CHECK(fitted(m, data_set(features(9), support::classes_of_rows(9, 3)), cross_entropy) ==
          "the network has 6 positions an example and the data have 1 label an example; flatten or "
          "mean_over_positions makes one of all, for one label");
    xt::xtensor<int, 2> const fewer = xt::view(labels(9), xt::all(), xt::range(0, 5));
    CHECK(fitted(m, data_set(features(9), fewer), cross_entropy) ==
          "the network has 6 positions an example and the data have 5 labels an example");
    auto of_vectors = make_model(input<30> | dense<3>, seed(1));
    CHECK(fitted(of_vectors, data_set(features(9), labels(9)), cross_entropy) ==
          "the data have 6 labels an example, and the network has one output vector for all of it");
    auto numbers = make_model(input<6, 5> | dense<2>, seed(1));
    CHECK(fitted(numbers, data_set(features(9), support::rows_of<float>(9, 2)), mse) ==
          "the network has 6 positions of 2 outputs an example and the data have 2 targets an example; "
          "flatten or "
          "mean_over_positions makes one of all");
    xt::xtensor<float, 3> shares = xt::zeros<float>({9, 6, 3});
    xt::view(shares, xt::all(), xt::all(), 0) = 1;
    shares(4, 2, 0) = 0.5F;
    CHECK(fitted(m, data_set(features(9), shares), cross_entropy) ==
          "cross_entropy wants probabilities that add up to 1 in each position, and the targets add up to "
          "0.5 in row 4, "
          "position 2 (both counted from 0)");
}

TEST_CASE("positions: batch norm takes one example of a series, and counts its positions")
{
    auto m = make_model(input<4, 1> | batch_norm, seed(1));
    xt::xtensor<float, 2> const x{{1, 2, 3, 6}}; // mean 3, biased variance 3.5, unbiased 14 / 3
    auto const y = forward(m, x, training);
    CHECK(y(0, 3, 0) == doctest::Approx(3 / std::sqrt(3.5)).epsilon(1e-4));
    CHECK(m.parameter("batch_norm.0.running_var")(0) == doctest::Approx(0.9 + 0.1 * 14 / 3));
    auto of_vectors = make_model(input<4> | batch_norm, seed(1));
    CHECK(error_of<data_error>([&] {
              static_cast<void>(forward(of_vectors, x, training));
          }) == "batch_norm needs at least two examples a batch in training, and this one has 1");
}

TEST_CASE("positions: standardize measures channels, and refuses a file that has a number a feature")
{
    constexpr auto by_channel = input<2, 2, 3> | standardize | flatten | dense<2>;
    constexpr auto by_feature = input<2, 2, 3> | flatten | standardize | dense<2>;
    auto const x = support::rows_of<float>(20, 12);
    auto const data = data_set(x, support::classes_of_rows(20, 2));
    auto a = make_model(by_channel, seed(1)), b = make_model(by_channel, seed(1));
    static_cast<void>(fit(a, data, cross_entropy, sgd(0.1), epochs(1), quiet));
    auto const mean = a.parameter("standardize.0.mean");
    REQUIRE(mean.size() == 3);
    double sum = 0;
    for (std::size_t i = 1; i < x.size(); i += 3) {
        sum += static_cast<double>(x.data()[i]);
    }
    CHECK(mean(1) == doctest::Approx(sum / 80).epsilon(1e-5));
    auto old = make_model(by_feature, seed(1));
    static_cast<void>(fit(old, data, cross_entropy, sgd(0.1), epochs(1), quiet));
    std::string const file = "positions_of_before.safetensors";
    save(old, file);
    auto const said = error_of<file_error>([&] {
        load(b, file);
    });
    CHECK(said.find("tensor 'standardize.0.mean' has shape [12], and the network needs [3]: standardize has "
                    "one number a "
                    "channel of a series or an image, and had one a feature") != std::string::npos);
    std::remove(file.c_str());
}

TEST_CASE("positions: a NaN is traced to its example and position")
{
    constexpr auto root = pointwise([](auto x) {
        return sqrt(x);
    });
    auto x = xt::xtensor<float, 2>::from_shape({40, 30});
    x.fill(1);
    x(17, 3 * 5 + 2) = -1; // example 17, position 3
    auto m = make_model(input<6, 5> | root | dense<3>, seed(1));
    auto const r =
        fit(m, data_set(x, labels(40)), cross_entropy, sgd(0.1), epochs(1), batch(16), threads(1), quiet);
    CAPTURE(r.description);
    CHECK(
        r.description.find(
            "with a NaN in user formula behind the input, of example 17, position 3 (both counted from 0)") !=
        std::string::npos);
}

TEST_CASE("positions: a predictor serves whole examples of a series")
{
    auto m = make_model(tagger, seed(1));
    auto const x = features(3);
    auto const wanted = predict(m, x);
    predictor serve(m);
    auto const found = serve({x.data(), x.size()});
    REQUIRE(found.size() == wanted.size());
    CHECK(std::equal(found.begin(), found.end(), wanted.begin()));
    CHECK(error_of<data_error>([&] {
              serve({x.data(), 5});
          }) == "the network reads 30 features an example and was given 5 numbers");
}

TEST_CASE("positions: channels before positions are refused, wherever they are given")
{
    auto m = make_model(input<4, 3> | dense<2>, seed(1));
    auto const x = support::rows_of<float>(6, 12);
    xt::xtensor<float, 3> const right = predict(m, x), wrong = xt::zeros<float>({6, 2, 4}),
                                turned = xt::zeros<float>({6, 3, 4});
    auto const refusal = [](auto f) {
        return error_of<data_error>([&] {
            static_cast<void>(f());
        });
    };
    std::string const of_targets = "the targets have shape [6, 2, 4], and the network gives [examples, 4, 2]";
    std::string const of_features = "the features have shape [6, 3, 4], and the network reads [examples, 4, "
                                    "3]: the same axes in another order";
    CHECK(refusal([&] {
              return evaluate(m, data_set(x, right), mse).loss();
          }).empty());
    CHECK(refusal([&] {
              return predict(m, xt::xtensor<float, 3>(xt::zeros<float>({6, 2, 6})));
          }) ==
          "the features have shape [6, 2, 6], and the network reads [examples, 4, 3]: as many numbers in "
          "other axes");
    CHECK(refusal([&] {
              return predict(m, xt::xtensor<float, 4>(xt::zeros<float>({6, 4, 1, 3})));
          }).empty());
    CHECK(refusal([&] {
              return evaluate(m, data_set(x, wrong), mse).loss();
          }) == of_targets);
    CHECK(refusal([&] {
              return gradient(m, x, wrong, mse).loss;
          }) == of_targets);
    CHECK(refusal([&] {
              return evaluate(m, data_set(turned, right), mse).loss();
          }) == of_features);
    CHECK(refusal([&] {
              return predict(m, data_set(turned, right).pick({0, 1}));
          }) ==
          "the features have shape [2, 3, 4], and the network reads [examples, 4, 3]: the same axes in "
          "another order");
    CHECK(refusal([&] {
              return backward(m, x, wrong).loss;
          }) == "the gradients dy have shape [6, 2, 4], and the network gives [examples, 4, 2]");
}

namespace {

/// A bias with noise of its own: one draw a column.
struct noisy_bias_t {
    using node_concept = node_tag;
    using formulas = types<lagom::formulas::times>;
    static constexpr auto kind = "noisy_bias";
    static constexpr int ops = 8, parameters = 1;
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        auto const b = g.parameter(role::bias, 1, in.channels(), 1, "bias");
        auto const noise = g.map(lagom::formulas::times{}, {b, g.draw(b, graphs::law::normal)});
        return g.map(lagom::formulas::add{}, {x, noise});
    }
    static constexpr auto output(shape in) -> shape { return in; }
};
/// One number a position, the same for all examples.
struct position_noise_t {
    using node_concept = node_tag;
    using formulas = types<lagom::formulas::times>;
    static constexpr int ops = 8;
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        graphs::loop const one_a_position{graphs::space::per_row, {0, in.positions()}};
        return g.map(lagom::formulas::times{}, {x, g.draw(one_a_position, graphs::law::uniform)});
    }
    static constexpr auto output(shape in) -> shape { return in; }
};

} // namespace

TEST_CASE("positions: a draw a column, and a draw a position, are the same wherever they are read")
{
    auto m = make_model<double>(input<3> | noisy_bias_t{}, seed(1));
    xt::xtensor<double, 2> const x{{0, 0, 0}}, dy{{1, 1, 1}};
    auto const y =
        forward(m, x, training, seed(5)); // the bias is 1: what comes out is the draw, and so its gradient
    for (auto const& found :
         {backward(m, x, dy, training, seed(5)), backward(m, x, dy, training, seed(5), stepwise),
          backward(m, x, dy, training, seed(5), unfused)}) {
        auto const& g = found.gradients.at("noisy_bias.0.bias");
        for (std::size_t c = 0; c < 3; ++c) {
            CHECK(g(c) == doctest::Approx(y(0, c)).epsilon(1e-12));
        }
    }
    auto n = make_model<double>(input<3, 2> | position_noise_t{}, seed(1));
    xt::xtensor<double, 2> const ones = xt::ones<double>({2, 6});
    auto const fused_ones = forward(n, ones, training, seed(1));
    CHECK(fused_ones == forward(n, ones, training, seed(1), unfused));
    CHECK(fused_ones(0, 1, 0) == fused_ones(1, 1, 1));
    CHECK(fused_ones(0, 1, 0) != fused_ones(0, 2, 0));
}
