// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/progress.hpp>

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace lagom {

namespace {

std::sig_atomic_t volatile interrupted = 0;
struct sigaction previous_action;

extern "C" void note_interrupt(int) { interrupted = 1; }

auto now() -> double
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

progress::progress(bool silent) : silent_(silent), terminal_(isatty(STDERR_FILENO) == 1) {}

progress::~progress() { end(); }

void progress::draw(std::string const& text)
{
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
    std::fflush(stderr);
    drawn_ = true;
}

void progress::after_step(long epoch, long step, long steps_per_epoch)
{
    if (silent_ || !terminal_ || now() - last_ < 0.1) {
        return;
    }
    last_ = now();
    draw("epoch " + std::to_string(epoch) + "  step " + std::to_string(step) + "/" +
         std::to_string(steps_per_epoch) + "  " + epoch_line_);
}

void progress::after_epoch(epoch_record const& r, long best_epoch)
{
    if (silent_) {
        return;
    }
    char text[256];
    int n = std::snprintf(text, sizeof text, "training %.4f", r.training_loss);
    auto const add = [&](char const* format, double value) {
        if (!std::isnan(value)) {
            n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), format, value);
        }
    };
    add("  validation %.4f", r.validation_loss);
    add("  accuracy %.4f", r.validation_accuracy);
    if (best_epoch > 0) {
        n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), "  best epoch %ld",
                           best_epoch);
    }
    epoch_line_ = text;
    if (terminal_) {
        draw("epoch " + std::to_string(r.epoch) + "  " + epoch_line_);
    } else {
        std::fprintf(stderr, "epoch %ld  %s  %.1f s\n", r.epoch, text, r.seconds);
    }
}

void progress::end()
{
    if (drawn_) {
        std::fputc('\n', stderr);
        drawn_ = false;
    }
}

interrupt_guard::interrupt_guard()
{
    interrupted = 0;
    struct sigaction action = {};
    action.sa_handler = note_interrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &previous_action);
}

interrupt_guard::~interrupt_guard() { sigaction(SIGINT, &previous_action, nullptr); }

auto interrupt_guard::asked() -> bool { return interrupted != 0; }

} // namespace lagom
