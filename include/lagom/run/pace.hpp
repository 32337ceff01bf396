// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace lagom::runners {

/// Decides from what regions took how many workers pay. Sharing has an account: what a region took less than
/// it would have on one worker is paid in, what it took more is drawn. Overdrawn, half of the workers pause;
/// they are tried again after a while, which doubles unless they had paid for long. What is paid in counts up to a limit, so a core
/// that others take is noticed within milliseconds. All times are those of regions.
class pace {
public:
    /// Workers for the next region, at most `most`.
    [[nodiscard]] auto workers(int most) const -> int;
    /// `work`, in any unit, took that many workers `seconds`.
    void took(int workers, double work, double seconds);

private:
    static constexpr double limit = 2e-3, first_pause = 16e-3, longest_pause = 1;
    static constexpr long first_look = 2;
    static constexpr int length_of_look = 2;

    double alone_ = 0; // work a second of one worker; 0: not known
    double account_ = 0, paid_ = 0; // seconds; how long these workers have paid
    double pause_ = first_pause / 2, left_ = 0; // the last one, and what is left of it
    int halvings_ = 0, looked_ = 0; // regions of this look
    long shared_ = 0, next_look_ = first_look; // regions; then some on one worker, to see what they take
};

} // namespace lagom::runners
