// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/team.hpp>

#include "run/team_moment.hpp"
#include "run/team_system.hpp"

#include <lagom/run/cores.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>

namespace lagom::runners {

using namespace team_moments;
using namespace team_system;

namespace {

using clock = std::chrono::steady_clock;

/// How often a wait looks between two readings of the clock, which takes longer than a look.
constexpr int looks = 64;
/// How long a worker may come late to a stage before the others take its part: cores that wait for each other
/// see a new stage within 0.2 us.
constexpr std::chrono::microseconds patience{5};
/// How long a wait is spun through before it becomes sleep; where there are more workers than cores, whoever
/// spins keeps another from working. Nobody yields: Linux 6.18 takes a slice of 3 ms from a thread for each
/// call, even where no other wants the core, and lets it pay when one comes.
constexpr std::chrono::microseconds until_sleep{200}, until_sleep_in_a_crowd{10};
/// What jobs take on one worker before others are started, which takes 0.1 ms, and as much again to end them:
/// in seconds, and in multiplications of the next one.
constexpr double until_start = 5e-4, enough_to_start = 3e7;

auto seconds_since(clock::time_point start) -> double
{
    return std::chrono::duration<double>(clock::now() - start).count();
}

struct worker {
    alignas(64) std::atomic<std::uint64_t> left{0};
    alignas(64) std::atomic<bool> sleeps{false};
    std::atomic<bool> away{false}; // it came late to a stage, or sleeps: its part may be taken at once
    std::mutex door;
    std::condition_variable bell;
};

} // namespace

struct team::crew {
    std::vector<worker> workers; // by rank
    std::vector<std::atomic<int>> core_of; // where each was seen last; -1: nowhere yet
    clock::duration spin;
    alignas(64) std::atomic<std::uint64_t> now{moment_of_team(0, moment_of_team::idle).bits};
    // Of the job; they change only while all of its units are done, and are read by who holds one. They come to
    // another core in the same line.
    units_function call = nullptr;
    void const* context = nullptr;
    std::vector<job::stage> const* stages = nullptr;
    std::uint32_t first_number = 0, refreshed = 0;
    int sharers = 0;
    alignas(64) std::atomic<int> done{0}; // bundles, of the stage
    alignas(64) std::atomic<int> asleep{0};
    std::vector<std::thread> threads;
    unsigned born = forks().load();

    explicit crew(std::size_t size)
        : workers(size), core_of(size),
          spin(static_cast<int>(size) > usable_cores() ? until_sleep_in_a_crowd : until_sleep)
    {
        threads.reserve(size);
        for (auto& core : core_of) {
            core.store(-1, std::memory_order_relaxed);
        }
    }

    [[nodiscard]] auto moment() const -> moment_of_team
    {
        return moment_of_team(now.load(std::memory_order_acquire));
    }
    [[nodiscard]] auto at(int rank) -> worker& { return workers[static_cast<std::size_t>(rank)]; }

    /// What comes after a moment, for a worker: the caller sees each, the others those with work for them.
    [[nodiscard]] static auto is_next(moment_of_team m, moment_of_team before, int rank) -> bool
    {
        return m.number() != before.number() &&
            (rank == 0 || m.has_work_for(rank) || m.what() == moment_of_team::over);
    }

    void publish(moment_of_team m, int rank)
    {
        if (rank == 0 && !m.is_stage() && m.what() != moment_of_team::over) {
            now.store(m.bits, std::memory_order_release); // the others need not know
            return;
        }
        // In one order with `sleep_after`: either the sleeper sees this moment, or it is seen to sleep.
        now.store(m.bits, std::memory_order_seq_cst);
        if (asleep.load(std::memory_order_seq_cst) == 0) {
            return;
        }
        int const to =
            m.what() == moment_of_team::over ? static_cast<int>(workers.size()) : std::max(1, m.workers());
        for (int r = 0; r < to; ++r) {
            auto& other = at(r);
            if (r != rank && other.sleeps.load(std::memory_order_seq_cst)) {
                std::lock_guard const it_listens(other.door);
                other.bell.notify_one();
            }
        }
    }

