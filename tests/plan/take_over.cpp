// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/take_over.hpp>

#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using plan::fusion;

namespace {

/// x w + b and its square, which a second layer and, behind that, `gate` read.
struct two_layers {
    by_hand::graph g;
    short x, y, z;
    two_layers()
        : x(by_hand::features(g, 6)), y(g.map(by_hand::squared{}, {g.matmul(x, by_hand::kernel(g, 6, 6))})),
          z(g.matmul(y, by_hand::kernel(g, 6, 6)))
    {
    }
    auto taken(short last) -> short
    {
        g.kept.push(last);
        auto const f = plan::fuse(g, fusion::fused);
        return plan::taken_over<by_hand::graph>(g, f)[last];
    }
};

} // namespace

TEST_CASE("take over: what is made where another is read for the last time, element by element, lies on it")
{
    two_layers l; // z is no operand of its own loop: y is read there across
    short const out = l.g.map(formulas::times{}, {l.g.matmul(l.z, by_hand::kernel(l.g, 6, 6)), l.y});
    CHECK(l.taken(out) == l.y);
}

TEST_CASE("take over: not of what the loop's contraction reads, nor of what comes from outside")
{
    two_layers across;
    CHECK(across.taken(across.g.map(formulas::times{}, {across.z, across.y})) == -1);
    two_layers outside;
    CHECK(outside.taken(outside.g.map(formulas::times{}, {outside.z, outside.x})) == -1);
}

TEST_CASE("take over: not of what is read later, has another shape, or was taken")
{
    two_layers later;
    short const first =
        later.g.map(formulas::times{}, {later.g.matmul(later.z, by_hand::kernel(later.g, 6, 6)), later.y});
    later.g.kept.push(later.g.matmul(later.y, by_hand::kernel(later.g, 6, 2)));
    CHECK(later.taken(first) == -1);

    two_layers twice;
    auto const product = twice.g.matmul(twice.z, by_hand::kernel(twice.g, 6, 6));
    short const a = twice.g.map(formulas::times{}, {product, twice.y}),
                b = twice.g.map(formulas::add{}, {product, twice.y});
    twice.g.kept.push(a);
    twice.g.kept.push(b);
    auto const f = plan::fuse(twice.g, fusion::fused);
    plan::taken_over<by_hand::graph> const from(twice.g, f);
    CHECK((from[a] == twice.y) != (from[b] == twice.y));
}
