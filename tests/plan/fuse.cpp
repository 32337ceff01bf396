// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using by_hand::op_kind;
using graphs::nest;
using graphs::why;
using plan::fusion;
using plan::spot;

namespace {

using fused_plan = plan::fused_plan<by_hand::graph::capacity>;

auto spot_of(by_hand::graph const& g, fused_plan const& f, short t) -> spot
{
    return f.of[g.tensors[t].producer];
}
auto segment_of(by_hand::graph const& g, fused_plan const& f, short t) -> plan::segment const&
{
    return f.segments[spot_of(g, f, t).segment];
}

/// x w + b, squared: what most tests begin with.
struct layer {
    by_hand::graph g;
    short x, w, b, z, y;
    layer()
        : x(by_hand::features(g, 4)), w(by_hand::kernel(g, 4, 6)),
          b(g.parameter(role::bias, 1, 6, 0, "bias")), z(g.map(formulas::add{}, {g.matmul(x, w), b})),
          y(g.map(by_hand::squared{}, {z}))
    {
    }
};

} // namespace

TEST_CASE("fuse: what follows a contraction element by element joins its loop, and only what is read later "
          "is stored")
{
    layer l;
    l.g.kept.push(l.y);
    auto const f = plan::fuse(l.g, fusion::fused);
    REQUIRE(f.segments.count == 1);
    CHECK(f.segments[0].what == nest::matmul);
    CHECK(f.segments[0].reason == why::contraction);
    CHECK(f.segments[0].stages == 1);
    CHECK(f.stored[l.y]);
    CHECK(!f.stored[l.z]);
}

TEST_CASE("fuse: stepwise, each op is a segment of its own")
{
    layer l;
    l.g.kept.push(l.y);
    auto const f = plan::fuse(l.g, fusion::stepwise);
    CHECK(f.segments.count == l.g.ops.count);
    CHECK(segment_of(l.g, f, l.y).reason == why::stepwise);
    CHECK(f.stored[l.z]);
}

TEST_CASE("fuse: a sum over rows ends the stage of its operand, and what needs it is the next stage")
{
    layer l;
    auto const mean = l.g.column_sum(l.y), scaled = l.g.map(by_hand::squared{}, {mean}),
               centred = l.g.map(formulas::add{}, {l.y, scaled});
    l.g.kept.push(centred);
    auto const f = plan::fuse(l.g, fusion::fused);
    REQUIRE(f.segments.count == 1);
    CHECK(f.segments[0].stages == 2);
    CHECK(f.segments[0].reduces);
    CHECK(spot_of(l.g, f, l.y) == spot{0, 0, false});
    CHECK(spot_of(l.g, f, mean) == spot{0, 0, true});
    CHECK(spot_of(l.g, f, scaled) == spot{0, 0, true});
    CHECK(spot_of(l.g, f, centred) == spot{0, 1, false});
    CHECK(f.stored[l.y]); // the second pass reads it
    CHECK(!f.stored[mean]); // a register holds it
}

TEST_CASE("fuse: a fifth stage is a segment of its own")
{
    layer l;
    short t = l.y;
    for (int i = 0; i < plan::most_stages; ++i) {
        t = l.g.map(formulas::add{}, {t, l.g.column_sum(t)});
    }
    l.g.kept.push(t);
    auto const f = plan::fuse(l.g, fusion::fused);
    REQUIRE(f.segments.count == 2);
    CHECK(f.segments[0].stages == plan::most_stages);
    CHECK(f.segments[1].reason == why::reduction);
}

TEST_CASE("fuse: a sum over columns needs whole rows, so a loop over rows begins")
{
    layer l;
    auto const s = l.g.row_sum(l.y), out = l.g.map(formulas::add{}, {l.y, s});
    l.g.kept.push(out);
    auto const f = plan::fuse(l.g, fusion::fused);
    REQUIRE(f.segments.count == 2);
    CHECK(segment_of(l.g, f, s).what == nest::rows);
    CHECK(segment_of(l.g, f, s).reason == why::rows);
    CHECK(spot_of(l.g, f, out) == spot{1, 1, false});
}

TEST_CASE(
    "fuse: of what is in memory, a sum over columns joins the loop that is open, a sum over rows begins one")
{
    layer l;
    auto const target = l.g.activations(role::target, l.g.tensors[l.y].over, "target");
    auto const first = l.g.row_sum(l.y), second = l.g.row_sum(target);
    auto const z = l.g.map(by_hand::squared{}, {target}), third = l.g.column_sum(target);
    for (short const t : {first, second, z, third}) {
        l.g.kept.push(t);
    }
    auto const f = plan::fuse(l.g, fusion::fused);
    CHECK(spot_of(l.g, f, second) == spot_of(l.g, f, first));
    CHECK(spot_of(l.g, f, third).segment != spot_of(l.g, f, z).segment);
    CHECK(segment_of(l.g, f, third).reason == why::memory);
}

