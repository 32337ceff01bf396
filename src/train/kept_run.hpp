// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "train/run_file.hpp"

namespace lagom::trainers {

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
    [[nodiscard]] auto has_best() const -> bool;
    void check_length() const;
    void see_again(stopper& until, history const& seen);
    void require_going_on(std::size_t epochs) const;
    [[nodiscard]] auto word(std::string const& key) const -> std::string const&;
    template <class Number>
    [[nodiscard]] auto whole_number(std::string const& key) const -> Number;
    [[nodiscard]] auto number(std::string const& key) const -> long;
    [[nodiscard]] auto tensor(std::string const& name) const -> stored_tensor const&;
    [[noreturn]] void refuse(std::string const& why) const;
    template <class T>
    void read_numbers(run_parts<T>& run) const;
    void read_history(fit_result& result) const;
};

} // namespace lagom::trainers
