// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/run/pace.hpp>

#include <memory>
#include <vector>

namespace lagom::runners {

/// How workers share a stage: not, each its part, or so that who is done takes single units from the others.
enum class sharing : unsigned char { alone, in_parts, by_unit };

/// Stages that a team runs one after the other. Each is cut into units, by shape and never by the number of
/// workers.
struct job {
    struct stage {
        int units = 1;
        sharing how = sharing::alone;
    };
    std::vector<stage> stages;
    double work = 0; // multiplications of the stages that are shared
    alignas(64) runners::pace pace{}; // changes with each run, beside what all workers read
};

/// Workers that stay. A stage is over when its units are done, so nobody waits for a worker that holds none:
/// one that is not scheduled, or still asleep, loses its part to the others. Which worker does a unit makes no
/// difference to what comes out. A worker that waits spins, then sleeps: an idle team costs nothing.
class team {
public:
    /// Which workers run a job: as many as pay (those that there are cores for, none for little work, and
    /// fewer where sharing is measured to lose time), or all, always: for tests, and to measure a machine.
    enum class use : unsigned char { what_pays, all };

    /// `threads` counts the caller, who is worker 0. The others are started when there is work that is worth
    /// it.
    explicit team(int threads, use which = use::what_pays);
    team(team const&) = delete;
    auto operator=(team const&) -> team& = delete;
    ~team();

    /// The most workers that a job can have.
    [[nodiscard]] auto size() const -> int { return size_; }
    /// Threads that the system refused to start; the team goes on without them.
    [[nodiscard]] auto missing() const -> int { return missing_; }

    /// Calls f(stage, first, last) for units [first, last) until all of all stages are done, each once; what a
    /// stage has written the next one can read.
    template <class F>
    void run(job& j, F const& f)
    {
        run_stages(
            j,
            [](void const* context, int stage, int first, int last) {
                (*static_cast<F const*>(context))(stage, first, last);
            },
            &f);
    }

private:
    struct crew;
    using units_function = void (*)(void const* context, int stage, int first, int last);

    void run_stages(job& j, units_function f, void const* context);
    auto workers_for(job const& j) -> int;
    /// Starts what is missing of so many workers. Returns how many there are.
    auto start(int workers) -> int;
    /// The threads of a process that has forked are not there in the child.
    void forget_parents_crew();

    int size_, missing_ = 0;
    use which_;
    double seen_ = 0; // seconds of jobs that could have been shared, before the threads are started
    std::unique_ptr<crew> crew_;
};

} // namespace lagom::runners
