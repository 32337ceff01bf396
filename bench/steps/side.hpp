// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// The sides of the step benchmark: who runs one training step, or one inference, of a workload.
namespace bench {

struct side {
    virtual ~side() = default;
    /// Runs `count` steps.
    virtual void run(long count) = 0;
    /// The same, and what they take.
    virtual auto seconds(long count) -> double
    {
        using clock = std::chrono::steady_clock;
        auto const from = clock::now();
        run(count);
        return std::chrono::duration<double>(clock::now() - from).count();
    }
    /// Of the last step; NaN where there is none.
    virtual auto loss() -> double = 0;
    /// What each part of a step takes, in microseconds, as "part\tmicroseconds" lines; empty if unknown.
    virtual auto parts() -> std::vector<std::string> { return {}; }
};

/// Makes a side for a number of threads.
using maker = std::function<std::unique_ptr<side>(int threads)>;

/// `mlp-small/stack fused` and the like, and how to make it. Returns true.
auto offer(std::string name, maker make) -> bool;

} // namespace bench
