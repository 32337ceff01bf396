// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using by_hand::applies;
using by_hand::count;
using by_hand::maker;
using by_hand::op_kind;

namespace {

/// The way back from `y`, by a gradient that comes from outside.
struct way_back {
    by_hand::graph& g;
    int from;
    short dy;
    plan::reverse<by_hand::graph> d;

    way_back(by_hand::graph& graph, short y)
        : g(graph), from(graph.ops.count),
          dy(graph.create({.over = graph.tensors[y].over, .is = role::incoming})), d(graph)
    {
        d.run(y, dy);
    }
    [[nodiscard]] auto ops() const -> int { return g.ops.count - from; }
};

} // namespace

TEST_CASE("differentiate: x w has dy w^T and x^T dy, the features' first, as the update overwrites w")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4, true), w = by_hand::kernel(g, 4, 6);
    way_back const b(g, g.matmul(x, w));
    REQUIRE(b.ops() == 2);
    CHECK(maker(g, b.d.of(x)).what == op_kind::matmul_back);
    CHECK(maker(g, b.d.of(x)).in[1] == w);
    CHECK(maker(g, b.d.of(w)).what == op_kind::outer);
    CHECK(maker(g, b.d.of(w)).in[0] == x);
    CHECK(g.tensors[b.d.of(x)].producer < g.tensors[b.d.of(w)].producer);
}

TEST_CASE("differentiate: what is not learnt has no gradient, and no op is made for it")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), w = by_hand::kernel(g, 4, 6);
    way_back const b(g, g.matmul(x, w));
    CHECK(b.ops() == 1);
    CHECK(b.d.of(x) == -1);
    CHECK(maker(g, b.d.of(w)).what == op_kind::outer);
}

TEST_CASE("differentiate: an operand that was broadcast has the sum over where it was")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4, true), b = g.parameter(role::bias, 1, 4, 0, "bias");
    auto const of_row = g.row_sum(x);
    way_back const back(g, g.map(formulas::add{}, {g.map(formulas::add{}, {x, b}), of_row}));
    CHECK(maker(g, back.d.of(b)).what == op_kind::column_sum);
    CHECK(maker(g, back.d.of(of_row)).what == op_kind::row_sum);
}

TEST_CASE("differentiate: a sum passes its gradient on, to be broadcast where it is used")
{
    by_hand::graph g;
    auto const w = by_hand::kernel(g, 4, 6), s = g.column_sum(w);
    way_back const b(g, s);
    CHECK(b.ops() == 0);
    CHECK(b.d.of(w) == b.dy);
}

TEST_CASE("differentiate: a sum before a contraction is spread over its elements first")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), w = by_hand::kernel(g, 4, 6);
    way_back const b(g, g.column_sum(g.matmul(x, w)));
    REQUIRE(b.ops() == 2);
    auto const& outer = maker(g, b.d.of(w));
    CHECK(outer.what == op_kind::outer);
    CHECK(applies<formulas::spread>(g, outer.in[1]));
}

TEST_CASE("differentiate: what is side by side has its own columns")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4, true), y = g.map(by_hand::squared{}, {x});
    auto const wide = g.concat(g.slice(x, 0, 1), y); // a slice is made by passes and passes nothing on
    way_back const b(g, wide);
    auto const& right = maker(g, b.d.of(y));
    CHECK(right.what == op_kind::slice);
    CHECK(right.from == 1);
    CHECK(g.cols_of(b.d.of(y)) == 4);
    CHECK(g.has_no_gradient); // of a node's own slice: what stands before it would learn nothing
}

