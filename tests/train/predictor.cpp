// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace lagom;

namespace {

constexpr auto net =
    input<37> | standardize | dense<70> | batch_norm | gelu | dropout(0.3) | dense<33> | tanh | dense<6>;

/// A model that need not be trained first.
auto ready()
{
    auto m = make_model(net, seed(1));
    m.set_standardized(true);
    return m;
}

} // namespace

// That its outputs are those of predict, bit for bit and whatever is beside an example, is a law: tests/law.

TEST_CASE("predictor: several serve one model in several threads")
{
    auto const m = ready();
    auto const rows = support::rows_of<float>(5, 37);
    std::span const x(rows.data(), rows.size());
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
