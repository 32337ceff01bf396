// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace lagom::trainers {

/// A thread for work that can as well be left: it runs where a core is free, and is left behind where there is none.
/// So nobody waits for it, but at its end.
class idle_worker {
public:
    /// `work` looks at `is_called_off` often, and returns soon then.
    explicit idle_worker(std::function<void()> work);
    idle_worker(idle_worker const&) = delete;
    auto operator=(idle_worker const&) -> idle_worker& = delete;
    ~idle_worker();

    /// Whether it has no work: what that reads may change.
    [[nodiscard]] auto has_none() const -> bool { return state_.load(std::memory_order_acquire) == none; }
    /// Begins the work. Requires has_none().
    void begin();
    void call_off() { called_off_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] auto is_called_off() const -> bool { return called_off_.load(std::memory_order_relaxed); }

private:
    enum state : int { none, asked, ended };

    void run();

    std::function<void()> work_;
    std::atomic<int> state_{none};
    std::atomic<bool> called_off_{false};
    std::thread thread_; // started by the first work
    int process_ = 0; // in which it runs
    bool cannot_start_ = false;
};

} // namespace lagom::trainers