TEST_CASE("differentiate: what is picked is put back, what is flattened has its positions again")
{
    by_hand::graph g;
    auto const x = g.activations(role::input, {graphs::space::tile, {3, 0}, 4}, "input", true);
    way_back const last(g, g.pick(x, 2));
    CHECK(maker(g, last.d.of(x)).what == op_kind::unpick);
    CHECK(maker(g, last.d.of(x)).from == 2);
    auto const where = g.first_most(x);
    CHECK(!g.tensors[where].differentiable);
    way_back const most(g, g.pick_by(x, where));
    CHECK(maker(g, most.d.of(x)).what == op_kind::unpick);
    CHECK(maker(g, most.d.of(x)).in[1] == where);
    way_back const flat(g, g.flatten(x));
    CHECK(maker(g, flat.d.of(x)).what == op_kind::unflatten);
    CHECK(g.tensors[flat.d.of(x)].over == g.tensors[x].over);
    CHECK(!g.has_no_gradient);
}

TEST_CASE("differentiate: a sum over positions passes its gradient on; what it was broadcast to counts each "
          "of them")
{
    by_hand::graph g;
    auto const x = g.activations(role::input, {graphs::space::tile, {3, 0}, 4}, "input", true);
    auto const b = g.parameter(role::bias, 1, 4, 0, "bias");
    way_back const back(g, g.position_sum(g.map(formulas::add{}, {x, b})));
    CHECK(back.d.of(x) == back.dy); // one row an example, read at the example
    auto const& of_bias = maker(g, back.d.of(b));
    CHECK(of_bias.what == op_kind::column_sum);
    CHECK(applies<formulas::spread>(g, of_bias.in[0])); // over all three positions
    CHECK(g.tensors[of_bias.in[0]].over == g.tensors[x].over);
}

TEST_CASE("differentiate: a formula's rule says how: linear, by its output, by its slope, the same, or none")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4, true);
    auto const c = g.constant(3);
    auto const of = [&](short y) {
        way_back const b(g, y);
        return b.d.of(x);
    };
    CHECK(applies<by_hand::scaled>(g, of(g.map(by_hand::scaled{}, {x, c}))));
    auto const y = g.map(by_hand::risen{}, {x});
    auto const by_output = of(y);
    CHECK(applies<by_hand::risen>(g, by_output, graphs::formula::from_output));
    CHECK(maker(g, by_output).in[1] == y); // x need not be kept
    auto const slope = of(g.map(by_hand::squared{}, {x}));
    CHECK(applies<by_hand::squared>(g, slope, 0));
    CHECK(maker(g, slope).in[1] == x);
    int const ops = g.ops.count;
    auto const same = of(g.map(formulas::spread{}, {x, x}));
    CHECK(g.ops.count == ops + 1); // the map itself
    CHECK(g.tensors[same].is == role::incoming);
}

TEST_CASE("differentiate: what is read twice has the sum of both gradients")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4, true), w = by_hand::kernel(g, 4, 4);
    way_back const b(g, g.map(formulas::add{}, {g.matmul(x, w), x}));
    CHECK(applies<formulas::add>(g, b.d.of(x)));
    CHECK(count(g, op_kind::map, b.from) == 1);
}

TEST_CASE("differentiate: dropout of a relu is one gate, read off the result")
{
    auto const gates = [](bool with_relu) {
        by_hand::graph g;
        auto const x = by_hand::features(g, 4, true), rate = g.constant(0.5), scale = g.constant(2);
        auto const y = with_relu ? g.map(formulas::relu{}, {x}) : g.map(by_hand::squared{}, {x});
        way_back const b(g, g.map(formulas::drop{}, {y, g.draw(y, graphs::law::uniform), rate, scale}));
        return applies<formulas::open_gate>(g, b.d.of(x)) && b.ops() == 1;
    };
    CHECK(gates(true));
    CHECK(!gates(false));
}

TEST_CASE("mark_differentiable: what follows from a frozen parameter alone is not learnt through")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), w = by_hand::kernel(g, 4, 6), y = g.matmul(x, w);
    auto const v = by_hand::kernel(g, 6, 2), z = g.matmul(y, v);
    g.tensors[w].differentiable = false;
    plan::mark_differentiable(g);
    CHECK(!g.tensors[y].differentiable);
    CHECK(g.tensors[z].differentiable);
}
