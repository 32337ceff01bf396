// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/repeat.hpp>

#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using by_hand::op_kind;

namespace {

constexpr auto optimizer = adam(1e-3);

template <auto const& Net, plan::fusion How = plan::fusion::fused>
using trained = by_hand::plan_of<std::remove_const_t<std::remove_reference_t<decltype(Net)>>,
                                 std::remove_const_t<decltype(cross_entropy)>,
                                 std::remove_const_t<decltype(optimizer)>, plan::purpose::train, How>;

/// Ops that make once more what another made; that one is in no memory.
template <auto const& Net>
auto repeated_in() -> int
{
    auto const& g = trained<Net>::graph;
    auto const& f = trained<Net>::fused;
    int count = 0;
    for (int i = 0; i < g.ops.count; ++i) {
        auto const& o = g.ops[i];
        CHECK(g.tensors[o.out].producer == i);
        if (o.again < 0) {
            continue;
        }
        ++count;
        auto const& first = g.ops[g.tensors[o.again].producer];
        CHECK(o.of == graphs::part::backward);
        CHECK(first.of == graphs::part::forward);
        CHECK(o.f == first.f);
        CHECK(std::equal(o.in, o.in + o.arity, first.in));
        CHECK(!f.stored[o.again]);
        CHECK(!f.stored[o.out]);
        CHECK(f.of[i] == plan::spot{});
    }
    return count;
}

constexpr auto plain = input<20> | dense<70> | relu | dense<3>;
constexpr auto normed = input<20> | dense<70> | batch_norm | relu | dense<3>;
constexpr auto image = input<6, 6, 3> | conv<8, 3>(no_bias) | batch_norm | relu | conv<8, 3>(no_bias) |
    batch_norm | relu | global_average_pool | dense<3>;
constexpr auto curved = input<20> | dense<70> | gelu | dense<3>;

} // namespace

TEST_CASE("repeat: what batch norm makes of its operand is made once more on the way back")
{
    CHECK(repeated_in<normed>() == 1);
    CHECK(repeated_in<image>() == 2);
}

TEST_CASE("repeat: what the way back does not read, or what an exponential made, is not")
{
    CHECK(repeated_in<plain>() == 0);
    CHECK(repeated_in<curved>() == 0);
}

TEST_CASE("repeat: stepwise reads what is there, and what is read from outside is there")
{
    auto g = trained<normed, plan::fusion::stepwise>::graph;
    for (auto const& o : g.ops) {
        CHECK(o.again < 0);
    }
    plan::repeats const some(g);
    REQUIRE(some.count == 1);
    for (int i = 0; i < g.ops.count; ++i) {
        if (some.of[i]) {
            g.kept.items[0] = g.ops[i].out;
        }
    }
    CHECK(plan::repeats(g).count == 0);
}
