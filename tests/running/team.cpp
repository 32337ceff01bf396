// SPDX-License-Identifier: BSL-1.0
#include "one_core.hpp"

#include <lagom/run/cores.hpp>
#include <lagom/run/team.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <mutex>
#include <pthread.h>
#include <random>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace lagom;

namespace {

/// Counts how often each unit of a job is done, and those that came before the stage before was over.
class counted {
public:
    explicit counted(runners::job const& j) : job_(&j), finished_(j.stages.size())
    {
        for (auto const& s : j.stages) {
            done_.emplace_back(static_cast<std::size_t>(s.units));
        }
    }
    void take(int stage, int first, int last)
    {
        auto const s = static_cast<std::size_t>(stage);
        early_ += s > 0 && finished_[s - 1] != job_->stages[s - 1].units ? 1 : 0;
        for (int i = first; i < last; ++i) {
            ++done_[s][static_cast<std::size_t>(i)];
        }
        finished_[s] += last - first;
    }
    /// Units that were not done exactly once, or too early.
    [[nodiscard]] auto wrong() const -> long
    {
        long count = early_;
        for (auto const& stage : done_) {
            for (auto const& times : stage) {
                count += times == 1 ? 0 : 1;
            }
        }
        return count;
    }

private:
    runners::job const* job_;
    std::vector<std::vector<std::atomic<int>>> done_;
    std::vector<std::atomic<int>> finished_;
    std::atomic<int> early_{0};
};

auto wrong_units(runners::team& workers, runners::job& j) -> long
{
    counted units(j);
    workers.run(j, [&](int stage, int first, int last) {
        units.take(stage, first, last);
    });
    return units.wrong();
}

auto random_job(std::mt19937& draws) -> runners::job
{
    runners::job j;
    for (auto stages = 1 + draws() % 9; stages > 0; --stages) {
        auto const how = static_cast<runners::sharing>(draws() % 3);
        int const most = draws() % 50 == 0 ? 200000 : 40; // more units than a number of 16 bits counts
        int const units = 1 + static_cast<int>(draws()) % most;
        j.stages.push_back({how == runners::sharing::alone ? 1 : std::max(1, units), how});
    }
    return j;
}

/// Threads of this process.
auto threads_alive() -> int
{
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // one that was joined may still be ending
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("Threads:")) {
            return std::stoi(line.substr(8));
        }
    }
    return 0;
}

void sleep_ms(int count) { std::this_thread::sleep_for(std::chrono::milliseconds(count)); }

} // namespace

