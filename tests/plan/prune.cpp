// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using by_hand::op_kind;

TEST_CASE("prune: what nobody reads goes, with what only it read, and what is kept stays")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), a = g.map(by_hand::squared{}, {x}),
               b = g.map(by_hand::risen{}, {a});
    auto const lost = g.map(by_hand::risen{}, {g.map(by_hand::squared{}, {b})});
    g.kept.push(b);
    plan::prune(g);
    CHECK(g.ops.count == 2);
    CHECK(g.ops[g.tensors[b].producer].in[0] == a);
    CHECK(g.tensors[lost].is == role::unused);
    CHECK(g.tensors[lost].producer == -1);
    CHECK(g.tensors[a].is == role::value);
}

TEST_CASE("prune: what overwrites a carried tensor stays, though nobody reads it")
{
    by_hand::graph g;
    auto const w = by_hand::kernel(g, 4, 6), next = g.map(by_hand::squared{}, {w});
    g.commit(w, next);
    g.map(by_hand::risen{}, {w});
    plan::prune(g);
    REQUIRE(g.ops.count == 1);
    CHECK(g.ops[0].out == next);
}

TEST_CASE("prune: producers are the ops' new places")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4);
    g.map(by_hand::squared{}, {x});
    auto const y = g.map(by_hand::risen{}, {x});
    g.kept.push(y);
    plan::prune(g);
    CHECK(g.tensors[y].producer == 0);
    CHECK(g.ops[0].out == y);
}

namespace {

constexpr auto net = input<4> | dense<6> | tanh | dense<3>;
constexpr auto every = sgd(0.1);
constexpr auto last_alone = sgd(0.1) | freeze(first<1>);
template <class Updates, plan::purpose Why = plan::purpose::train>
using plan_of = by_hand::plan_of<decltype(net), std::remove_const_t<decltype(cross_entropy)>, Updates, Why>;

} // namespace

TEST_CASE("prune: a frozen parameter has no gradient op, nor what leads back to it")
{
    auto const& all = plan_of<std::remove_const_t<decltype(every)>>::graph;
    auto const& frozen = plan_of<std::remove_const_t<decltype(last_alone)>>::graph;
    CHECK(by_hand::count(all, op_kind::outer) == 2);
    CHECK(by_hand::count(frozen, op_kind::outer) == 1);
    CHECK(by_hand::count(all, op_kind::matmul_back) == 1);
    CHECK(by_hand::count(frozen, op_kind::matmul_back) == 0);
    CHECK(frozen.gradient[0] == -1);
    CHECK(frozen.gradient[2] >= 0);
}

TEST_CASE("prune: of an update on given gradients, the forward pass is gone")
{
    auto const& g = plan_of<std::remove_const_t<decltype(every)>, plan::purpose::update>::graph;
    CHECK(by_hand::count(g, op_kind::matmul) == 0);
    CHECK(by_hand::count(g, op_kind::map) == 4); // a step for each parameter
}