TEST_CASE("fuse: a map whose loop has another shape than its producer's begins anew")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), t = g.slice(x, 0, 2), s = g.map(by_hand::squared{}, {t});
    auto const c = g.column_sum(s), w = by_hand::kernel(g, 3, 2), wide = g.map(formulas::add{}, {w, c});
    g.kept.push(wide);
    auto const f = plan::fuse(g, fusion::fused);
    CHECK(segment_of(g, f, s).reason == why::layout); // what only moves numbers takes nothing along
    CHECK(segment_of(g, f, wide).reason == why::shape);
}

TEST_CASE("fuse: what has its operands from memory only begins a loop, and each that owns its nest says why")
{
    by_hand::graph g;
    auto const x = by_hand::features(g, 4), y = g.map(by_hand::squared{}, {x}), joined = g.concat(x, y);
    auto const w = by_hand::kernel(g, 4, 6), sum = g.total(w);
    g.kept.push(joined);
    g.kept.push(sum);
    auto const f = plan::fuse(g, fusion::fused);
    CHECK(segment_of(g, f, y).reason == why::memory);
    CHECK(segment_of(g, f, joined).what == nest::moves);
    CHECK(segment_of(g, f, joined).reason == why::layout);
    CHECK(segment_of(g, f, sum).reason == why::total);
}

TEST_CASE("fuse: numbers that hang on no other op come first, those behind a total after it")
{
    layer l;
    auto const early = l.g.map(by_hand::squared{}, {l.g.constant(2)});
    auto const late = l.g.map(formulas::add{}, {l.g.total(l.g.column_sum(l.y)), early});
    l.g.kept.push(late);
    auto const f = plan::fuse(l.g, fusion::fused);
    CHECK(spot_of(l.g, f, early).segment == 0);
    CHECK(segment_of(l.g, f, early).reason == why::scalars);
    CHECK(spot_of(l.g, f, late).segment == f.segments.count - 1);
    CHECK(segment_of(l.g, f, late).reason == why::total);
}

TEST_CASE("fuse: a draw is made where it is read, in no segment")
{
    layer l;
    auto const noise = l.g.draw(l.y, graphs::law::uniform), out = l.g.map(formulas::add{}, {l.y, noise});
    l.g.kept.push(out);
    auto const f = plan::fuse(l.g, fusion::fused);
    CHECK(spot_of(l.g, f, noise).segment == -1);
    CHECK(!f.stored[noise]);
    CHECK(f.segments.count == 1);
    CHECK(spot_of(l.g, plan::fuse(l.g, fusion::stepwise), noise).segment >= 0);
}

TEST_CASE(
    "fuse: a parameter is overwritten in the loop of its gradient, unless a contraction there still reads it")
{
    auto const segments = [](bool read_first) {
        layer l;
        auto const dy = l.g.create({.over = l.g.tensors[l.z].over, .is = role::incoming});
        short dx = read_first ? l.g.matmul_back(dy, l.w, l.x) : short{-1};
        auto const dw = l.g.outer(l.x, dy, l.w), next = l.g.map(formulas::add{}, {l.w, dw});
        l.g.commit(l.w, next);
        if (!read_first) {
            dx = l.g.matmul_back(dy, l.w, l.x);
        }
        l.g.kept.push(dx);
        auto const f = plan::fuse(l.g, fusion::fused);
        return spot_of(l.g, f, next).segment == spot_of(l.g, f, dw).segment;
    };
    CHECK(segments(true));
    CHECK(segments(false)); // the reader comes later in the order of ops: it is to see the new value
    // A reader in a later segment than the writer would join: the update is a loop of its own.
    layer l;
    auto const dy = l.g.create({.over = l.g.tensors[l.z].over, .is = role::incoming});
    auto const dw = l.g.outer(l.x, dy, l.w), dx = l.g.matmul_back(dy, l.w, l.x),
               next = l.g.map(formulas::add{}, {l.w, dw});
    l.g.commit(l.w, next);
    l.g.kept.push(dx);
    auto const f = plan::fuse(l.g, fusion::fused);
    CHECK(spot_of(l.g, f, next).segment > spot_of(l.g, f, dx).segment);
    CHECK(segment_of(l.g, f, next).reason == why::order);
}

TEST_CASE("fuse: storage lives from the segment that makes it to the last that reads it")
{
    layer l;
    auto const v = by_hand::kernel(l.g, 6, 5), out = l.g.matmul(l.y, v), back = l.g.matmul_back(out, v, l.y);
    l.g.kept.push(back);
    auto const f = plan::fuse(l.g, fusion::fused);
    REQUIRE(f.segments.count == 3);
    CHECK(f.born[l.y] == 0);
    CHECK(f.dies[l.y] == 1);
    CHECK(f.born[out] == 1);
    CHECK(f.dies[out] == 2);
    CHECK(f.dies[back] == 3); // kept: beyond the last
}
