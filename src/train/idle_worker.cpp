// SPDX-License-Identifier: BSL-1.0
#include "train/idle_worker.hpp"

#include <system_error>
#include <utility>

#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#endif

namespace lagom::trainers {

namespace {

/// Leaves every core to whoever else wants it. False where the system has no such thing.
auto becomes_idle() -> bool
{
#ifdef SCHED_IDLE
    sched_param const none{};
    return sched_setscheduler(0, SCHED_IDLE, &none) == 0; // of this thread alone
#else
    return false;
#endif
}

} // namespace

idle_worker::idle_worker(std::function<void()> work) : work_(std::move(work)) {}

idle_worker::~idle_worker()
{
    if (!thread_.joinable()) {
        return;
    }
    if (process_ != getpid()) { // the threads of a process that has forked are not there in the child
        thread_.detach();
        return;
    }
    call_off();
    state_.store(ended, std::memory_order_release);
    state_.notify_one();
    thread_.join();
}

void idle_worker::begin()
{
    if (cannot_start_ || (thread_.joinable() && process_ != getpid())) {
        return;
    }
    called_off_.store(false, std::memory_order_relaxed);
    state_.store(asked, std::memory_order_release);
    if (thread_.joinable()) {
        state_.notify_one();
        return;
    }
    try {
        process_ = getpid();
        thread_ = std::thread([this] {
            run();
        });
    } catch (std::system_error const&) { // all goes on without it
        cannot_start_ = true;
        state_.store(none, std::memory_order_release);
    }
}

void idle_worker::run()
{
    if (!becomes_idle()) {
        return; // and stays asked: nothing is offered any more
    }
    for (;;) {
        state_.wait(none, std::memory_order_acquire);
        if (state_.load(std::memory_order_acquire) == ended) {
            return;
        }
        work_();
        int expected = asked;
        state_.compare_exchange_strong(expected, none, std::memory_order_acq_rel);
    }
}

} // namespace lagom::trainers
