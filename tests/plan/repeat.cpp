// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/repeat.hpp>

#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using by_hand::op_kind;

namespace {

constexpr auto optimizer = adam(1e-3);

template <auto const& Net>
using trained =
    by_hand::plan_of<std::remove_const_t<std::remove_reference_t<decltype(Net)>>,
                     std::remove_const_t<decltype(cross_entropy)>, std::remove_const_t<decltype(optimizer)>>;

/// Ops that are repeated, and whether each is a map of the way forward that nobody stores.
template <auto const& Net>
auto repeated_in() -> int
{
    auto const& g = trained<Net>::graph;
    auto const& f = trained<Net>::fused;
    int count = 0;
    for (int i = 0; i < g.ops.count; ++i) {
        if (f.repeated[i]) {
            ++count;
            CHECK(g.ops[i].what == op_kind::map);
            CHECK(g.ops[i].of == graphs::part::forward);
            CHECK(!f.stored[g.ops[i].out]);
            CHECK(f.of[i] == plan::spot{});
        }
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

TEST_CASE("repeat: what is read from outside is there")
{
    auto g = trained<normed>::graph;
    bool some[decltype(g)::capacity]{};
    plan::mark_repeated(g, some);
    for (int i = 0; i < g.ops.count; ++i) {
        if (some[i]) {
            g.kept.push(g.ops[i].out);
        }
    }
    plan::mark_repeated(g, some);
    CHECK(std::count(some, some + g.ops.count, true) == 0);
}
