// SPDX-License-Identifier: BSL-1.0
// What a program of the user's looks like beside the C library: every name must still mean what it says.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

using namespace lagom;

// Names a user is likely to give to things of his own.
constexpr auto net =
    input<4> | standardize | dense<8>(glorot) | batch_norm | tanh | gaussian_noise(0.1) | dropout(0.1) |
    residual(dense<8>(no_bias) | layer_norm | relu | dense<8>) | repeat<2>(tanh) |
    named<"stem">(dense<6> | gelu | gelu(approximate) | silu | sigmoid) | branch(dense<2>, tanh) | concat |
    pointwise([](auto x) {
        return x * sigmoid(x) + tanh(x) * exp(-abs(x)) + log(1 + x * x) + sqrt(1 + x * x) + erf(x);
    }) |
    (branch(dense<3>, dense<3>) | sum) | flatten | dense<3>(no_bias, lecun);
constexpr auto objective = cross_entropy + l2(1e-4).on(kernel && !first<1>) +
    l1(1e-5).on(last<1> || named<"stem">) + l1_subgradient(1e-6).on(kind<"residual"> && kernel) +
    l2(1e-5).on(bias || norm_scale || norm_shift);
constexpr auto optimizer = clip_norm(1.0) | clip_value(0.5) | adam(warm_up(cosine(5e-3), steps(3))) |
    decay(0.01) | max_norm(3.0) | freeze(named<"stem"> && bias) | rate_factor(0.5).on(bias);
constexpr auto other = sgd(constant(0.1)).momentum(0.9);
constexpr auto third = sgd(0.1).nesterov(0.9);
constexpr auto until =
    (patience(3).min_delta(0.001).min_epochs(1).watching(accuracy).restoring_best() && steps(1000)) ||
    epochs(2) || time_limit(60) || goal(0.001) || goal(accuracy, 1.0);
constexpr auto picture = input<4, 4, 1> | random_flip | random_rotation(10) | random_shift(1) |
    random_erasing | mixup(0.2) | flatten | softmax;

static_assert(parameters(net) > 0 && flops(net) > 0 && flops(picture) > 0);
static_assert(memory<double>(net, objective, other, 8) == memory<double>(net, objective, third, 8));
static_assert(memory<float>(net, 32) > 0 &&
              memory<float>(net, objective, optimizer, 32) > memory<float>(net, 32));

TEST_CASE("names: everything is there beside <cmath> and <unistd.h>, and the C library's functions still are")
{
    CHECK(std::tanh(0.5) == ::tanh(0.5));
    xt::xtensor<float, 2> x = xt::zeros<float>({12, 4});
    std::vector<int> y(12);
    for (std::size_t i = 0; i < 12; ++i) {
        y[i] = static_cast<int>(i % 3);
        x(i, i % 3) = 1.0F;
        x(i, 3) = 0.1F * static_cast<float>(i);
    }
    data_set const data(x, y);
    auto const [train, validation, test] = split(data, {0.5, 0.25, 0.25}, seed(1), stratified);
    auto model = make_model(net, seed(1));
    auto const result = fit(model, train, validation, objective, optimizer, until, batch(4), threads(1),
                            seed(3), on_epoch([](epoch_record const&) {}), log_every(10), quiet, fused);
    CHECK(result.epochs == 2);
    CHECK(evaluate(model, test, objective).accuracy() >= 0);
    CHECK(predict(model, x).shape(1) == 3);
    CHECK(probabilities(model, x).shape(1) == 3);
    CHECK(classify(model, x).size() == 12);
    CHECK(forward(model, x).shape(0) == 12);
    CHECK(backward(model, x, predict(model, x)).dx.shape(1) == 4);
    CHECK(gradient(model, x, y, objective).gradients.size() == model.values().parameter_count());
    CHECK(value(l2(1.0), x) > 0);
    CHECK(!explain(net, objective, optimizer).text().empty());
    CHECK(!summary(model).empty());
    auto fresh = make_model<double>(net, seed(2));
    fresh.set("dropout.0.rate", 0.2);
    CHECK(fresh.rate("dropout.0.rate") == 0.2);
    CHECK(fresh.parameter("stem.dense.0.kernel").shape(1) == 6);
    double const series[]{3, 2, 2, 2, 1};
    CHECK(decide(patience(2), series).stop_index == 3);
    CHECK((rules(net, objective, optimizer).of("dense.0.bias").l2 == 1e-5));
    CHECK((rules(net, objective, optimizer).of("dense.0.bias").l1 == none));
    CHECK(!segments(net, objective, optimizer).empty());
}

TEST_CASE("names: losses, policies, readers and writers are there, too")
{
    constexpr auto one = input<4> | dense<1>;
    auto const iris = read_csv(LAGOM_SOURCE_ROOT "/examples/data/iris.csv", label("label"));
    auto const again =
        read_csv(LAGOM_SOURCE_ROOT "/examples/data/iris.csv", label("label"), classes_of(iris));
    CHECK(again.class_names() == iris.class_names());
    xt::xtensor<float, 2> const x = iris.features();
    xt::xtensor<float, 2> const y = xt::ones<float>({x.shape(0), std::size_t{1}});
    data_set const numbers(x, y);
    auto const epoch = [&](auto const& loss, auto policy) {
        auto m = make_model(one, seed(1));
        return fit(m, numbers, loss, sgd(1e-3), epochs(1), quiet, policy).epochs;
    };
    CHECK(epoch(mse, unfused) == 1);
    CHECK(epoch(least_squares, stepwise) == 1);
    CHECK(epoch(binary_cross_entropy, fused) == 1);
    CHECK(prox(l1(1.0), x, 0.5).size() == x.size());

    auto m = make_model(one, seed(1));
    updater u(m, sgd(0.1));
    update(u, {{"dense.0.kernel", xt::zeros<float>({4, 1})}, {"dense.0.bias", xt::zeros<float>({1})}});
    auto const folder =
        std::filesystem::temp_directory_path() / ("lagom_names_" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    write_npy((folder / "x.npy").string(), x);
    CHECK(read_npy<float>((folder / "x.npy").string()) == x);
    save(m, (folder / "m.safetensors").string());
    auto loaded = make_model(one, seed(2));
    load(loaded, (folder / "m.safetensors").string());
    CHECK(loaded.parameter("dense.0.kernel") == m.parameter("dense.0.kernel"));
    CHECK_THROWS_AS(read_idx<float>((folder / "none.idx").string()), file_error);
    std::filesystem::remove_all(folder);
}
