// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace lagom {

/// Workers that stay: a region runs on all of them at once, and inside it `barrier` joins them. A worker that
/// waits spins for some microseconds and then sleeps, so an idle team costs nothing.
class team {
public:
    /// `threads` counts the caller, who is worker 0 of every region.
    explicit team(int threads) : size_(threads) {}
    team(team const&) = delete;
    auto operator=(team const&) -> team& = delete;
    ~team()
    {
        if (!workers_.empty()) {
            region_ = nullptr;
            start();
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
        start();
        f(0);
        barrier();
    }

    /// Returns on every worker of the region when all have called it.
    void barrier()
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
            wait_while(phase_, phase);
        }
    }

private:
    static constexpr int spins = 4000; // about 20 microseconds

    static void pause()
    {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }
    static void wait_while(std::atomic<unsigned>& number, unsigned old)
    {
        for (int i = 0; i < spins; ++i) {
            if (number.load(std::memory_order_acquire) != old) {
                return;
            }
            pause();
        }
        while (number.load(std::memory_order_acquire) == old) {
            number.wait(old, std::memory_order_acquire);
        }
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
    void start()
    {
        regions_.fetch_add(1, std::memory_order_release);
        regions_.notify_all();
    }
    void work(int rank)
    {
        for (unsigned seen = 0;; ++seen) {
            wait_while(regions_, seen);
            if (region_ == nullptr) {
                return;
            }
            region_(context_, rank);
            barrier();
        }
    }

    int size_;
    void (*region_)(void*, int) = nullptr;
    void* context_ = nullptr;
    alignas(64) std::atomic<unsigned> regions_{0};
    alignas(64) std::atomic<unsigned> phase_{0};
    alignas(64) std::atomic<int> arrived_{0};
    std::vector<std::jthread> workers_;
};

} // namespace lagom
