// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/interrupt.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>

namespace lagom {

namespace {

struct noted_signal {
    int number;
    bool installed = false;
    struct sigaction before = {};
};

std::mutex guards_lock; // of what follows
int guards = 0;
std::array<noted_signal, 3> noted{{{SIGINT}, {SIGTERM}, {SIGHUP}}};

// Written by the handler: lock-free numbers only.
std::atomic<unsigned> interrupts{0}, interrupts_before_last_fit{0};
std::atomic<bool> told_to_end{false};
static_assert(std::atomic<unsigned>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// Notes the signal, then calls what the program itself had there.
extern "C" void lagom_note_signal(int number, siginfo_t* info, void* context)
{
    if (number == SIGINT) {
        interrupts.fetch_add(1, std::memory_order_relaxed);
    } else {
        told_to_end.store(true, std::memory_order_relaxed);
    }
    for (auto const& s : noted) {
        if (s.number != number) {
            continue;
        }
        if ((s.before.sa_flags & SA_SIGINFO) != 0) {
            s.before.sa_sigaction(number, info, context);
        } else if (s.before.sa_handler != SIG_DFL && s.before.sa_handler != SIG_IGN) {
            s.before.sa_handler(number);
        }
    }
}

void install(noted_signal& s)
{
    struct sigaction action = {};
    action.sa_sigaction = lagom_note_signal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(s.number, nullptr, &s.before) != 0 ||
        ((s.before.sa_flags & SA_SIGINFO) == 0 && s.before.sa_handler == SIG_IGN)) {
        return; // nohup, say
    }
    s.installed = sigaction(s.number, &action, nullptr) == 0;
}

/// Whoever has put a handler of his own in our place meanwhile keeps it.
void put_back(noted_signal& s)
{
    struct sigaction now = {};
    if (s.installed && sigaction(s.number, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) != 0 &&
        now.sa_sigaction == lagom_note_signal) {
        sigaction(s.number, &s.before, nullptr);
    }
    s.installed = false;
}

} // namespace

auto interrupted() -> bool
{
    return told_to_end.load(std::memory_order_relaxed) ||
        interrupts.load(std::memory_order_relaxed) !=
        interrupts_before_last_fit.load(std::memory_order_relaxed);
}

interrupt_guard::interrupt_guard() : before_(interrupts.load(std::memory_order_relaxed))
{
    interrupts_before_last_fit.store(before_, std::memory_order_relaxed);
    std::lock_guard const lock(guards_lock);
    if (guards++ == 0) {
        for (auto& s : noted) {
            install(s);
        }
    }
}

interrupt_guard::~interrupt_guard()
{
    std::lock_guard const lock(guards_lock);
    if (--guards == 0) {
        for (auto& s : noted) {
            put_back(s);
        }
    }
}

auto interrupt_guard::asked() const -> bool
{
    return told_to_end.load(std::memory_order_relaxed) ||
        interrupts.load(std::memory_order_relaxed) != before_;
}

} // namespace lagom
