// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

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

    /// Where a worker's part of [0, units) begins; that of the next one is its end.
    [[nodiscard]] auto first_of(int rank, int units) const -> int
    {
        return static_cast<int>(static_cast<long>(units) * rank / size_);
    }

    /// Shares out units of work, when every worker of the region calls it, before the next barrier: f(unit) for
    /// the worker's own part of [0, units), in order, then for the last units of those that are slower.
    template <class F>
    void share(int rank, int units, F const& f)
    {
        open(rank, first_of(rank, units), first_of(rank + 1, units));
        for (int unit = take(rank); unit >= 0; unit = take(rank)) {
            f(unit);
        }
    }

private:
    struct crew;

    void run_region(void (*region)(void*, int), void* context);
    void open(int rank, int first, int last);
    /// A unit that nobody has taken; -1 if there is none.
    auto take(int rank) -> int;

    int size_;
    std::unique_ptr<crew> crew_;
};

} // namespace lagom
