// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

using namespace lagom;

namespace {

/// Features of a series or an image, as rows; labels one an example, or one a position.
template <class T>
auto labelled(std::size_t examples, std::size_t features, std::size_t labels, int classes) -> basic_data_set<T>
{
    auto y = xt::xtensor<int, 2>::from_shape({examples, labels});
    for (std::size_t i = 0; i < y.size(); ++i) {
        y.data()[i] = static_cast<int>(i * 7 / 3 % static_cast<std::size_t>(classes));
    }
    return {support::rows_of<T>(examples, features), y};
}

/// The gradient of the same step by two policies; the largest difference.
template <class T, class Net, class Terms>
auto policies_differ(Net const& net, std::size_t examples, std::size_t labels, int classes, Terms const& terms) -> double
{
    constexpr auto in = static_cast<std::size_t>(plan::shape_of_input<Net>().size());
    auto const data = labelled<T>(examples, in, labels, classes);
    auto y = xt::xtensor<int, 2>::from_shape({examples, labels});
    std::copy(data.labels().begin(), data.labels().end(), y.begin());
    auto m = make_model<T>(net, seed(1));
    auto const a = gradient(m, data.features(), y, terms, seed(5), threads(1)), b = gradient(m, data.features(), y, terms, seed(5), unfused),
               c = gradient(m, data.features(), y, terms, seed(5), threads(3));
    double worst = std::abs(a.loss - b.loss);
    auto const compare = [&](auto const& x, auto const& z) {
        REQUIRE(x.size() == z.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            worst = std::max(worst, std::abs(static_cast<double>(x.data()[i]) - static_cast<double>(z.data()[i])));
        }
    };
    compare(a.dx, b.dx);
    CHECK(a.dx == c.dx);
    for (auto const& [path, g] : a.gradients) {
        compare(g, b.gradients.at(path));
        CHECK(g == c.gradients.at(path));
    }
    return worst;
}

template <class Net, class Terms>
auto gradient_error(Net const& net, std::size_t labels, int classes, Terms const& terms) -> double
{
    constexpr auto in = plan::shape_of_input<Net>().size();
    auto y = xt::xtensor<int, 2>::from_shape({12, labels});
    for (std::size_t i = 0; i < y.size(); ++i) {
        y.data()[i] = static_cast<int>(i * 7 / 3 % static_cast<std::size_t>(classes));
    }
    return support::worst_gradient_error(net, in, y, terms);
}

template <class Net>
void check(Net const& net, std::size_t labels)
{
    auto const terms = cross_entropy + l2(1e-3);
    for (std::size_t const examples : {2, 7, 64, 65}) {
        CAPTURE(examples);
        CHECK(policies_differ<double>(net, examples, labels, 4, terms) < 1e-12);
        CHECK(policies_differ<float>(net, examples, labels, 4, terms) < 2e-5);
    }
    CHECK(gradient_error(net, labels, 4, terms) < 1e-4);
}

} // namespace

TEST_CASE("positions: a series, each position told a class")
{
    check(input<5, 3> | dense<20> | layer_norm | gelu | dropout(0.2) | dense<33> | rms_norm | tanh |
              residual(dense<33> | silu) | (branch(dense<7>, dense<40> | softmax) | concat) | dense<4>,
          5);
}
TEST_CASE("positions: a series, to one vector by its mean")
{
    check(input<6, 5> | dense<17> | batch_norm | relu | dropout(0.3).per_channel() | mean_over_positions | dense<4>, 1);
}
TEST_CASE("positions: a series, to one vector by its largest")
{
    check(input<6, 5> | dense<40> | gaussian_noise(0.3).per_position() | max_over_positions | batch_norm | dense<4>, 1);
}
TEST_CASE("positions: a series, to one vector by its last")
{
    check(input<6, 5> | dense<9> | residual(dense<9> | tanh | dropout(0.4).per_example()) | last_position | dense<4>, 1);
}
TEST_CASE("positions: a series, flattened in front of a dense layer, and of others")
{
    check(input<6, 5> | dense<9> | relu | flatten | dense<20> | relu | dense<4>, 1);
    check(input<3, 5> | dense<40> | relu | flatten | batch_norm | dense<4>, 1);
    check(input<3, 2> | dense<40> | (branch(flatten | dense<8>, flatten | relu) | concat) | dense<4>, 1);
}
TEST_CASE("positions: an image")
{
    check(input<3, 2, 5> | standardize | gaussian_noise(0.1) | batch_norm | relu | layer_norm | flatten | dense<4>, 1);
    check(input<3, 2, 5> | batch_norm | softmax | mean_over_positions | dense<4>, 1);
    check(input<3, 2, 5> | flatten | dense<8> | relu | dense<4>, 1);
}
