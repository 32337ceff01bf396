// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/progress.hpp>

#include "core/blocked_signal.hpp"
#include "core/number_format.hpp"
#include "core/text_table.hpp"
#include "plan/plan_words.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace lagom::trainers {

namespace {

auto now() -> double
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Whether stderr understands that a line is drawn over.
auto is_terminal() -> bool
{
    char const* const term = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string(term) != "dumb");
}

/// Asked before each line, so a window may change its size.
auto terminal_width() -> std::size_t
{
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    char const* const columns = std::getenv("COLUMNS");
    long const given = columns == nullptr ? 0 : std::atol(columns);
    return given > 0 && given < 10000 ? static_cast<std::size_t>(given) : 80;
}

/// stderr has no buffer: one write a line, so that lines of several processes do not mix.
void write_to_stderr(std::string const& text)
{
    blocked_signal const no_reader(SIGPIPE); // whoever stopped to read does not stop the training
    std::fwrite(text.data(), 1, text.size(), stderr);
}

struct field {
    std::string text;
    int rank; // 0 stays longest
};

auto fields_of(progress_facts const& f) -> std::vector<field>
{
    std::vector<field> all;
    auto const of = [](long part, long whole) {
        return std::to_string(part) + (whole > 0 ? "/" + std::to_string(whole) : "");
    };
    auto const add = [&](int rank, char const* name, double value) {
        if (!std::isnan(value)) {
            all.push_back({name + (" " + shown(value)), rank});
        }
    };
    all.push_back({"epoch " + of(f.now.epoch, f.epochs), 0});
    if (f.step > 0) {
        all.push_back({"step " + of(f.step, f.steps_per_epoch), 7});
    }
    add(1, "training", f.now.training_loss);
    add(5, "accuracy", f.now.training_accuracy);
    add(2, "validation", f.now.validation_loss);
    add(3, "accuracy", f.now.validation_accuracy);
    if (f.best_epoch > 0) {
        all.push_back({"best epoch " + std::to_string(f.best_epoch), 6});
    }
    if (f.seconds_left > 0) {
        auto const whole = std::ceil(f.seconds_left);
        all.push_back(
            {"at most " + (whole < 60 ? coordinate(whole, 0) + " s" : time_text(whole)) + " left", 4});
    }
    if (f.examples_a_second >= 1 && f.examples_a_second < 1e15) {
        all.push_back({plan::with_commas(std::lround(f.examples_a_second)) + " examples/s", 8});
    }
    return all;
}

auto joined(std::vector<field> const& all) -> std::string
{
    std::string line;
    for (auto const& f : all) {
        line += (line.empty() ? "" : "  ") + f.text;
    }
    return line;
}

} // namespace

auto progress_line(progress_facts const& facts, std::size_t width) -> std::string
{
    auto all = fields_of(facts);
    auto const by_rank = [](field const& a, field const& b) {
        return a.rank < b.rank;
    };
    while (all.size() > 1 && width_of(joined(all)) > width) {
        all.erase(std::max_element(all.begin(), all.end(), by_rank));
    }
    return cut_to(joined(all), width);
}

progress::progress(bool silent, long epochs_a_line)
    : silent_(silent), terminal_(is_terminal()), epochs_a_line_(epochs_a_line), start_(now())
{
    facts_.now.training_loss = facts_.now.validation_loss = facts_.now.validation_accuracy = std::nan("");
}

progress::~progress() { end(); }

void progress::expect(std::size_t examples, long steps_per_epoch, long total_steps)
{
    facts_.steps_per_epoch = steps_per_epoch;
    facts_.epochs = (total_steps + steps_per_epoch - 1) / steps_per_epoch;
    total_steps_ = total_steps;
    examples_a_step_ = static_cast<double>(examples) / static_cast<double>(steps_per_epoch);
    start_ = now();
}

void progress::guess(long steps, double seconds)
{
    double const done = static_cast<double>(steps);
    facts_.examples_a_second = seconds > 0 ? done * examples_a_step_ / seconds : 0;
    facts_.seconds_left = static_cast<double>(std::max(total_steps_ - steps, 0L)) * seconds / done;
}

void progress::draw()
{
    // a letter in the last column makes some terminals begin a new line
    write_to_stderr("\r\033[K" + progress_line(facts_, std::max(terminal_width(), std::size_t{2}) - 1));
    last_ = now();
    drawn_ = true;
    pending_ = false;
}

void progress::after_step(long epoch, long step, double loss, double right, std::size_t seen)
{
    if (silent_ || !terminal_ || now() - last_ < 0.1) {
        return;
    }
    facts_.now.epoch = epoch;
    facts_.step = step;
    facts_.now.training_loss = loss / static_cast<double>(seen);
    facts_.now.training_accuracy = right / static_cast<double>(seen);
    guess((epoch - 1) * facts_.steps_per_epoch + step, now() - start_);
    draw();
}

void progress::after_epoch(epoch_record const& r, long best_epoch)
{
    if (silent_) {
        return;
    }
    facts_.now = r;
    facts_.step = 0;
    facts_.best_epoch = best_epoch;
    guess(r.steps, r.seconds);
    pending_ = true;
    if (terminal_ ? now() - last_ >= 0.1 : r.epoch % epochs_a_line_ == 0) {
        terminal_ ? draw() : end();
    }
}

void progress::end()
{
    if (pending_ && terminal_) {
        draw();
    } else if (pending_) {
        write_to_stderr(progress_line(facts_, std::string::npos) + "  " + time_text(facts_.now.seconds) +
                        "\n");
        pending_ = false;
    }
    if (drawn_) {
        write_to_stderr("\n");
        drawn_ = false;
    }
}

} // namespace lagom::trainers
