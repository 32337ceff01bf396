// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace lagom;

namespace {

/// The first mistake in a network; what a user reads of each is in tests/compile_fail.
template <class Net>
using mistake_in = decltype(checking::shapes<std::remove_const_t<Net>>());
template <class Net, class Mistake>
constexpr bool is_mistake = std::is_same_v<mistake_in<Net>, Mistake>;

constexpr auto good = input<4, 3> | standardize | flatten | dense<6> | relu |
    residual(dense<6> | layer_norm) | (branch(dense<2>, dense<3>) | concat) | dense<2>;
constexpr auto no_input = dense<6> | relu;
constexpr auto unflattened = input<4, 3, 1> | dense<6>;
constexpr auto without_channels = input<4, 3> | random_flip | flatten | dense<6>;
constexpr auto of_positions = input<4, 3> | tanh | layer_norm | dense<6>;
constexpr auto empty = input<4> | dense<0>;
constexpr auto late = input<4> | dense<6> | standardize;
constexpr auto late_in_a_block = input<4> | named<"body">(dense<6> | standardize);
constexpr auto named_flatten = input<4, 3> | named<"flat">(flatten) | standardize | dense<6>;
constexpr auto changed = input<4> | relu | residual(dense<5>);
constexpr auto two_arms = input<4> | dense<6> | (branch(dense<2>, dense<3>) | sum);

/// A node of a user that forgets what it gives.
struct shapeless {
    using node_concept = node_tag;
    constexpr auto lower(auto&, short x, shape) const -> short { return x; }
};
constexpr auto forgetful = input<4> | dense<3> | shapeless{};

using dense_6 = std::remove_const_t<decltype(dense<6>)>;

} // namespace

static_assert(is_mistake<decltype(good), no_mistake>);
static_assert(is_mistake<decltype(no_input), no_input_before_layer<at<0>, dense_6>>);
static_assert(is_mistake<decltype(unflattened), layer_rejects_shape<at<1>, dense_6, extents<4, 3, 1>>>);
static_assert(is_mistake<decltype(without_channels),
                         image_has_channels_too_so_write_input_of<at<1>, random_flip_t, extents<4, 3>,
                                                                  extents<4, 3, 1>>>);
static_assert(is_mistake<decltype(of_positions), no_mistake>);
static_assert(
    is_mistake<decltype(empty), layer_has_an_extent_of_zero<at<1>, std::remove_const_t<decltype(dense<0>)>>>);
static_assert(is_mistake<decltype(late), node_reads_the_data_and_comes_after_a_layer<at<2>, standardize_t>>);
// In a block with a name, the name is told, too: places count all nodes, blocks first.
static_assert(is_mistake<decltype(late_in_a_block),
                         node_reads_the_data_and_comes_after_a_layer<at_named<3, "body">, standardize_t>>);
static_assert(std::is_same_v<checking::node_at<std::remove_const_t<decltype(late_in_a_block)>, 3>::type,
                             standardize_t>);
// A name changes no data.
static_assert(is_mistake<decltype(named_flatten), no_mistake>);
static_assert(is_mistake<decltype(forgetful), node_lacks<at<2>, shapeless, output_of_a_shape>>);

namespace {

template <class>
constexpr int place_of_mistake = -1;
template <int Place, class Node, class Given>
constexpr int place_of_mistake<layer_rejects_shape<at<Place>, Node, Given>> = Place;

} // namespace

TEST_CASE("shapes: of several mistakes in a network the first is told, by its place")
{
    CHECK(place_of_mistake<mistake_in<decltype(changed)>> == 2); // the block that changes the shape
    CHECK(place_of_mistake<mistake_in<decltype(two_arms)>> == 2); // the branch, not its arms
    constexpr auto twice = input<4, 3, 1> | dense<6> | residual(dense<5>);
    CHECK(place_of_mistake<mistake_in<decltype(twice)>> == 1);
    constexpr auto inside = input<4, 3, 1> | residual(dense<6>);
    CHECK(place_of_mistake<mistake_in<decltype(inside)>> == 2); // the layer, not the block around it
}

TEST_CASE("shapes: every node has one place, a repeated block too")
{
    constexpr auto net = input<4> | repeat<3>(residual(dense<4> | tanh)) | (branch(relu, tanh) | sum);
    CHECK(checking::places<std::remove_const_t<decltype(net)>>() == 1 + 1 + 1 + 2 + 1 + 2);
}
