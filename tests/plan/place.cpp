// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace lagom;
using graphs::loop;
using graphs::space;
using plan::resident;

namespace {

constexpr int panel = 16;

/// Items placed for a batch: their offsets, and the numbers that all need.
struct placed {
    std::vector<long> at;
    long total;
    placed(std::vector<resident> const& items, long batch, int carried = 0)
        : at(items.size()), total([&] {
              std::vector<int> scratch(items.size());
              return plan::offsets(items, carried, batch, panel, at, scratch);
          }())
    {
    }
};

/// No two items that are alive at the same time share room, all lies within what was asked for, on whole panels.
auto is_sound(std::vector<resident> const& items, long batch, int carried = 0) -> bool
{
    placed const p(items, batch, carried);
    for (std::size_t a = 0; a < items.size(); ++a) {
        long const end = p.at[a] + plan::room(items[a].size, batch, panel);
        if (p.at[a] % panel != 0 || end > p.total) {
            return false;
        }
        for (std::size_t b = 0; b < a; ++b) {
            bool const alive = items[a].born <= items[b].dies && items[b].born <= items[a].dies;
            if (alive && p.at[a] < p.at[b] + plan::room(items[b].size, batch, panel) && p.at[b] < end) {
                return false;
            }
        }
    }
    return true;
}

/// Items of all sizes and lives.
auto many(int count) -> std::vector<resident>
{
    std::vector<resident> items;
    for (short i = 0; i < count; ++i) {
        auto const born = static_cast<short>(i / 2), dies = static_cast<short>(born + 1 + i * 7 % 5);
        items.push_back({i, born, dies, {i * 5 % 3 * 16, i * 11 % 7 * 16}});
    }
    return items;
}

constexpr long batches[]{1, 2, 7, 64, 65, 1000};

} // namespace

TEST_CASE("place: no two living tensors overlap, at any batch size, few or many")
{
    for (long const batch : batches) {
        CAPTURE(batch);
        CHECK(is_sound(many(40), batch));
        CHECK(is_sound(many(plan::greedy_up_to + 40), batch)); // placed by size
    }
}

TEST_CASE("place: what is dead gives its room, what lives does not")
{
    std::vector<resident> items{{0, 0, 1, {16, 0}}, {1, 2, 3, {16, 0}}};
    CHECK(placed(items, 10).total == 160);
    items[1].born = 1; // in the segment where the first dies both are there
    CHECK(placed(items, 10).total == 320);
}

TEST_CASE("place: what is read element by element for the last time is written over, and their room lives as "
          "long as both")
{
    std::vector<resident> items{{0, 0, 1, {16, 0}, -1, 3}, {1, 2, 3, {16, 0}, 0}, {2, 3, 4, {16, 0}}};
    for (int const more : {plan::greedy_up_to, 0}) { // few, then so many that they are placed by size
        placed const p(items, 10);
        CHECK(p.at[1] == p.at[0]);
        CHECK(p.at[2] != p.at[0]);
        CHECK(is_sound(items, 10));
        for (int i = 0; i < more; ++i) {
            items.push_back({static_cast<short>(3 + i), 5, 5, {16, 0}});
        }
    }
}

TEST_CASE("place: a hole is filled where it is large enough at this batch size")
{
    // The second dies before the last is born; what the batch makes of their sizes decides.
    std::vector<resident> const items{
        {0, 0, 9, {16, 0}}, {1, 0, 1, {0, 64}}, {2, 0, 9, {16, 0}}, {3, 2, 3, {16, 0}}};
    placed const fits(items, 2), just_fits(items, 4), does_not(items, 8);
    CHECK(fits.at[3] == fits.at[1]);
    CHECK(just_fits.at[3] == just_fits.at[1]);
    CHECK(does_not.at[3] == does_not.total - 128);
}

TEST_CASE("place: whole panels, and none for a number of the step")
{
    CHECK(plan::padded({space::tile, {1, 0}, 17}, panel) == extent{32, 0});
    CHECK(plan::padded({space::kernel, {0, 5}, 16}, panel) == extent{0, 80});
    CHECK(plan::padded({space::per_column, {0, 1}, 3}, panel) == extent{0, 16});
    CHECK(plan::padded({space::per_row, {1, 0}}, panel) == extent{1, 0});
    CHECK(plan::padded({space::scalar}, panel) == extent{});
    CHECK(plan::room({1, 0}, 65, panel) == 80);
}

TEST_CASE("place: an element lies in its panel, at its row")
{
    CHECK(plan::offset_in(space::tile, 7, 2, 5, panel) == 2 * 16 + 5);
    CHECK(plan::offset_in(space::kernel, 7, 2, 16 + 5, panel) == 7 * 16 + 2 * 16 + 5);
    CHECK(plan::offset_in(space::per_column, 1, 0, 21, panel) == 21);
}

namespace {

constexpr auto net = input<20> | dense<70> | batch_norm | relu | dense<3>;
constexpr auto optimizer = adam(1e-3);
using trained = by_hand::plan_of<decltype(net), std::remove_const_t<decltype(cross_entropy)>,
                                 std::remove_const_t<decltype(optimizer)>>;

} // namespace

TEST_CASE("place: what is carried from step to step comes first and lives always, the rest by size")
{
    auto const& r = trained::residents;
    CHECK(r.carried ==
          1 + 2 * trained::graph.parameters.count); // features, two moments each; classes take none
    bool some_lie_on_others = false;
    for (int i = 0; i < r.items.count; ++i) {
        auto const& t = trained::graph.tensors[r.items[i].tensor];
        CHECK(plan::comes_from_outside(t.is) == (i < r.carried));
        if (i < r.carried) {
            CHECK(r.items[i].born <= 0);
            CHECK(r.items[i].dies >= trained::fused.segments.count);
        } else if (i > r.carried) {
            auto const size = [&](int k) {
                return plan::room(r.items[k].size, plan::nominal_batch, trained::panel);
            };
            CHECK(size(i) <= size(i - 1));
        }
        if (r.items[i].on >= 0) {
            auto const& first = r.items[r.items[i].on];
            some_lie_on_others = true;
            CHECK(r.items[i].on < i);
            CHECK(r.items[i].on >= r.carried);
            CHECK(first.size == r.items[i].size);
            CHECK(first.dies < r.items[i].born);
            CHECK(first.until >= r.items[i].dies);
        }
    }
    CHECK(some_lie_on_others);
}
