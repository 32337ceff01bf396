// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/team.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <thread>

using namespace lagom;

TEST_CASE("team: every worker runs every region, and a barrier joins them")
{
    for (int const size : {1, 2, 3, 5}) {
        CAPTURE(size);
        team workers(size);
        std::vector<int> before(static_cast<std::size_t>(size)), wrong(static_cast<std::size_t>(size));
        auto region = [&](int rank) {
            auto const me = static_cast<std::size_t>(rank);
            for (int round = 1; round <= 20; ++round) {
                before[me] = round;
                workers.barrier(rank);
                for (int const seen : before) { // all have arrived, and none has gone on
                    wrong[me] += seen != round ? 1 : 0;
                }
                workers.barrier(rank);
            }
        };
        for (int i = 0; i < 10; ++i) {
            workers.run(region);
        }
        CHECK(std::accumulate(wrong.begin(), wrong.end(), 0) == 0);
        CHECK(std::accumulate(before.begin(), before.end(), 0) == 20 * size);
    }
}

TEST_CASE("team: each unit is done once, whoever is slow")
{
    for (int const size : {2, 3, 5}) {
        for (int const slow : {0, size - 1}) {
            CAPTURE(size);
            CAPTURE(slow);
            team workers(size);
            constexpr int units = 37, rounds = 20;
            std::vector<std::atomic<int>> done(units);
            std::vector<int> of(static_cast<std::size_t>(size));
            auto region = [&](int rank) {
                for (int round = 0; round < rounds; ++round) {
                    workers.share(rank, units, [&](int unit) {
                        if (rank == slow) {
                            std::this_thread::sleep_for(std::chrono::microseconds(200));
                        }
                        ++done[static_cast<std::size_t>(unit)];
                        ++of[static_cast<std::size_t>(rank)];
                    });
                    workers.barrier(rank);
                }
            };
            workers.run(region);
            for (auto const& times : done) {
                CHECK(times == rounds);
            }
            // The others took from the slow one: it did not do all of its part.
            CHECK(of[static_cast<std::size_t>(slow)] < rounds * units / size);
        }
    }
}

TEST_CASE("team: a worker that has gone to sleep wakes up for the next region")
{
    team workers(2);
    std::atomic<int> calls{0};
    auto region = [&](int) {
        ++calls;
    };
    for (int i = 0; i < 3; ++i) {
        workers.run(region);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    CHECK(calls == 6);
}

namespace {

/// Trains with 1, 2, 3 and 8 threads.
void check_threads(auto const& net, data_set const& data, data_set const& held_out)
{
    constexpr auto terms = cross_entropy + l2(1e-3) + l1(1e-4);
    constexpr auto updates = clip_norm(0.5) | adam(1e-3) | max_norm(2.0);
    auto const trained = [&](int count) {
        auto m = make_model(net, seed(1));
        static_cast<void>(fit(m, data, held_out, terms, updates, patience(3).restoring_best() || epochs(4),
                              batch(64), threads(count), quiet));
        return m;
    };
    auto const one = trained(1);
    for (int const count : {2, 3, 8}) {
        CAPTURE(count);
        CHECK(support::different_numbers(one, trained(count)) == 0);
    }
}

} // namespace

TEST_CASE(
    "training: the same bits with 1, 2, 3 and 8 threads, with dropout, norms, augmentation and clipping")
{
    constexpr auto net = input<8, 8, 1> | random_flip | random_shift(1) | mixup(0.4) | flatten | standardize |
        dense<200> | batch_norm | relu | dropout(0.3) |
        residual(dense<200> | layer_norm | tanh | gaussian_noise(0.1)) | dense<3>;
    check_threads(net, support::blobs(150, 64, 3, 1), support::blobs(60, 64, 3, 2));
}

TEST_CASE("training: the same bits where a worker takes panels from another")
{
    constexpr auto net =
        input<64> | dense<512> | batch_norm | relu | dropout(0.3) | dense<500> | relu | dense<3>;
    check_threads(net, support::blobs(150, 64, 3, 1), support::blobs(60, 64, 3, 2));
}
