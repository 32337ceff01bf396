// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/feed.hpp>

#include <doctest/doctest.h>

#include "../support.hpp"

#include "../../src/train/idle_worker.hpp"

#include <atomic>
#include <chrono>
#include <thread>

using namespace lagom;
using namespace lagom::runners;
using namespace lagom::trainers;

namespace {

constexpr auto net = input<6, 5, 1> | flatten | dense<3>;

auto places_of(std::size_t first, std::size_t count) -> std::vector<std::uint32_t>
{
    return places_from(first, count);
}

/// What a program's input holds, example by example.
auto fed(runner<float>& program, std::size_t count) -> std::vector<float>
{
    auto const tile = program.tile(program.plan().input);
    std::vector<float> all(count * 30);
    for (std::size_t i = 0; i < count; ++i) {
        tile.read(static_cast<long>(i), all.data() + 30 * i);
    }
    return all;
}

/// Waits for another thread, which may have to wait for a core.
auto comes(auto condition) -> bool
{
    for (int i = 0; i < 5000 && !condition(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return condition();
}

} // namespace

TEST_CASE("feeder: what was changed ahead is what would have been changed in time, and anything else is left")
{
    auto const data = support::blobs(40, 30, 3, 1);
    auto m = make_model(net, seed(1));
    using runs = std::remove_const_t<decltype(net)>;
    auto const program = make_reader<runs, no_objective, plan::purpose::infer, fused_t>(m.values());
    program->take_model();
    program->set_batch(12);
    team workers(2);
    feeder<float, float> feeder(*program, data, 2), alone(*program, data, 1);
    std::atomic<int> changed{0};
    row_change<float> const change = [&](float* x, float* scratch, std::uint32_t place) {
        scratch[0] = static_cast<float>(place);
        x[0] = 100 * scratch[0] + x[1];
        ++changed;
    };
    feeder.set_change(change);
    alone.set_change(change);
    long ahead = 0;
    bool const some = comes([&] {
        for (std::size_t first : {0UL, 12UL, 24UL}) {
            auto const here = places_of(first, 12);
            feeder.expect(here);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            feeder.feed(workers, here);
            auto const got = fed(*program, 12);
            alone.feed(workers, here);
            CHECK(got == fed(*program, 12));
            CHECK(got[0] == 100 * static_cast<float>(first) + got[1]);
        }
        ahead = feeder.were_ahead();
        return ahead > 0;
    });
    CHECK(some);
    CHECK(alone.were_ahead() == 0);
    feeder.expect(places_of(0, 12)); // and then others are asked for
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    feeder.feed(workers, places_of(1, 12));
    CHECK(fed(*program, 12)[0] == 100 + data.features()(1, 1));
    CHECK(feeder.were_ahead() == ahead);
    feeder.expect(places_of(0, 12)); // of another epoch
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    feeder.set_change([](float* x, float*, std::uint32_t) {
        x[0] = -1;
    });
    feeder.feed(workers, places_of(0, 12));
    CHECK(fed(*program, 12)[0] == -1);
    CHECK(feeder.were_ahead() == ahead);
    feeder.set_change({});
    feeder.feed(workers, places_of(0, 12));
    CHECK(fed(*program, 12)[0] == data.features()(0, 0));
}

TEST_CASE("idle_worker: does what it is asked once, stops when it is called off, and ends with its owner")
{
    std::atomic<int> done{0};
    std::atomic<bool> long_work{false};
    {
        idle_worker* self = nullptr;
        idle_worker worker([&] {
            ++done;
            while (long_work && !self->is_called_off()) {}
        });
        self = &worker;
        CHECK(worker.has_none());
        for (int i = 1; i <= 3; ++i) {
            worker.begin();
            CHECK(comes([&] {
                return worker.has_none() && done == i;
            }));
        }
        long_work = true;
        worker.begin();
        CHECK(comes([&] {
            return done == 4;
        }));
        CHECK(!worker.has_none());
        worker.call_off();
        CHECK(comes([&] {
            return worker.has_none();
        }));
        worker.begin(); // and its owner ends while it is at work
        CHECK(comes([&] {
            return done == 5;
        }));
    }
    CHECK(done == 5);
    idle_worker const never([] {});
    CHECK(never.has_none());
}
