// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/history.hpp>

namespace lagom {

/// Progress on stderr: one redrawn line on a terminal, one line an epoch elsewhere. stdout holds results
/// only.
class progress {
public:
    explicit progress(bool silent);
    ~progress();
    progress(progress const&) = delete;
    auto operator=(progress const&) -> progress& = delete;

    void after_step(long epoch, long step, long steps_per_epoch);
    void after_epoch(epoch_record const& r, long best_epoch);
    /// Leaves the last line standing.
    void end();

private:
    void draw(std::string const& text);

    bool silent_, terminal_, drawn_ = false;
    double last_ = 0;
    std::string epoch_line_;
};

/// While it lives, Ctrl-C asks instead of ending the program.
class interrupt_guard {
public:
    interrupt_guard();
    ~interrupt_guard();
    interrupt_guard(interrupt_guard const&) = delete;
    auto operator=(interrupt_guard const&) -> interrupt_guard& = delete;

    [[nodiscard]] static auto asked() -> bool;
};

} // namespace lagom
