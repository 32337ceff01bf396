// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/pace.hpp>

#include <algorithm>

namespace lagom::runners {

auto pace::workers(int most) const -> int
{
    return shared_ == next_look_ ? 1 : std::max(1, most >> std::min(halvings_, 30));
}

void pace::took(int workers, double work, double seconds)
{
    constexpr int times_rarer = 4, long_time = 8; // pauses
    double const rate = work / std::max(seconds, 1e-9);
    if (workers == 1) {
        // One that was disturbed says little: up at once, down slowly.
        alone_ = std::max(rate, 0.9 * alone_ + 0.1 * rate);
        if (shared_ == next_look_ && ++looked_ == length_of_look) {
            looked_ = 0;
            next_look_ *= times_rarer;
        }
    } else {
        ++shared_;
        paid_ += seconds;
        account_ = std::min(limit, account_ + (alone_ > 0 ? work / alone_ - seconds : 0));
    }
    if (account_ < -limit) {
        ++halvings_;
        pause_ = paid_ > long_time * pause_ ? first_pause : std::min(2 * pause_, longest_pause);
        left_ = pause_;
        account_ = paid_ = 0;
    } else if (halvings_ > 0 && (left_ -= seconds) <= 0) {
        --halvings_;
        left_ = pause_;
        account_ = paid_ = 0;
    }
}

} // namespace lagom::runners
