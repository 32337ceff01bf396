// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/history.hpp>

namespace lagom::trainers {

/// What a line of progress tells of a run. 0 and NaN are what is not known.
struct progress_facts {
    epoch_record now; // of the epoch that ended last; `epoch` is the one under way
    long epochs = 0; // at most
    long step = 0, steps_per_epoch = 0; // of the epoch under way
    long best_epoch = 0;
    double seconds_left = 0; // at most
    double examples_a_second = 0;
};

/// "epoch 3/20  training 0.2310  validation 0.1921  ...": as many of the facts as `width` columns hold, the
/// most important ones.
auto progress_line(progress_facts const& facts, std::size_t width) -> std::string;

/// Progress on stderr: on a terminal one line that is redrawn and never wider than it; elsewhere a line every
/// so many epochs, and one for the last. stdout holds results only.
class progress {
public:
    explicit progress(bool silent, long epochs_a_line = 1);
    ~progress();
    progress(progress const&) = delete;
    auto operator=(progress const&) -> progress& = delete;

    /// How long an epoch is and how many steps the run has at most, 0 if that is not known.
    void expect(std::size_t examples, long steps_per_epoch, long total_steps);
    /// `loss` and `right` are sums over the `seen` examples of this epoch; NaN if classes are not counted.
    void after_step(long epoch, long step, double loss, double right, std::size_t seen);
    void after_epoch(epoch_record const& r, long best_epoch);
    /// Leaves the last line standing.
    void end();

private:
    void draw();
    void guess(long steps, double seconds);

    progress_facts facts_;
    bool silent_, terminal_, drawn_ = false, pending_ = false;
    long epochs_a_line_, total_steps_ = 0;
    double examples_a_step_ = 0, start_, last_ = 0;
};

} // namespace lagom::trainers
