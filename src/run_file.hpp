// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/safetensors.hpp>
#include <lagom/train/fit_loop.hpp>

namespace lagom {

/// Where a run stands in an epoch that it has not ended.
struct run_place {
    long step = 0; // of this epoch, done
    double loss = 0, right = 0; // of the examples seen in it, summed
    long seen = 0;
};

/// All that a run is between two steps, and what it would return.
template <class T>
struct run_parts {
    runner<T>& program;
    model_base<T>& model;
    stopper& until;
    fit_result& result; // its epochs are those that have ended
    run_place& place;
    buffer<T>& best; // the best weights in the model's layout; empty if there are none
    double& seconds; // so far
};

/// What a run's file is checked against.
struct run_claim {
    std::string path;
    std::vector<run_fact> facts; // must be the same
    std::uint64_t initial_seed = 0;
    long fits = 0; // of the model, before this run
    std::string start; // a digest of the weights that it starts from
    std::vector<std::string> paths{}; // of the weights and state in it
    std::vector<rate_entry> rates; // as they are now
    std::string until;
    long total_steps = 0;
    bool spans = false; // the schedule depends on total_steps
    std::function<std::string(long steps)> rates_of{}; // the learning rates of so many steps, as a text
};

/// A run on its way into a file. What it will return is added by `add_result`, once it is known.
template <class T>
auto pack_run(run_parts<T> const& run) -> safetensors_file;
template <class T>
void add_result(safetensors_file& file, run_parts<T> const& run, run_claim const& claim, seed noise,
                long fits, bool finished);

/// A run's file, read and found to be of this run.
class kept_run {
public:
    /// Throws  file_error that says what differs
    kept_run(run_claim const& claim, safetensors_file file);

    /// Whether the run has nothing more to do: it is finished, and `until` asks for no more. Known once it is
    /// unpacked.
    [[nodiscard]] auto is_finished() const -> bool { return finished_; }
    /// Whether another rule than the run's ends it where it stands.
    [[nodiscard]] auto ends() const -> verdict const& { return ends_; }
    [[nodiscard]] auto noise() const -> seed;
    /// How many fits the model had before it.
    [[nodiscard]] auto fits() const -> long;
    /// "epoch 3, step 120".
    [[nodiscard]] auto where() const -> std::string;
    /// What was said of the machine that wrote it; empty if it computes as this one does.
    [[nodiscard]] auto other_machine() const -> std::string;

    /// Puts the run back where it was.
    ///
    /// Requires  a rule that has seen nothing yet
    template <class T>
    void unpack(run_parts<T>& run);

private:
    run_claim claim_;
    safetensors_file file_;
    bool finished_ = false;
    verdict ends_;

    [[nodiscard]] auto has_same_rule() const -> bool { return word("until") == claim_.until; }
    void check_start() const;
    [[nodiscard]] auto is_what_it_left() const -> bool;
    void check_length() const;
    void see_again(stopper& until, history const& seen);
    void require_going_on(std::size_t epochs) const;
    [[nodiscard]] auto word(std::string const& key) const -> std::string const&;
    [[nodiscard]] auto number(std::string const& key) const -> long;
    [[nodiscard]] auto tensor(std::string const& name) const -> stored_tensor const&;
    [[noreturn]] void refuse(std::string const& why) const;
    template <class T>
    void read_numbers(run_parts<T>& run) const;
    void read_history(fit_result& result) const;
};

} // namespace lagom
