// SPDX-License-Identifier: BSL-1.0
#include "../plan/by_hand.hpp"

#include <lagom/graph/paths.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace lagom;
using by_hand::op_kind;
using by_hand::space;

namespace {

auto path(by_hand::graph const& g, short scope) -> std::string
{
    return std::string(graphs::path_of(g.scopes, scope).view());
}

} // namespace

TEST_CASE("graph: siblings of one name are numbered in their block, a user's name is not")
{
    by_hand::graph g;
    auto const top = g.enter("residual");
    auto const first = g.here;
    auto const outside = g.enter("dense");
    CHECK(path(g, g.here) == "residual.0.dense.0");
    g.leave(outside);
    CHECK(g.here == first);
    g.leave(g.enter("dense"));
    CHECK(path(g, static_cast<short>(g.scopes.count - 1)) == "residual.0.dense.1");
    g.leave(top);
    g.leave(g.enter("dense"));
    CHECK(path(g, static_cast<short>(g.scopes.count - 1)) == "dense.0"); // counted anew in another block
    g.pending = "head";
    g.is_named = true;
    g.leave(g.enter("dense"));
    CHECK(path(g, static_cast<short>(g.scopes.count - 1)) == "head");
    g.leave(g.enter("dense"));
    CHECK(path(g, static_cast<short>(g.scopes.count - 1)) == "dense.1");
}

TEST_CASE("graph: a copy of a repeated block takes no places")
{
    by_hand::graph g;
    CHECK(g.take_place() == 0);
    g.copies = 1;
    CHECK(g.take_place() == -1);
    g.copies = 0;
    CHECK(g.take_place() == 1);
}

TEST_CASE("graph: layers are counted by their kernels, and a bias is of the layer before it")
{
    by_hand::graph g;
    auto const w = by_hand::kernel(g, 3, 4), b = g.parameter(role::bias, 1, 4, 0, "bias"),
               scale = g.parameter(role::norm_scale, 1, 4, 1, "scale"), v = by_hand::kernel(g, 4, 2);
    CHECK(g.layers == 2);
    CHECK(g.tensors[w].layer == 0);
    CHECK(g.tensors[b].layer == 0);
    CHECK(g.tensors[scale].layer == -1);
    CHECK(g.tensors[v].layer == 1);
    CHECK(g.tensors[w].over == graphs::loop{space::kernel, {0, 3}, 4});
    CHECK(g.tensors[b].over == graphs::loop{space::per_column, {0, 1}, 4});
    CHECK(g.rows_of(w) == 3);
}

TEST_CASE("graph: a map goes over its widest operand, and is learnt through if one operand is")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), b = g.parameter(role::bias, 1, 4, 0, "bias"), c = g.constant(2);
    auto const y = g.map(formulas::add{}, {b, x}), z = g.map(formulas::times{}, {b, c});
    CHECK(g.tensors[y].over == g.tensors[x].over);
    CHECK(g.tensors[y].differentiable);
    CHECK(g.tensors[z].over == g.tensors[b].over);
    CHECK(!g.tensors[g.map(formulas::times{}, {x, c})].differentiable);
    CHECK(!g.unread);
    g.map(formulas::add{}, {x, by_hand::kernel(g, 4, 4)});
    CHECK(g.unread); // a kernel fits in no loop over activations
}

TEST_CASE("graph: each op makes the loop that it says")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), w = by_hand::kernel(g, 4, 6), y = g.matmul(x, w);
    auto const over = [&](short t) {
        return g.tensors[t].over;
    };
    CHECK(over(y) == graphs::loop{space::tile, {1, 0}, 6});
    CHECK(over(g.matmul_back(y, w, x)) == over(x));
    CHECK(over(g.outer(x, y, w)) == over(w));
    CHECK(over(g.column_sum(y)) == graphs::loop{space::per_column, {0, 1}, 6});
    CHECK(over(g.row_sum(y)) == graphs::loop{space::per_row, {1, 0}});
    CHECK(over(g.concat(x, y)) == graphs::loop{space::tile, {1, 0}, 10});
    CHECK(over(g.slice(y, 2, 3)) == graphs::loop{space::tile, {1, 0}, 3});
    CHECK(g.ops.back().from == 2);
    CHECK(over(g.total(w)).where == space::scalar);
    CHECK(over(g.draw(y, graphs::law::normal)) == over(y));
    CHECK(!g.tensors[g.row_max(y)].differentiable); // a shift that cancels
}

TEST_CASE("graph: what is committed overwrites its home, and no gradient goes through it")
{
    by_hand::graph g;
    auto const w = by_hand::kernel(g, 2, 3), next = g.map(by_hand::squared{}, {w});
    CHECK(g.tensors[next].home == next);
    g.commit(w, next);
    auto const last = g.map(by_hand::squared{}, {next});
    g.commit(next, last);
    CHECK(g.tensors[next].home == w);
    CHECK(g.tensors[last].home == w);
    CHECK(!g.tensors[next].differentiable);
}

TEST_CASE("graph: a number of the step is made once")
{
    by_hand::graph g;
    CHECK(g.examples() == g.examples());
    CHECK(g.step_number() == g.step_number());
    CHECK(g.examples() != g.step_number());
}

TEST_CASE("graph: in arrays of its own size it is the same, and one that is full says so")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), w = by_hand::kernel(g, 4, 6);
    g.kept.push(g.output = g.matmul(x, w));
    auto const small = g.resized<4, 4>();
    CHECK(small.ops.count == 1);
    CHECK(small.tensors.count == 3);
    CHECK(small.tensors[g.output].over == g.tensors[g.output].over);
    CHECK(small.parameters[0] == w);
    CHECK(small.kept[0] == g.output);
    CHECK(small.input == x);
    CHECK(!small.overflow());
    CHECK(g.most_ops() == 3);
    for (int i = 0; i < by_hand::graph::capacity; ++i) {
        g.constant(i);
    }
    CHECK(g.overflow());
    CHECK(g.resized<64, 4>().overflow());
}

TEST_CASE("graph: the first node that makes another shape than it says is remembered")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4);
    g.expect(x, vector_of(4), 0);
    CHECK(!g.wrong.is);
    g.expect(x, vector_of(5), 1);
    g.expect(x, vector_of(6), 2);
    CHECK(g.wrong.is);
    CHECK(g.wrong.place == 1);
    CHECK(g.wrong.cols == 4);
}
