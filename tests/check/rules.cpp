// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace lagom;

namespace {

constexpr auto net = input<4> | named<"stem">(dense<6>) | batch_norm | relu | dense<3>;
using net_type = std::remove_const_t<decltype(net)>;
using its_plan = plan::forward_of<float, net_type>;

/// The first mistake of an objective and a chain on that network.
template <class Terms, class Updates>
using mistake_of = decltype(checking::training<its_plan, net_type,
                                               std::remove_const_t<decltype(expr::as_objective(Terms{}))>,
                                               std::remove_const_t<decltype(expr::as_chain(Updates{}))>>());
template <class Terms, class Updates>
constexpr bool is_right = std::is_same_v<mistake_of<Terms, Updates>, no_mistake>;

template <class>
constexpr bool selects_nothing = false;
template <class Rule, class Nearest>
constexpr bool selects_nothing<rule_selects_nothing<Rule, Nearest>> = true;
template <class>
constexpr bool is_for_kernels = false;
template <class Rule>
constexpr bool is_for_kernels<rule_is_for_kernels_and_selects_another<Rule>> = true;

constexpr auto loss = cross_entropy;
constexpr auto step = adam(1e-3);
using loss_type = decltype(loss);
using step_type = decltype(step);

constexpr auto well_ordered =
    clip_norm(1) | adam(1e-3) | freeze(named<"stem">) | decay(0.1) | max_norm(2) | rate_factor(0.5).on(bias);
constexpr auto constraint_first = adam(1e-3) | max_norm(2) | decay(0.1);
constexpr auto factor_first = rate_factor(0.5) | adam(1e-3);
constexpr auto clip_last = adam(1e-3) | clip_norm(1);
constexpr auto two = adam(1e-3) | sgd(0.1);
constexpr auto none_at_all = clip_norm(1) | decay(0.1);
constexpr auto of_a_bias = adam(1e-3) | max_norm(2).on(bias);
constexpr auto of_nothing = adam(1e-3) | decay(0.1).on(named<"sten">);
constexpr auto penalty_of_nothing = cross_entropy + l2(0.1).on(kind<"residual">);
constexpr auto two_losses = cross_entropy + mse;

} // namespace

static_assert(is_right<loss_type, step_type>);
static_assert(
    is_right<loss_type, decltype(well_ordered)>); // what changes a rate stands anywhere behind the optimizer
static_assert(!is_right<loss_type, decltype(constraint_first)>);
static_assert(!is_right<loss_type, decltype(factor_first)>);
static_assert(!is_right<loss_type, decltype(clip_last)>);
static_assert(!is_right<loss_type, decltype(two)>);
static_assert(!is_right<loss_type, decltype(none_at_all)>);
static_assert(is_for_kernels<mistake_of<loss_type, decltype(of_a_bias)>>);
static_assert(selects_nothing<mistake_of<loss_type, decltype(of_nothing)>>);
static_assert(selects_nothing<mistake_of<decltype(penalty_of_nothing), step_type>>);
static_assert(!is_right<decltype(two_losses), step_type>);

TEST_CASE("rules: the number of the first part that selects nothing, or what it is not made for")
{
    auto const& g = its_plan::graph;
    CHECK(checking::selects_nothing(g, expr::as_chain(well_ordered)) == -1);
    CHECK(checking::selects_nothing(g, expr::as_chain(of_nothing)) == 1);
    CHECK(checking::selects_nothing(g, expr::as_objective(penalty_of_nothing)) == 1);
    CHECK(checking::selects_too_much(g, expr::as_chain(well_ordered)) == -1);
    CHECK(checking::selects_too_much(g, expr::as_chain(of_a_bias)) == 1);
}

TEST_CASE("rules: a chain that freezes all leaves nothing to learn")
{
    constexpr auto all = sgd(0.1) | freeze(kernel || bias) | freeze(norm_scale || norm_shift);
    constexpr auto kernels = sgd(0.1) | freeze(kernel);
    CHECK(!checking::learns<its_plan, std::remove_const_t<decltype(all)>>());
    CHECK(checking::learns<its_plan, std::remove_const_t<decltype(kernels)>>());
}

TEST_CASE("rules: one name twice in a block is found, in two blocks it may be")
{
    constexpr auto twice = input<4> | named<"a">(dense<4>) | named<"a">(dense<4>);
    constexpr auto nested = input<4> | named<"a">(named<"b">(dense<4>)) | named<"b">(dense<4>);
    CHECK(checking::repeated_name(plan::forward_of<float, std::remove_const_t<decltype(twice)>>::graph) >= 0);
    CHECK(checking::repeated_name(plan::forward_of<float, std::remove_const_t<decltype(nested)>>::graph) ==
          -1);
}

TEST_CASE("rules: a network's last layer is seen through flatten and names")
{
    constexpr auto to_softmax = input<4> | dense<3> | named<"head">(dense<3> | softmax) | flatten;
    constexpr auto to_dense = input<4> | softmax | dense<3>;
    CHECK(checking::ends_in_softmax<std::remove_const_t<decltype(to_softmax)>>);
    CHECK(!checking::ends_in_softmax<std::remove_const_t<decltype(to_dense)>>);
    CHECK(!checking::ends_in_sigmoid<std::remove_const_t<decltype(to_softmax)>>);
}
