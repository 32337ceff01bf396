// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using plan::access;
using plan::code;
using plan::fusion;

namespace {

struct encoded {
    plan::fused_plan<by_hand::graph::capacity> fused;
    plan::programs<by_hand::graph::capacity> programs;
    explicit encoded(by_hand::graph const& g, fusion how = fusion::fused)
        : fused(plan::fuse(g, how)), programs(plan::encode(g, fused))
    {
    }
};

/// A dense layer with an activation of its own; returns what it makes.
template <class F>
auto dense_layer(by_hand::graph& g, short x, int width) -> short
{
    auto const w = by_hand::kernel(g, g.cols_of(x), width), b = g.parameter(role::bias, 1, width, 0, "bias");
    auto const y = g.map(F{}, {g.map(formulas::add{}, {g.matmul(x, w), b})});
    g.kept.push(y);
    return y;
}

} // namespace

TEST_CASE("encode: equal segments are found equal whatever their width and place, others are not")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4);
    auto const a = dense_layer<by_hand::squared>(g, x, 6), b = dense_layer<by_hand::squared>(g, a, 9);
    dense_layer<by_hand::risen>(g, b, 9);
    encoded const e(g);
    REQUIRE(e.programs.of.count == 3);
    CHECK(e.programs.of[0].same_as == 0);
    CHECK(e.programs.of[1].same_as == 0);
    CHECK(e.programs.of[2].same_as == 2);
}

TEST_CASE("encode: a contraction's tile is the first register, and stores come last")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4);
    auto const w = by_hand::kernel(g, 4, 6), b = g.parameter(role::bias, 1, 6, 0, "bias");
    auto const z = g.matmul(x, w), y = g.map(formulas::add{}, {z, b}), s = g.map(by_hand::squared{}, {y});
    g.kept.push(z);
    g.kept.push(y);
    g.kept.push(s);
    encoded const e(g);
    REQUIRE(e.programs.of.count == 1);
    auto const& stage = e.programs.of[0].stage[0];
    CHECK(stage.tile_register == 1);
    // load b, add, square, and three stores
    REQUIRE(stage.column - stage.tile == 6);
    auto const& load = e.programs.code[stage.tile];
    auto const& add = e.programs.code[stage.tile + 1];
    CHECK(load.what == code::load);
    CHECK(load.how == access::per_column);
    CHECK(add.what == code::apply);
    CHECK(int{add.in[0]} == 0); // the tile
    CHECK(int{add.in[1]} == 1); // b
    for (int i = 3; i < 6; ++i) {
        CHECK(e.programs.code[stage.tile + i].what == code::store);
    }
    CHECK(e.programs.operands[0] == b); // operands in the order of instructions
    CHECK(e.programs.operands[1] == z);
    CHECK(e.programs.operands[3] == s);
}

TEST_CASE("encode: no load may see a new value, though it was made before it in the order of ops")
{
    by_hand::graph g;
    auto const w = by_hand::kernel(g, 4, 6), next = g.map(by_hand::squared{}, {w});
    g.commit(w, next);
    g.kept.push(g.map(formulas::add{}, {w, next}));
    encoded const e(g);
    auto const& stage = e.programs.of[0].stage[0];
    bool stored = false, loads_after = false;
    for (int i = stage.tile; i < stage.column; ++i) {
        loads_after = loads_after || (stored && e.programs.code[i].what == code::load);
        stored = stored || e.programs.code[i].what == code::store;
    }
    CHECK(stored);
    CHECK(!loads_after);
}

TEST_CASE("encode: what is read twice is loaded once, and drawn once")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), u = g.draw(x, graphs::law::normal);
    auto const a = g.map(formulas::add{}, {x, u}), b = g.map(formulas::times{}, {a, u});
    g.kept.push(g.map(formulas::add{}, {b, x}));
    encoded const e(g);
    int loads = 0, draws = 0;
    for (auto const& i : e.programs.code) {
        loads += i.what == code::load ? 1 : 0;
        draws += i.what == code::draw ? 1 : 0;
        CHECK((i.what != code::draw || i.drawn == graphs::law::normal));
    }
    CHECK(loads == 1);
    CHECK(draws == 1);
    CHECK(e.programs.operands[1] == plan::drawn_key(u)); // not a tensor: its key
    CHECK(plan::drawn_key(u) < 0);
}

TEST_CASE("encode: an operand is addressed by how it lies to the loop")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), b = g.parameter(role::bias, 1, 4, 0, "bias"), c = g.constant(2);
    auto const r = g.row_sum(x);
    g.kept.push(g.map(formulas::add{}, {g.map(formulas::times{}, {x, c}), g.map(formulas::add{}, {x, b})}));
    g.kept.push(g.map(formulas::add{}, {x, r}));
    encoded const e(g, fusion::stepwise);
    auto const how = [&](short t) {
        for (int s = 0; s < e.programs.of.count; ++s) {
            auto const& p = e.programs.of[s];
            int operand = p.operands;
            for (int i = p.stage[0].tile; i < p.stage[0].end; ++i) {
                auto const& in = e.programs.code[i];
                if (in.what == code::load || in.what == code::store || in.what == code::draw) {
                    if (in.what == code::load && e.programs.operands[operand] == t) {
                        return in.how;
                    }
                    ++operand;
                }
            }
        }
        return access::element;
    };
    CHECK(how(x) == access::element);
    CHECK(how(b) == access::per_column);
    CHECK(how(r) == access::per_row);
    CHECK(how(c) == access::scalar);
}

TEST_CASE("encode: a sum is an instruction of the elements, what is made of it runs once behind them")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), s = g.column_sum(g.map(by_hand::squared{}, {x}));
    g.kept.push(g.map(by_hand::risen{}, {s}));
    encoded const e(g);
    auto const& stage = e.programs.of[0].stage[0];
    CHECK(e.programs.code[stage.column - 1].what == code::sum);
    CHECK(e.programs.code[stage.column].what == code::apply);
    CHECK(e.programs.code[stage.end - 1].what == code::store);
    CHECK(int{stage.column_register} == 1); // register 0 of that part holds the sum
}
