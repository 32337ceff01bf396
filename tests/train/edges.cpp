// SPDX-License-Identifier: BSL-1.0
// Numbers, sizes and names at their edges.
#include <doctest/doctest.h>

#include "../error_of.hpp"
#include "../support.hpp"

#include <filesystem>
#include <limits>

#include <unistd.h>

using namespace lagom;

namespace {

/// A model whose outputs are its inputs.
template <int N>
auto identity()
{
    auto m = make_model(input<N> | dense<N>, seed(1));
    constexpr auto n = static_cast<std::size_t>(N);
    xt::xarray<float> kernel = xt::zeros<float>({n, n});
    for (std::size_t i = 0; i < n; ++i) {
        kernel(i, i) = 1;
    }
    m.set_parameter("dense.0.kernel", kernel);
    return m;
}

} // namespace

/// Fault     extreme logits
/// Injected  up to 1e38
/// Holds     loss and gradient are those of exact arithmetic
TEST_CASE("extreme logits: a loss and its gradient are those of exact arithmetic, up to what a float holds")
{
    auto const m = identity<3>();
    for (float const big : {30.0F, 100.0F, 1e4F, 1e18F, 1e30F, 1e38F}) {
        CAPTURE(big);
        xt::xtensor<float, 2> const x{{big, -big, 0}};
        for (int const answer : {0, 1, 2}) {
            CAPTURE(answer);
            auto const found = gradient(m, x, std::vector<int>{answer}, cross_entropy, threads(1));
            double const expected = answer == 0 ? std::log1p(std::exp(-static_cast<double>(big)))
                                                : (answer == 1 ? 2.0 : 1.0) * static_cast<double>(big);
            CHECK(found.loss == doctest::Approx(expected).epsilon(1e-6));
            CHECK(found.dx(0, 0) == doctest::Approx(answer == 0 ? 0 : 1).epsilon(1e-6));
            CHECK(found.dx(0, 1) == doctest::Approx(answer == 1 ? -1 : 0).epsilon(1e-6));
            CHECK(found.dx(0, 2) == doctest::Approx(answer == 2 ? -1 : 0).epsilon(1e-6));
        }
        auto const shares = probabilities(m, x, threads(1));
        CHECK(shares(0, 0) == doctest::Approx(1));
        CHECK(shares(0, 1) == doctest::Approx(0));
    }
}

TEST_CASE("extreme logits: binary cross entropy, on either side")
{
    auto const m = identity<2>();
    for (float const big : {30.0F, 100.0F, 1e18F, 1e38F}) {
        CAPTURE(big);
        xt::xtensor<float, 2> const x{{big, -big}};
        auto const right = gradient(m, x, xt::xtensor<float, 2>{{1, 0}}, binary_cross_entropy, threads(1));
        auto const wrong = gradient(m, x, xt::xtensor<float, 2>{{0, 1}}, binary_cross_entropy, threads(1));
        CHECK(right.loss == doctest::Approx(std::log1p(std::exp(-static_cast<double>(big)))));
        CHECK(wrong.loss == doctest::Approx(static_cast<double>(big)).epsilon(1e-6));
        CHECK(right.dx(0, 0) == doctest::Approx(0));
        CHECK(wrong.dx(0, 0) == doctest::Approx(0.5));
        CHECK(wrong.dx(0, 1) == doctest::Approx(-0.5));
    }
}

/// Fault     a single example
/// Injected  a data set of one row
/// Holds     trained on; a norm that needs two says so
TEST_CASE("a single example is trained on, where no norm needs two")
{
    xt::xtensor<float, 2> const x{{1, -2, 3}};
    data_set const one(x, xt::xtensor<float, 2>{{0.5F, 2}});
    auto m = make_model(input<3> | standardize | dense<8> | relu | dropout(0.1) | dense<2>, seed(1));
    auto const r = fit(m, one, mse, adam(5e-2), epochs(100), quiet);
    CHECK(r.epochs == 100);
    CHECK(r.steps == 100);
    CHECK(r.history.back().training_loss < r.history[0].training_loss);
    CHECK(evaluate(m, one, mse).loss() < 0.5);
    auto normed = make_model(input<3> | dense<8> | batch_norm | relu | dense<2>, seed(1));
    auto const said = support::error_of<error>([&] {
        static_cast<void>(fit(normed, one, mse, adam(1e-2), epochs(1), quiet));
    });
    CHECK(said.find("batch_norm") != std::string::npos);
}

/// Fault     paths with blanks, quotes, line ends, any bytes, 300 bytes
/// Injected  such names
/// Holds     written and read, or one error with the system's reason
TEST_CASE("paths: blanks, quotes, letters of any language and line ends are names like any other")
{
    auto const folder = std::filesystem::temp_directory_path() /
        ("lagom paths " + std::to_string(::getpid()) + " \xC3\xA4\xE6\xA8\xA1");
    std::filesystem::create_directory(folder);
    auto const m = make_model(input<3> | dense<2>, seed(1));
    for (char const* const name : {"a b", "\xD0\xBC\xD0\xBE\xD0\xB4\xD0\xB5\xD0\xBB\xD1\x8C", "it's \"it\"",
                                   "-f", "100%d %s", "a\nb", "\xFF\xFE", ".hidden"}) {
        CAPTURE(name);
        auto const path = (folder / name).string();
        save(m, path);
        auto other = make_model(input<3> | dense<2>, seed(2));
        load(other, path);
        CHECK(support::different_numbers(m, other) == 0);
        write_npy(path, xt::xtensor<float, 1>{1, 2, 3});
        CHECK(read_npy<float>(path).size() == 3);
    }
    auto const too_long = (folder / std::string(300, 'x')).string();
    auto const said = support::error_of<file_error>([&] {
        save(m, too_long);
    });
    CHECK(said.find(": File name too long") != std::string::npos);
    CHECK(std::filesystem::exists(folder / "a b"));
    std::filesystem::remove_all(folder);
}
