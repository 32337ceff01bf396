// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/cores.hpp>

#include "../support.hpp"
#include "one_core.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <thread>

using namespace lagom;

namespace {

/// So many steps with so many threads. `fit` takes as many as pay; here all of them work, however few cores there are.
auto trained_by_hand(auto const& net, data_set const& data, auto const& terms, auto const& updates, int count,
                     std::uint32_t steps)
{
    auto m = make_model(net, seed(1));
    auto const step = reports::make_step<fused_t, std::remove_cvref_t<decltype(net)>>(
        m.values(), expr::as_objective(terms), expr::as_chain(updates), 64);
    step->set_seed(seed(1));
    runners::team workers(count, runners::team::use::all);
    auto const places = trainers::places_from(0, 64);
    for (std::uint32_t i = 1; i <= steps; ++i) {
        trainers::feed_features<float, float>(*step, data, places);
        trainers::feed_targets<float, float>(*step, data, places, {.classifies = true, .outputs = 3});
        step->run(workers, i);
    }
    return m;
}

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
    auto const by_hand = [&](int count) {
        return trained_by_hand(net, data, terms, updates, count, 12);
    };
    auto const one_by_hand = by_hand(1);
    CHECK(support::different_numbers(one_by_hand, make_model(net, seed(1))) > 0);
    for (int const count : {2, 3, 8}) {
        CAPTURE(count);
        CHECK(support::different_numbers(one_by_hand, by_hand(count)) == 0);
    }
}

/// Threads of this process.
auto threads_alive() -> long
{
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // one that was joined may still be ending
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
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

/// Fault     1 to 16 threads on one core
/// Injected  affinity
/// Holds     the same bits
TEST_CASE("training: the same bits with 1 to 16 threads that have one core")
{
    support::one_core const pinned;
    constexpr auto net = input<64> | dense<128> | batch_norm | relu | dropout(0.3) | dense<3>;
    auto const data = support::blobs(150, 64, 3, 1);
    auto const trained = [&](int count) {
        return trained_by_hand(net, data, cross_entropy, clip_norm(0.5) | adam(1e-3), count, 4);
    };
    auto const wanted = trained(1);
    for (int count = 2; count <= 16; ++count) {
        CAPTURE(count);
        CHECK(support::different_numbers(wanted, trained(count)) == 0);
    }
}

TEST_CASE("predict: one row starts no thread, and all of many rows do")
{
    constexpr auto net = input<784> | dense<512> | relu | dense<512> | relu | dense<10>;
    auto const m = make_model(net, seed(1));
    auto const program =
        runners::make_reader<std::remove_const_t<decltype(net)>, no_objective, plan::purpose::infer, fused_t>(
            m.values());
    auto const before = threads_alive();
    for (std::size_t const rows : {1U, 4U, 2000U}) {
        CAPTURE(rows);
        auto const x = support::rows_of<float>(rows, 784);
        runners::team workers(trainers::workers_of(trainers::read_options())); // as `predict` does it
        trainers::outputs_of(*program, workers, data_set(x));
        CHECK(threads_alive() == before + (rows == 2000 ? runners::usable_cores() - 1 : 0));
    }
}

TEST_CASE(
    "predict, probabilities, classify: the same numbers on one thread, and on more than there are cores")
{
    constexpr auto net = input<64> | dense<512> | relu | dense<256> | tanh | dense<3>;
    auto const m = make_model(net, seed(1));
    for (std::size_t const rows : {1U, 700U}) {
        auto const x = support::rows_of<float>(rows, 64);
        CHECK(predict(m, x, threads(1)) == predict(m, x, threads(16)));
        CHECK(probabilities(m, x, threads(1)) == probabilities(m, x, threads(16)));
        CHECK(classify(m, x, threads(1)) == classify(m, x, threads(16)));
    }
}
