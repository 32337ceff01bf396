// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

namespace lagom {

/// Workers that stay: a region runs on all of them at once, and inside it `barrier` joins them. A worker that
/// waits spins for a thousandth of a second at most and then sleeps, so an idle team costs nothing.
class team {
public:
    /// `threads` counts the caller, who is worker 0 of every region. The others come with the first region:
    /// what runs on one thread starts none.
    explicit team(int threads);
    team(team const&) = delete;
    auto operator=(team const&) -> team& = delete;
    ~team();

    [[nodiscard]] auto size() const -> int { return size_; }

    /// Calls f(rank) on every worker and returns when all are done.
    template <class F>
    void run(F& f)
    {
        if (size_ == 1) {
            return f(0);
        }
        run_region(
            [](void* context, int rank) {
                (*static_cast<F*>(context))(rank);
            },
            &f);
    }

    /// Returns on every worker of the region when all have called it.
    void barrier(int rank);

private:
    struct crew;

    void run_region(void (*region)(void*, int), void* context);

    int size_;
    std::unique_ptr<crew> crew_;
};

} // namespace lagom
