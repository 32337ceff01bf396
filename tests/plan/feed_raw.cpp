// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

using namespace lagom;

namespace {

template <plan::purpose Why, class Net>
constexpr auto input_in(Net const&) -> graphs::space
{
    using objective = std::remove_const_t<decltype(expr::as_objective(cross_entropy))>;
    using chain = std::remove_const_t<decltype(expr::as_chain(sgd(0.1)))>;
    constexpr auto const& g =
        plan::compiled<std::remove_const_t<Net>, objective, chain, Why, plan::fusion::fused, float>::graph;
    return g.tensors[g.input].over.where;
}
template <class Net>
constexpr auto is_raw(Net const& net) -> bool
{
    return input_in<plan::purpose::train>(net) == graphs::space::raw &&
        input_in<plan::purpose::infer>(net) == graphs::space::raw;
}

constexpr auto rest = relu | global_average_pool | dense<3>;

static_assert(is_raw(input<6, 7, 1> | conv<4, 3> | rest));
static_assert(is_raw(input<6, 7, 3> | conv<4, 3>(strided<2>) | rest));
static_assert(is_raw(input<9, 3> | conv<4, 3> | rest), "a series, too");
static_assert(is_raw(input<6, 7, 1> | random_flip | conv<4, 3> | rest), "augmentation comes before");
static_assert(is_raw(input<6, 7, 1> | (branch(conv<4, 3>, conv<4, 1>) | concat) | rest));

static_assert(!is_raw(input<6, 7, 2> | conv<4, 3> | rest), "there is no kernel for rows of two");
static_assert(!is_raw(input<6, 7, 1> | standardize | conv<4, 3> | rest));
static_assert(!is_raw(input<6, 7, 1> | max_pool<2> | conv<4, 3> | rest));
static_assert(!is_raw(input<6, 7, 3> | depthwise_conv<3> | rest));
static_assert(!is_raw(input<6, 7, 1> | (branch(conv<4, 3> | flatten | dense<3>, flatten | dense<3>) | sum)));

constexpr auto noisy = input<6, 7, 1> | gaussian_noise(0.1) | conv<4, 3> | rest;
static_assert(input_in<plan::purpose::train>(noisy) == graphs::space::tile);
static_assert(input_in<plan::purpose::infer>(noisy) == graphs::space::raw, "where there is no noise");

} // namespace

TEST_CASE("feed_raw: a row of a raw input is as long as it has channels")
{
    constexpr graphs::loop raw{graphs::space::raw, {42, 0}, 3};
    CHECK(plan::panel_of(raw, 32) == 3);
    CHECK(plan::padded(raw, 32) == extent{126, 0});
    CHECK(plan::offset_in(graphs::space::raw, 42, 5, 2, 3) == 17);
}
