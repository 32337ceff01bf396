// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <csignal>
#include <ctime>

namespace lagom {

/// While it lives, a write of this thread that would end the program by this signal fails instead: SIGPIPE where
/// nobody reads any more, SIGXFSZ where files may not grow (ulimit -f).
class blocked_signal {
public:
    explicit blocked_signal(int number)
    {
        sigset_t pending;
        sigemptyset(&set_);
        sigaddset(&set_, number);
        was_pending_ = sigpending(&pending) == 0 && sigismember(&pending, number) == 1;
        pthread_sigmask(SIG_BLOCK, &set_, &before_);
    }
    ~blocked_signal()
    {
        timespec const at_once{};
        while (!was_pending_ && sigtimedwait(&set_, nullptr, &at_once) > 0) { // ours goes with us
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    blocked_signal(blocked_signal const&) = delete;
    auto operator=(blocked_signal const&) -> blocked_signal& = delete;

private:
    sigset_t set_{}, before_{};
    bool was_pending_ = false;
};

} // namespace lagom
