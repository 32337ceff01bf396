// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/feed.hpp>

#include <lagom/lagom.hpp>

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

namespace {

/// Rows of 0 and 1 for the classes of a data set.
auto spread(data_set const& d, std::size_t classes) -> data_set
{
    xt::xtensor<float, 2> y = xt::zeros<float>({d.size(), classes});
    for (std::size_t r = 0; r < d.size(); ++r) {
        y(r, static_cast<std::size_t>(d.labels()[r])) = 1;
    }
    return {d.features(), y};
}

auto some_classes(std::size_t size, int classes) -> data_set
{
    xt::xtensor<float, 2> x = xt::zeros<float>({size, std::size_t{5}});
    std::vector<int> labels(size);
    for (std::size_t r = 0; r < size; ++r) {
        labels[r] = static_cast<int>(r * 7 % static_cast<std::size_t>(classes));
        for (std::size_t c = 0; c < 5; ++c) {
            x(r, c) = static_cast<float>((r * 31 + c * 17) % 23) / 11.F - 1;
        }
    }
    std::vector<std::string> names(static_cast<std::size_t>(classes));
    for (std::size_t c = 0; c < names.size(); ++c) {
        names[c] = "class " + std::to_string(c);
    }
    return {x, labels, names};
}

/// Parameters, losses and outputs of a fit are the same whether targets are classes or rows.
void classes_are_rows(auto const& net, int classes)
{
    auto const data = some_classes(70, classes), rows = spread(data, static_cast<std::size_t>(classes));
    auto a = make_model(net, seed(3)), b = make_model(net, seed(3));
    auto const terms = cross_entropy + l2(1e-3);
    auto const ra = fit(a, data, terms, adam(1e-2), epochs(2), batch(33), threads(1), quiet),
               rb = fit(b, rows, terms, adam(1e-2), epochs(2), batch(33), threads(1), quiet);
    CHECK(ra.history.back().training_loss == rb.history.back().training_loss);
    CHECK(ra.history.back().training_accuracy == rb.history.back().training_accuracy);
    CHECK(predict(a, data.features()) == predict(b, data.features()));
    CHECK(evaluate(a, data, cross_entropy).loss() == evaluate(b, rows, cross_entropy).loss());
}

} // namespace

TEST_CASE("feed: classes need no rows, and give the bits of rows with one 1")
{
    classes_are_rows(input<5> | dense<3>, 3);
    classes_are_rows(input<5> | dense<40> | relu | dense<37>, 37); // more than a panel
    classes_are_rows(input<5> | mixup(0.4) | dense<4>, 4); // which are mixed as rows
}

TEST_CASE("feed: rows of targets take memory when they are asked for, and say what the classes say")
{
    constexpr auto wide = input<5> | dense<1000>;
    auto m = make_model(wide, seed(1));
    auto const step = reports::make_step<fused_t, std::remove_const_t<decltype(wide)>>(
        m.values(), expr::as_objective(cross_entropy), expr::as_chain(sgd(0.1)), 6);
    auto const t = step->plan().target;
    auto* const columns = step->classes(t);
    REQUIRE(columns != nullptr);
    for (int i = 0; i < 6; ++i) {
        columns[i] = 150 * i;
    }
    CHECK(step->element(t, 3, 450) == 1);
    CHECK(step->element(t, 3, 451) == 0);
    auto const rows = step->tile(t);
    for (long i = 0; i < 6; ++i) {
        CHECK(rows.at(i, 150 * i) == 1);
        CHECK(rows.at(i, 150 * i + 1) == 0);
    }
    // The plan, whose memory is known before it runs, has no room for them.
    for (auto const& item : step->plan().residents) {
        CHECK(item.tensor != t);
    }
}

namespace {

/// Reads the targets as an op with a loop of its own does.
struct of_copied_targets : cross_entropy_t {
    static constexpr auto name = "of_copied_targets";

    constexpr auto lower(auto& g, short z, short target) const -> lowered_loss
    {
        return cross_entropy_t::lower(g, z, g.slice(target, 0, g.cols_of(target)));
    }
};

} // namespace

TEST_CASE("feed: where the loss moves its targets, they are rows")
{
    constexpr auto small = input<5> | dense<3>;
    auto const data = some_classes(40, 3);
    auto a = make_model(small, seed(3)), b = make_model(small, seed(3));
    auto const ra = fit(a, data, cross_entropy, sgd(0.1), epochs(2), batch(16), threads(1), quiet),
               rb = fit(b, data, of_copied_targets{}, sgd(0.1), epochs(2), batch(16), threads(1), quiet);
    CHECK(ra.history.back().training_loss == rb.history.back().training_loss);
    CHECK(ra.history.back().training_accuracy == rb.history.back().training_accuracy);
    CHECK(predict(a, data.features()) == predict(b, data.features()));
}
