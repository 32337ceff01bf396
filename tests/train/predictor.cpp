// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace lagom;

namespace {

constexpr auto net =
    input<37> | standardize | dense<70> | batch_norm | gelu | dropout(0.3) | dense<33> | tanh | dense<6>;

template <class T>
auto numbers(std::size_t count) -> std::vector<T>
{
    random_stream draws(seed(5), draws_for::split);
    std::vector<T> x(count);
    for (auto& value : x) {
        value = static_cast<T>(draws.normal());
    }
    return x;
}

/// A model that need not be trained first.
template <class T = float>
auto ready()
{
    auto m = make_model<T>(net, seed(1));
    m.set_standardized(true);
    return m;
}

} // namespace

TEST_CASE_TEMPLATE("predictor: the outputs of predict, bit for bit, for one row and many", T, float, double)
{
    auto const m = ready<T>();
    predictor serve(m);
    for (std::size_t const rows : {1U, 2U, 64U, 1U, 7U}) {
        CAPTURE(rows);
        auto const x = numbers<T>(rows * 37);
        auto const want = predict(m, xt::eval(xt::adapt(x, std::vector<std::size_t>{rows, 37})));
        auto const got = serve(x);
        REQUIRE(got.size() == rows * 6);
        CHECK(std::equal(got.begin(), got.end(), want.begin()));
    }
}

TEST_CASE("predictor: an example's outputs do not depend on those beside it")
{
    auto const m = ready();
    predictor serve(m);
    auto const x = numbers<float>(20 * 37);
    auto const all = serve(x);
    std::vector<float> const together(all.begin(), all.end());
    for (std::size_t r = 0; r < 20; ++r) {
        auto const one = serve(std::span(x).subspan(r * 37, 37));
        CHECK(std::equal(one.begin(), one.end(), together.begin() + static_cast<long>(r * 6)));
    }
}

TEST_CASE("predictor: several serve one model in several threads")
{
    auto const m = ready();
    auto const x = numbers<float>(5 * 37);
    predictor serve(m);
    auto const first = serve(x);
    std::vector<float> const want(first.begin(), first.end());
    std::vector<int> wrong(3);
    {
        std::vector<std::jthread> threads;
        for (auto& count : wrong) {
            threads.emplace_back([&] {
                predictor own(m);
                for (int i = 0; i < 50; ++i) {
                    auto const got = own(x);
                    count += std::equal(got.begin(), got.end(), want.begin()) ? 0 : 1;
                }
            });
        }
    }
    CHECK(wrong == std::vector<int>{0, 0, 0});
}

TEST_CASE("predictor: half an example is refused")
{
    auto const m = ready();
    predictor serve(m);
    std::vector<float> const x(40);
    CHECK_THROWS_WITH_AS(serve(x), "the network reads 37 features an example and was given 40 numbers",
                         data_error);
    CHECK_THROWS_AS(serve(std::span<float const>{}), data_error);
}
