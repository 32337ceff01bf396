// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include "by_hand.hpp"

using namespace lagom;

namespace {

template <class Net>
constexpr auto const& graph_of(Net const&)
{
    return plan::forward_of<float, std::remove_const_t<Net>>::graph;
}
constexpr auto input_of(auto const& g) -> graphs::loop { return g.tensors[g.input].over; }
constexpr graphs::loop as_vectors{graphs::space::tile, graphs::one_an_example, 24},
    as_positions{graphs::space::tile, {12, 0}, 2};

} // namespace

TEST_CASE("feed_vectors: an input that everybody reads flattened is a vector, and nothing is flattened")
{
    constexpr auto into_dense = input<3, 4, 2> | flatten | dense<5>;
    constexpr auto into_others = input<3, 4, 2> | random_flip | flatten | standardize | relu | dense<5>;
    constexpr auto into_arms = input<3, 4, 2> | (branch(flatten | dense<5>, flatten | relu) | concat);
    constexpr auto alone = input<3, 4, 2> | flatten;
    CHECK(input_of(graph_of(into_dense)) == as_vectors);
    CHECK(input_of(graph_of(into_others)) == as_vectors);
    CHECK(input_of(graph_of(into_arms)) == as_vectors);
    CHECK(input_of(graph_of(alone)) == as_vectors);
    CHECK(graph_of(alone).output == graph_of(alone).input);
    CHECK(by_hand::count(graph_of(into_dense), graphs::op_kind::flatten) == 0);
    CHECK(by_hand::count(graph_of(into_others), graphs::op_kind::flatten) == 0);
    CHECK(by_hand::count(graph_of(into_arms), graphs::op_kind::flatten) == 0);
}

TEST_CASE("feed_vectors: an input that somebody reads by positions keeps them")
{
    constexpr auto first_relu = input<3, 4, 2> | relu | flatten | dense<5>;
    constexpr auto one_arm = input<3, 4, 2> | (branch(flatten | dense<5>, mean_over_positions) | concat);
    CHECK(input_of(graph_of(first_relu)) == as_positions);
    CHECK(input_of(graph_of(one_arm)) == as_positions);
    CHECK(by_hand::count(graph_of(first_relu), graphs::op_kind::flatten) ==
          0); // the dense layer reads it where it lies
}
