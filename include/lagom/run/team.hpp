// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace lagom {

namespace detail {

/// The core that this thread runs on; -1 if the system does not tell.
auto current_core() -> int;
/// Moves the thread of a rank to a core that no other rank is on, if its own is shared and there is such a
/// core. It is not bound to it. Returns whether it moved.
auto leave_shared_core(std::atomic<int> const* core_of, int size, int rank) -> bool;

} // namespace detail

/// Workers that stay: a region runs on all of them at once, and inside it `barrier` joins them. A worker that
/// waits spins for a thousandth of a second at most and then sleeps, so an idle team costs nothing.
class team {
public:
    /// `threads` counts the caller, who is worker 0 of every region.
    explicit team(int threads) : size_(threads), core_of_(static_cast<std::size_t>(threads))
    {
        for (auto& core : core_of_) {
            core.store(-1, std::memory_order_relaxed);
        }
    }
    team(team const&) = delete;
    auto operator=(team const&) -> team& = delete;
    ~team()
    {
        if (!workers_.empty()) {
            region_ = nullptr;
            regions_.fetch_add(1, std::memory_order_release);
            regions_.notify_all();
        }
        for (auto& w : workers_) {
            w.join();
        }
    }

    [[nodiscard]] auto size() const -> int { return size_; }

    /// Calls f(rank) on every worker and returns when all are done.
    template <class F>
    void run(F& f)
    {
        if (size_ == 1) {
            return f(0);
        }
        region_ = [](void* context, int rank) {
            (*static_cast<F*>(context))(rank);
        };
        context_ = &f;
        hire();
        spread_out(0);
        regions_.fetch_add(1, std::memory_order_release);
        regions_.notify_all();
        f(0);
        barrier(0);
    }

    /// Returns on every worker of the region when all have called it.
    void barrier(int rank)
    {
        if (size_ == 1) {
            return;
        }
        auto const phase = phase_.load(std::memory_order_relaxed);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
            arrived_.store(0, std::memory_order_relaxed);
            phase_.store(phase + 1, std::memory_order_release);
            phase_.notify_all();
        } else {
            wait_while(phase_, phase, rank);
        }
    }

private:
    static constexpr int looks = 64;
    static constexpr std::chrono::microseconds until_yield{50}, until_sleep{1000};

    static void pause()
    {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }
    /// A short wait is spun through. In a longer one the core is offered to others between looks: the thread
    /// that is waited for may have been woken on this very core. After a thousandth of a second the wait
    /// becomes sleep; not sooner, because who has slept comes late himself, and the others fall asleep in
    /// turn.
    void wait_while(std::atomic<unsigned>& number, unsigned old, int rank)
    {
        using clock = std::chrono::steady_clock;
        auto const start = clock::now();
        for (auto waited = clock::duration::zero(); waited < until_sleep; waited = clock::now() - start) {
            for (int i = 0; i < looks; ++i) {
                if (number.load(std::memory_order_acquire) != old) {
                    return;
                }
                pause();
            }
            if (waited > until_yield) {
                std::this_thread::yield();
            }
        }
        while (number.load(std::memory_order_acquire) == old) {
            number.wait(old, std::memory_order_acquire);
        }
        spread_out(rank);
    }
    /// The workers come with the first region: what runs on one thread starts none.
    void hire()
    {
        for (int rank = static_cast<int>(workers_.size()) + 1; rank < size_; ++rank) {
            workers_.emplace_back([this, rank] {
                work(rank);
            });
        }
    }
    void work(int rank)
    {
        for (unsigned seen = 0;; ++seen) {
            wait_while(regions_, seen, rank);
            if (region_ == nullptr) {
                return;
            }
            region_(context_, rank);
            barrier(rank);
        }
    }
    /// A system likes to wake a thread on the core of the one that wakes it, and two that wait for each other
    /// in turn on one core never look like two that need two: 4 times slower than on two cores.
    void spread_out(int rank)
    {
        auto& mine = core_of_[static_cast<std::size_t>(rank)];
        mine.store(detail::current_core(), std::memory_order_relaxed);
        if (detail::leave_shared_core(core_of_.data(), size_, rank)) {
            mine.store(detail::current_core(), std::memory_order_relaxed);
        }
    }

    int size_;
    std::vector<std::atomic<int>> core_of_; // where each worker was seen last; -1: nowhere yet
    void (*region_)(void*, int) = nullptr;
    void* context_ = nullptr;
    alignas(64) std::atomic<unsigned> regions_{0};
    alignas(64) std::atomic<unsigned> phase_{0};
    alignas(64) std::atomic<int> arrived_{0};
    std::vector<std::jthread> workers_;
};

} // namespace lagom
