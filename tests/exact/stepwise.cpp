// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

using namespace lagom;

namespace {

/// Steps of the same training under both policies; how many numbers of the models differ at the end, padding
/// included.
template <class T = float, class Net, class Terms, class Updates>
auto differing(Net const& net, Terms const& terms, Updates const& updates, basic_data_set<T> const& data,
               long rows) -> long
{
    auto a = make_model<T>(net, seed(1)), b = make_model<T>(net, seed(1));
    static_cast<void>(fit(a, data, terms, updates, steps(12), batch(rows), threads(1), quiet));
    static_cast<void>(fit(b, data, terms, updates, steps(12), batch(rows), threads(1), quiet, stepwise));
    return support::different_numbers(a, b);
}

constexpr auto terms = cross_entropy + l2(1e-3) + l1(1e-4);
constexpr auto updates = clip_norm(0.5) | adam(1e-2) | decay(0.01) | max_norm(1.5);

} // namespace

TEST_CASE("fused equals stepwise bit for bit: everything at once, over batch sizes")
{
    constexpr auto net = input<21> | standardize | dense<33> | batch_norm | relu | dropout(0.2) |
        residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<33>) | gaussian_noise(0.1) |
        (branch(dense<7>, dense<30> | tanh, softmax) | concat) | dense<4>;
    auto const data = support::blobs(131, 21, 4, 1);
    for (long const rows : {2L, 7L, 64L, 65L}) {
        CAPTURE(rows);
        CHECK(differing(net, terms, updates, data, rows) == 0);
    }
}

TEST_CASE("fused equals stepwise bit for bit: one example a batch, without batch norm")
{
    constexpr auto net = input<5> | dense<17> | layer_norm | relu | dropout(0.2) | dense<3>;
    CHECK(differing(net, terms, updates, support::blobs(20, 5, 3, 2), 1) == 0);
}

TEST_CASE_TEMPLATE("fused equals stepwise bit for bit: widths around the register size", T, float, double)
{
    auto const data = support::blobs<T>(40, 3, 3, 3);
    auto const check = [&](auto net) {
        CHECK(differing<T>(net, terms, updates, data, 13) == 0);
    };
    constexpr int W = isa::width<T>;
    check(input<3> | dense<1> | batch_norm | dense<3>);
    check(input<3> | dense<W - 1> | batch_norm | relu | dropout(0.3) | dense<3>);
    check(input<3> | dense<W> | batch_norm | relu | dropout(0.3) | dense<3>);
    check(input<3> | dense<W + 1> | layer_norm | relu | dropout(0.3) | dense<3>);
    check(input<3> | dense<2 * W> | batch_norm | relu | dropout(0.3) | dense<3>);
    check(input<3> | dense<2 * W + 1> | batch_norm | relu | dropout(0.3) | dense<3>);
}

TEST_CASE("fused equals stepwise bit for bit: the other layers")
{
    constexpr auto net = input<9> | named<"stem">(dense<20> | gelu) | pointwise([](auto x) {
                             return x / sqrt(1 + x * x);
                         }) |
        repeat<2>(residual(dense<20>(no_bias) | sigmoid)) |
        (branch(dense<6>, dense<6> | gelu(approximate)) | sum) | flatten | dense<4>(zeros);
    auto const data = support::blobs(50, 9, 4, 4);
    for (long const rows : {7L, 16L}) {
        CHECK(differing(net, terms, updates, data, rows) == 0);
    }
}

TEST_CASE("fused equals stepwise bit for bit: other optimizers and losses")
{
    constexpr auto net = input<6> | dense<20> | tanh | dense<2>;
    auto x = support::rows_of<float>(50, 6), y = support::rows_of<float>(50, 2);
    data_set const data(x, y);
    CHECK(differing(net, mse + l1_subgradient(1e-3), sgd(0.1, 0.9), data, 16) == 0);
    CHECK(differing(net, least_squares + l1(1e-3), clip_value(0.1) | sgd(cosine(0.1)).nesterov(0.9), data,
                    16) == 0);
    CHECK(differing(net, mse, sgd(0.1) | freeze(first<1>) | rate_factor(0.5).on(bias), data, 16) == 0);
    xt::xtensor<float, 2> const shares = xt::abs(y);
    CHECK(differing(net, binary_cross_entropy + l2(0.1), adam(1e-2), data_set(x, shares), 16) == 0);
}
