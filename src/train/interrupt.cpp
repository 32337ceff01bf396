// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/interrupt.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <mutex>

namespace lagom::trainers {

namespace {

struct noted_signal {
    int number;
    bool installed = false;
    struct sigaction before = {};
};

std::mutex guards_lock; // of what follows
int guards = 0;
std::array<noted_signal, 3> noted{{{SIGINT}, {SIGTERM}, {SIGHUP}}};
bool keeps_pipes = false; // nobody reading what is printed ends no training

// Written by the handler: lock-free numbers only.
std::atomic<unsigned> interrupts{0}, interrupts_before_last_fit{0};
std::atomic<bool> told_to_end{false};
static_assert(std::atomic<unsigned>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// A handler that was put in our place while we were there may call us, and we it: once a signal is enough. A bit for
/// each of `noted`, as another signal may come meanwhile.
constinit thread_local unsigned passing_on = 0;

void pass_on(noted_signal const& s, siginfo_t* info, void* context)
{
    if ((s.before.sa_flags & SA_SIGINFO) != 0) {
        s.before.sa_sigaction(s.number, info, context);
    } else if (s.before.sa_handler != SIG_DFL && s.before.sa_handler != SIG_IGN) {
        s.before.sa_handler(s.number);
    } else if (s.before.sa_handler == SIG_DFL &&
               !s.installed) { // no fit runs, and that handler still calls us
        std::signal(s.number, SIG_DFL);
        std::raise(s.number);
    }
}

/// Notes the signal, then calls what the program itself had there.
extern "C" void lagom_note_signal(int number, siginfo_t* info, void* context)
{
    // Before what the program had there, which need not return.
    if (number == SIGINT) {
        interrupts.fetch_add(1, std::memory_order_relaxed);
    } else {
        told_to_end.store(true, std::memory_order_relaxed);
    }
    for (std::size_t i = 0; i < noted.size(); ++i) {
        auto const bit = 1U << i;
        if (noted[i].number == number && (passing_on & bit) == 0) {
            passing_on |= bit;
            pass_on(noted[i], info, context);
            passing_on &= ~bit;
        }
    }
}

void install(noted_signal& s)
{
    struct sigaction action = {};
    action.sa_sigaction = lagom_note_signal;
    action.sa_flags = SA_SIGINFO | SA_RESTART; // a read of the program that waits goes on
    sigemptyset(&action.sa_mask);
    if (sigaction(s.number, nullptr, &s.before) != 0 ||
        ((s.before.sa_flags & SA_SIGINFO) == 0 && s.before.sa_handler == SIG_IGN)) {
        return; // nohup, say
    }
    s.installed = sigaction(s.number, &action, nullptr) == 0;
}

void install_for_pipes()
{
    struct sigaction before = {};
    keeps_pipes = sigaction(SIGPIPE, nullptr, &before) == 0 && (before.sa_flags & SA_SIGINFO) == 0 &&
        before.sa_handler == SIG_DFL && std::signal(SIGPIPE, SIG_IGN) != SIG_ERR;
}
void put_back_for_pipes()
{
    struct sigaction now = {};
    if (keeps_pipes && sigaction(SIGPIPE, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
        now.sa_handler == SIG_IGN) {
        std::signal(SIGPIPE, SIG_DFL);
    }
    keeps_pipes = false;
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

interrupt_guard::interrupt_guard() : before_(interrupts.load(std::memory_order_relaxed))
{
    interrupts_before_last_fit.store(before_, std::memory_order_relaxed);
    std::lock_guard const lock(guards_lock);
    if (guards++ == 0) {
        for (auto& s : noted) {
            install(s);
        }
        install_for_pipes();
    }
}

interrupt_guard::~interrupt_guard()
{
    std::lock_guard const lock(guards_lock);
    if (--guards == 0) {
        for (auto& s : noted) {
            put_back(s);
        }
        put_back_for_pipes();
    }
}

auto interrupt_guard::asked() const -> bool
{
    return told_to_end.load(std::memory_order_relaxed) ||
        interrupts.load(std::memory_order_relaxed) != before_;
}

} // namespace lagom::trainers

namespace lagom {

auto interrupted() -> bool
{
    return trainers::told_to_end.load(std::memory_order_relaxed) ||
        trainers::interrupts.load(std::memory_order_relaxed) !=
        trainers::interrupts_before_last_fit.load(std::memory_order_relaxed);
}

} // namespace lagom