    /// Bundles of another's part or the own one, which its owner takes from the front; none if there are none.
    auto take(moment_of_team m, int rank, int owner, bool may_open) -> range
    {
        auto& left = at(owner).left;
        auto bits = left.load(std::memory_order_relaxed); // `now` and `done` hand over what units read
        for (;;) {
            left_of_part const l(bits);
            bool const opens = l.unopened(m);
            if (opens ? !may_open : l.number() != m.number()) {
                return {};
            }
            auto const r = opens ? m.part_of(owner) : l.bundles();
            if (r.size() == 0) {
                return {};
            }
            int const count = m.what() == moment_of_team::by_unit ? 1 : r.size();
            range const front{r.first, r.first + count}, back{r.last - count, r.last};
            left_of_part const rest(m.number(),
                                    rank == owner ? range{front.last, r.last} : range{r.first, back.first});
            if (left.compare_exchange_weak(bits, rest.bits, std::memory_order_relaxed)) {
                return rank == owner ? front : back;
            }
        }
    }

    void call_for(moment_of_team m, range bundles) const
    {
        auto const stage = static_cast<int>(m.number() - first_number);
        int const units = (*stages)[static_cast<std::size_t>(stage)].units;
        int const each = m.what() == moment_of_team::none ? units : units_in_bundle(units);
        call(context, stage, bundles.first * each, std::min(units, bundles.last * each));
    }

    /// The stage of the job that has a number, as a moment; idle behind the last one.
    [[nodiscard]] auto stage_at(std::uint32_t number) const -> moment_of_team
    {
        auto const place = static_cast<std::size_t>(number - first_number);
        if (place >= stages->size()) {
            return {number, moment_of_team::idle};
        }
        auto const& s = (*stages)[place];
        int const each = units_in_bundle(s.units);
        return {number, static_cast<moment_of_team::kind>(s.how),
                s.how == sharing::alone ? 1 : (s.units + each - 1) / each, sharers};
    }

    /// Whoever does the last of a stage opens the next one.
    auto finish(moment_of_team m, int count, int rank) -> bool
    {
        if (count == 0) {
            return false;
        }
        if (count < m.bundles()) { // not alone
            if (done.fetch_add(count, std::memory_order_acq_rel) + count < m.bundles()) {
                return false;
            }
            done.store(0, std::memory_order_relaxed);
        }
        publish(stage_at(m.number() + 1), rank);
        return true;
    }

    /// Does the own part of a stage, and what may be taken of the others'. Returns whether it did any of it.
    auto work_on(moment_of_team m, int rank) -> bool
    {
        bool any = false;
        for (int i = 0; i < m.workers(); ++i) {
            int const owner = (rank + i) % m.workers();
            bool const may_open = i == 0 || at(owner).away.load(std::memory_order_relaxed);
            if (!may_open && m.what() != moment_of_team::by_unit) {
                continue; // it has opened its part and taken all, or comes soon
            }
            int count = 0;
            for (auto r = take(m, rank, owner, may_open); r.size() > 0; r = take(m, rank, owner, may_open)) {
                if (i == 0 && at(rank).away.load(std::memory_order_relaxed)) {
                    at(rank).away.store(false, std::memory_order_relaxed);
                }
                call_for(m, r);
                count += r.size();
            }
            any = any || count > 0;
            if (finish(m, count, rank)) {
                break;
            }
        }
        return any;
    }

    /// Whether somebody has not come to its part of a stage; it is noted.
    auto miss(moment_of_team m, int rank) -> bool
    {
        bool found = false;
        for (int r = 0; m.has_work_for(rank) && r < m.workers(); ++r) {
            auto& other = at(r);
            if (r != rank && m.part_of(r).size() > 0 &&
                left_of_part(other.left.load(std::memory_order_relaxed)).unopened(m)) {
                other.away.store(true, std::memory_order_relaxed);
                found = true;
            }
        }
        return found;
    }

    /// A short wait is spun through; in a longer one the parts of workers that have not come are done, and at
    /// last it becomes sleep: one that is waited for may be on this very core.
    auto wait_after(moment_of_team m, int rank) -> moment_of_team
    {
        for (auto start = clock::time_point::max();;) { // a wait of a few looks reads no clock
            for (int i = 0; i < looks; ++i) {
                auto const next = moment();
                if (is_next(next, m, rank)) {
                    return next;
                }
                if (next.what() == moment_of_team::rest) {
                    return sleep_after(m, rank);
                }
                pause();
            }
            auto const looked = clock::now();
            start = std::min(start, looked);
            auto const waited = looked - start;
            if (waited > patience && miss(m, rank) && work_on(m, rank)) {
                start = clock::time_point::max();
            } else if (waited > spin) {
                return sleep_after(m, rank);
            }
        }
    }
    auto sleep_after(moment_of_team m, int rank) -> moment_of_team
    {
        auto& me = at(rank);
        auto next = m;
        me.away.store(true, std::memory_order_relaxed); // who has slept comes late
        {
            std::unique_lock lock(me.door);
            me.sleeps.store(true, std::memory_order_seq_cst);
            asleep.fetch_add(1, std::memory_order_seq_cst);
            me.bell.wait(lock, [&] {
                next = moment_of_team(now.load(std::memory_order_seq_cst));
                return is_next(next, m, rank);
            });
            me.sleeps.store(false, std::memory_order_relaxed);
            asleep.fetch_sub(1, std::memory_order_relaxed);
        }
        spread_out(rank);
        return next;
    }

