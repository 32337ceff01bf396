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
    explicit peak(int threads) : workers_(threads, lagom::runners::team::use::all)
    {
        each_.stages = {{threads, lagom::runners::sharing::in_parts}};
    }
    void run(long count) override
    {
        workers_.run(each_, [count](int, int first, int last) {
            for (; first < last; ++first) {
                lagom::reports::run_at_peak(count);
            }
        });
    }
    auto loss() -> double override { return std::numeric_limits<double>::quiet_NaN(); }

private:
    lagom::runners::team workers_;
    lagom::runners::job each_; // a unit for each
};

bool const offered = bench::offer("peak peak", [](int threads) {
    return std::make_unique<peak>(threads);
});

} // namespace
