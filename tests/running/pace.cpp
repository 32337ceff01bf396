// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/pace.hpp>

#include <doctest/doctest.h>

using namespace lagom;

namespace {

/// Regions of 1 ms on one worker, and what more of them make of it.
class machine {
public:
    explicit machine(int most) : most_(most) {}
    /// Runs for so many seconds, where n workers take `factor(n)` of the time of one. Returns that of all
    /// regions, relative to one worker.
    auto run(double seconds, auto factor) -> double
    {
        double time = 0, alone = 0;
        while (time < seconds) {
            workers_ = pace_.workers(most_);
            double const took = 1e-3 * (workers_ == 1 ? 1 : factor(workers_));
            pace_.took(workers_, 1e6, took);
            time += took;
            alone += 1e-3;
        }
        return time / alone;
    }
    [[nodiscard]] auto workers() const -> int { return workers_; }

private:
    runners::pace pace_;
    int most_, workers_ = 0;
};

auto half(int) -> double { return 0.55; }
auto double_time(int) -> double { return 2; }

} // namespace

TEST_CASE("pace: where sharing pays all workers stay, but for a few looks at one")
{
    machine m(2);
    CHECK(m.run(2, half) < 0.56);
    CHECK(m.workers() == 2);
}

TEST_CASE("pace: where it costs, one worker does the work, and others are tried ever more rarely")
{
    machine m(2);
    CHECK(m.run(1, double_time) < 1.06);
    CHECK(m.run(10, double_time) < 1.01);
}

TEST_CASE("pace: a core that others take is noticed within milliseconds, and that it is back within a second")
{
    machine m(2);
    m.run(5, half);
    m.run(0.015, double_time);
    CHECK(m.workers() == 1);
    m.run(20, double_time);
    m.run(1.1, half);
    CHECK(m.workers() == 2);
    CHECK(m.run(1, half) < 0.57);
}

TEST_CASE("pace: a hiccup is no reason to stop sharing")
{
    machine m(2);
    int count = 0;
    auto const hiccups = [&](int) {
        return ++count % 50 == 0 ? 3.5 : 0.55; // 3 ms lost in 28
    };
    CHECK(m.run(2, hiccups) < 0.65);
}

TEST_CASE("pace: of many workers, half are tried, and a quarter, before one")
{
    machine m(16);
    auto const four_cores = [](int n) {
        return n <= 4 ? 1.0 / n : 3.0;
    };
    CHECK(m.run(2, four_cores) < 0.4); // a look at 8 and at 16 now and then
}

TEST_CASE("pace: what has not been seen on one worker is shared")
{
    runners::pace p;
    CHECK(p.workers(8) == 8);
    p.took(8, 1e6, 1e-3);
    CHECK(p.workers(8) == 8);
    CHECK(p.workers(1) == 1);
}