    /// A system likes to wake a thread on the core of the one that wakes it, and two that wait for each other
    /// in turn on one core never look like two that need two: 4 times slower than on two cores.
    void spread_out(int rank)
    {
        auto const r = static_cast<std::size_t>(rank);
        core_of[r].store(current_core(), std::memory_order_relaxed);
        if (leave_shared_core(core_of, r)) {
            core_of[r].store(current_core(), std::memory_order_relaxed);
        }
    }

    void live(int rank)
    {
        for (auto m = moment(); m.what() != moment_of_team::over; m = wait_after(m, rank)) {
            if (m.has_work_for(rank)) {
                work_on(m, rank);
            }
        }
    }

    /// Nobody waits for another job: the caller works alone.
    void rest()
    {
        if (auto const m = moment(); m.what() != moment_of_team::rest) {
            publish({m.number() + 1, moment_of_team::rest}, 0);
        }
    }

    void run(job const& j, int count, units_function f, void const* with)
    {
        auto const number = moment().number() + 1;
        // Who was not in the last job, or has had no part for long, may have a number that would seem to come.
        bool const long_ago = number - refreshed > 1U << 30;
        refreshed = long_ago ? number : refreshed;
        for (int r = long_ago ? 0 : sharers; r < count; ++r) {
            at(r).left.store(left_of_part(number - 1, {}).bits, std::memory_order_relaxed);
        }
        call = f;
        context = with;
        stages = &j.stages;
        first_number = number;
        sharers = count;
        spread_out(0);
        publish(stage_at(number), 0);
        for (auto m = moment(); m.is_stage(); m = wait_after(m, 0)) {
            work_on(m, 0);
        }
    }
};

team::team(int threads, use which)
    : size_(which == use::all ? threads : std::min(threads, usable_cores())), which_(which)
{
}

team::~team()
{
    forget_parents_crew();
    if (!crew_) {
        return;
    }
    auto const number = crew_->moment().number() + 1;
    crew_->publish(moment_of_team(number, moment_of_team::over), 0);
    for (auto& thread : crew_->threads) {
        thread.join();
    }
}

void team::forget_parents_crew()
{
    if (crew_ && crew_->born != forks().load(std::memory_order_relaxed)) {
        static_cast<void>(crew_.release()); // its threads can be neither joined nor ended: it stays in memory
    }
}

auto team::start(int count) -> int
{
    forget_parents_crew();
    if (!crew_) {
        crew_ = std::make_unique<crew>(static_cast<std::size_t>(size_));
    }
    auto& c = *crew_;
    try {
        for (int rank = static_cast<int>(c.threads.size()) + 1; rank < count; ++rank) {
            c.threads.emplace_back([&c, rank] {
                c.live(rank);
            });
        }
    } catch (std::system_error const&) { // no more threads for this process
        int const reached = static_cast<int>(c.threads.size()) + 1;
        missing_ += size_ - reached;
        size_ = reached;
    }
    return std::min(count, size_);
}

auto team::workers_for(job const& j) -> int
{
    if (which_ == use::all || size_ == 1) {
        return size_;
    }
    if (!crew_ && seen_ < until_start && j.work < enough_to_start) {
        return 1;
    }
    return j.pace.workers(size_);
}

void team::run_stages(job& j, units_function f, void const* context)
{
    int count = workers_for(j);
    count = count > 1 ? start(count) : 1;
    bool const measures = size_ > 1 && which_ == use::what_pays;
    auto const from = measures ? clock::now() : clock::time_point();
    if (count > 1) {
        crew_->run(j, count, f, context);
    } else {
        if (crew_) {
            crew_->rest();
        }
        for (std::size_t s = 0; s < j.stages.size(); ++s) {
            f(context, static_cast<int>(s), 0, j.stages[s].units);
        }
    }
    if (measures) {
        double const seconds = seconds_since(from);
        seen_ += seconds;
        j.pace.took(count, j.work, seconds);
    }
}

} // namespace lagom::runners
