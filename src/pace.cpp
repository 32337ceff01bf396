// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/pace.hpp>

#include <algorithm>

namespace lagom {

auto pace::workers(int most) const -> int
{
    return shared_ == next_look_ ? 1 : std::max(1, most >> std::min(halvings_, 30));
}

void pace::took(int workers, double work, double seconds)
{
    constexpr int times_rarer = 2;
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
        account_ = std::min(limit, account_ + (alone_ > 0 ? work / alone_ - seconds : 0));
    }
    if (account_ < -limit) {
        ++halvings_;
        account_ = 0;
        left_ = pause_;
        pause_ = std::min(2 * pause_, longest_pause);
    } else if (halvings_ == 0) {
        pause_ = account_ >= limit ? first_pause : pause_;
    } else if ((left_ -= seconds) <= 0) {
        --halvings_;
        account_ = 0;
        left_ = pause_;
    }
}

} // namespace lagom
