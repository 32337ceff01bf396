// SPDX-License-Identifier: BSL-1.0
#include <lagom/graph/window.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <vector>

using namespace lagom;
using graphs::window;

namespace {

using meetings = std::vector<std::tuple<long, int, long>>; // result, tap, operand

auto by_results(window const& w) -> meetings
{
    meetings all;
    for (long at = 0; at < w.out_positions(); ++at) {
        for_each_tap(w, at, [&](int tap, long seen) {
            all.emplace_back(at, tap, seen);
        });
    }
    return all;
}
auto by_operands(window const& w) -> meetings
{
    meetings all;
    for (long at = 0; at < w.in_positions(); ++at) {
        for_each_view(w, at, [&](int tap, long by) {
            all.emplace_back(by, tap, at);
        });
    }
    std::sort(all.begin(), all.end());
    return all;
}

constexpr window odd{.in_height = 5,
                     .in_width = 7,
                     .out_height = 5,
                     .out_width = 7,
                     .taps_y = 3,
                     .taps_x = 3,
                     .top = 1,
                     .left = 1};

} // namespace

TEST_CASE("a window sees from both sides alike, whatever its taps, strides, dilation and edges")
{
    for (int const height : {1, 4, 7}) {
        for (int const taps : {1, 2, 3, 5}) {
            for (int const stride : {1, 2, 3}) {
                for (int const dilation : {1, 2}) {
                    for (int const edge : {0, 1, 2}) {
                        int const reach = (taps - 1) * dilation + 1, room = 9 + 2 * edge - reach;
                        if (room < 0) {
                            continue;
                        }
                        window const w{.in_height = height,
                                       .in_width = 9,
                                       .out_height = height,
                                       .out_width = room / stride + 1,
                                       .taps_x = taps,
                                       .stride_x = stride,
                                       .dilation = dilation,
                                       .left = edge};
                        CAPTURE(taps);
                        CAPTURE(stride);
                        CAPTURE(dilation);
                        CAPTURE(edge);
                        CHECK(by_results(w) == by_operands(w));
                    }
                }
            }
        }
    }
    CHECK(by_results(odd) == by_operands(odd));
}

TEST_CASE("what is beyond the edge is not there")
{
    CHECK(graphs::taps_there(odd, 0) == 4);
    CHECK(graphs::taps_there(odd, 3) == 6);
    CHECK(graphs::taps_there(odd, 8) == 9);
    CHECK(graphs::seen_under(odd, 0, 0) == -1);
    CHECK(graphs::seen_under(odd, 0, 4) == 0);
    CHECK(graphs::seen_under(odd, 0, 8) == 8);
}

TEST_CASE("the window that sees all positions")
{
    constexpr auto all = graphs::whole(6);
    static_assert(all.taps() == 6 && all.out_positions() == 1);
    CHECK(by_results(all) == by_operands(all));
    CHECK(by_results(all).size() == 6);
}
