// SPDX-License-Identifier: BSL-1.0
// The machine's ceiling as a side of its own: a step is a fixed number of multiply-adds in registers on every
// thread.
#include "side.hpp"

#include <lagom/report/machine.hpp>
#include <lagom/run/team.hpp>

#include <limits>

namespace {

class peak final : public bench::side {
public:
    explicit peak(int threads) : workers_(threads) {}
    void run(long count) override
    {
        auto region = [count](int) {
            lagom::run_at_peak(count);
        };
        workers_.run(region);
    }
    auto loss() -> double override { return std::numeric_limits<double>::quiet_NaN(); }

private:
    lagom::team workers_;
};

bool const offered = bench::offer("peak peak", [](int threads) {
    return std::make_unique<peak>(threads);
});

} // namespace