TEST_CASE("team: each unit of each stage is done once, and after the stage before")
{
    for (int const size : {1, 2, 3, 5, 16}) {
        CAPTURE(size);
        runners::team workers(size, runners::team::use::all);
        std::mt19937 draws(1);
        long wrong = 0;
        for (int i = 0; i < 200; ++i) {
            auto j = random_job(draws);
            wrong += wrong_units(workers, j);
            if (i % 50 == 0) {
                sleep_ms(3); // all are asleep when the next one comes
            }
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("team: more workers than cores that they may run on do each unit once, too")
{
    support::one_core const pinned;
    runners::team workers(16, runners::team::use::all);
    std::mt19937 draws(2);
    long wrong = 0;
    for (int i = 0; i < 50; ++i) {
        auto j = random_job(draws);
        wrong += wrong_units(workers, j);
    }
    CHECK(wrong == 0);
    CHECK(runners::team(16).size() == 1); // by itself it would not take more than the core
}

TEST_CASE("team: the others take units of a slow worker, be it the caller or not")
{
    for (bool const caller_is_slow : {false, true}) {
        CAPTURE(caller_is_slow);
        runners::team workers(2, runners::team::use::all);
        constexpr int its_part = 20 * 36 / 2;
        runners::job j{.stages = std::vector<runners::job::stage>(20, {36, runners::sharing::by_unit})};
        auto const caller = std::this_thread::get_id();
        std::atomic<int> by_slow{its_part};
        for (int i = 0; i < 20 && by_slow >= its_part; ++i) { // the machine may have no time for the other
            by_slow = 0;
            workers.run(j, [&](int, int first, int last) {
                if ((std::this_thread::get_id() == caller) == caller_is_slow) {
                    std::this_thread::sleep_for(std::chrono::microseconds(300));
                    by_slow += last - first;
                }
            });
        }
        CHECK(by_slow < its_part);
    }
}

TEST_CASE("team: a worker that has gone to sleep wakes up for the next job")
{
    runners::team workers(2, runners::team::use::all);
    runners::job j{.stages = {{2, runners::sharing::in_parts}}};
    std::mutex guard;
    std::set<std::thread::id> seen;
    for (int i = 0; i < 100 && seen.size() < 2; ++i) {
        sleep_ms(10);
        seen.clear();
        workers.run(j, [&](int, int, int) {
            sleep_ms(10);
            std::lock_guard const here(guard);
            seen.insert(std::this_thread::get_id());
        });
    }
    CHECK(seen.size() == 2);
}

namespace {

std::atomic<bool> held{false}, released{false};

extern "C" void hold_until_released(int)
{
    held = true;
    while (!released) {
        usleep(100);
    }
}

} // namespace

/// Fault     a worker is not scheduled
/// Injected  one that a signal's handler holds
/// Holds     it holds up nobody
TEST_CASE("team: a worker that is not scheduled holds up nobody, and is there again afterwards")
{
    struct sigaction action = {}, before;
    action.sa_handler = hold_until_released;
    sigaction(SIGUSR1, &action, &before);
    runners::team workers(2, runners::team::use::all);
    std::atomic<pthread_t> helper{};
    auto const caller = pthread_self();
    runners::job find{.stages = {{2, runners::sharing::in_parts}}};
    for (int i = 0; i < 1000 && helper == pthread_t{}; ++i) {
        workers.run(find, [&](int, int, int) {
            sleep_ms(1);
            if (pthread_equal(pthread_self(), caller) == 0) {
                helper = pthread_self();
            }
        });
    }
    REQUIRE(helper != pthread_t{});
    pthread_kill(helper, SIGUSR1);
    while (!held) {
        sleep_ms(1);
    }
    std::mt19937 draws(3);
    for (int i = 0; i < 50; ++i) {
        auto j = random_job(draws);
        CHECK(wrong_units(workers, j) == 0); // would not end if it waited
    }
    released = true;
    for (int i = 0; i < 50; ++i) {
        auto j = random_job(draws);
        CHECK(wrong_units(workers, j) == 0);
    }
    sigaction(SIGUSR1, &before, nullptr);
}

TEST_CASE("team: little work starts no thread, much does")
{
    int const before = threads_alive();
    runners::team workers(4);
    runners::job little{.stages = {{8, runners::sharing::in_parts}}, .work = 1e6};
    CHECK(wrong_units(workers, little) == 0);
    CHECK(threads_alive() == before);
    runners::job much{.stages = {{8, runners::sharing::in_parts}}, .work = 1e9};
    CHECK(wrong_units(workers, much) == 0);
    CHECK(threads_alive() == before + std::min(4, runners::usable_cores()) - 1);
}

#ifndef LAGOM_WATCHED // a sanitizer refuses threads after a fork, and limits

/// Fault     fork() in a callback, and the child fits on
/// Injected  fork
/// Holds     the child has workers of its own
TEST_CASE("team: the child of a fork has workers of its own")
{
    runners::team workers(3, runners::team::use::all);
    runners::job j{.stages = {{8, runners::sharing::in_parts},
                              {1, runners::sharing::alone},
                              {30, runners::sharing::by_unit}}};
    CHECK(wrong_units(workers, j) == 0);
    auto const child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(20); // a child that hangs is ended, and counts as failed
        int wrong = 0;
        {
            runners::team alike(2, runners::team::use::all); // one that the parent has not
            wrong = static_cast<int>(wrong_units(alike, j) + wrong_units(workers, j));
            wrong += threads_alive() == 4 ? 0 : 1;
        }
        workers.~team(); // ends what the child has started
        _exit(wrong == 0 ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(wrong_units(workers, j) == 0); // the parent's are still there
}

/// Fault     threads are refused
/// Injected  a limit of memory for their stacks
/// Holds     done without, and counted
TEST_CASE("team: threads that the system refuses are done without, and counted")
{
    rlimit before{}, less{};
    REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    less = before;
    less.rlim_cur = static_cast<rlim_t>(pages * sysconf(_SC_PAGESIZE)) + (40U << 20); // some stacks of 8 MB
    runners::team workers(64, runners::team::use::all);
    runners::job j{.stages = {{100, runners::sharing::by_unit}, {7, runners::sharing::in_parts}}};
    REQUIRE(setrlimit(RLIMIT_AS, &less) == 0);
    long const wrong = wrong_units(workers, j);
    setrlimit(RLIMIT_AS, &before);
    CHECK(wrong == 0);
    CHECK(workers.missing() > 0);
    CHECK(workers.size() == 64 - workers.missing());
    CHECK(wrong_units(workers, j) == 0); // it does not ask again
}

#endif
