// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/range_text.hpp"
#include "core/say.hpp"
#include "train/digest.hpp"
#include "train/kept_run.hpp"

#include <lagom/core/exceptions.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace lagom::trainers {

/// Keeps a run in the file that `checkpoint` named.
template <class T, class D>
class run_keeper {
public:
    /// Looks at a job before anything changes in its model; of weights and data it makes digests.
    ///
    /// Requires  job.asked.kept
    run_keeper(fit_job<T, D> const& job, long rows, long steps_per_epoch, long total_steps)
        : job_(job), asked_(*job.asked.kept),
          claim_{.path = asked_.path,
                 .facts = job.facts(),
                 .initial_seed = job.model->initial_seed().value,
                 .fits = job.model->fits(),
                 .start = digest_of(*job.model),
                 .rates = job.model->values().rates(),
                 .until = job.described_until,
                 .total_steps = total_steps,
                 .spans = job.spans,
                 .rates_of = [&job, steps_per_epoch, total_steps](long steps) {
                     return text_of_rates(job, steps_per_epoch, total_steps, steps);
                 }}
    {
        for (auto const& e : job_.model->values().entries()) {
            claim_.paths.push_back(e.path);
        }
        claim_.facts.push_back({"batch", std::to_string(rows)});
        claim_.facts.push_back({"restoring_best", job.restores ? "yes" : "no"});
        claim_.facts.push_back({"seed", job.asked.noise ? std::to_string(job.asked.noise->value) : "none"});
    }

    /// The run that the file holds, if there is one.
    ///
    /// Throws  file_error for another one, and if that cannot be told
    [[nodiscard]] auto find() const -> std::optional<kept_run>
    {
        std::error_code reason;
        auto const what = std::filesystem::status(claim_.path, reason).type();
        if (what == std::filesystem::file_type::not_found) {
            return std::nullopt;
        }
        if (what == std::filesystem::file_type::none) {
            throw file_error(claim_.path + ": cannot look for the run: " + reason.message());
        }
        if (what != std::filesystem::file_type::regular) {
            throw file_error(claim_.path + ": is no regular file, expected that of a run, or none");
        }
        if (std::filesystem::file_size(claim_.path, reason) == 0) {
            throw file_error(claim_.path +
                             ": is empty, expected the file of a run, or none: remove it to begin anew");
        }
        return kept_run(claim_, read_safetensors(claim_.path));
    }
    /// Tells the user, unless quiet, that a run has been found.
    void say_where(kept_run const& kept) const
    {
        if (job_.asked.is_quiet) {
            return;
        }
        auto text = claim_.path +
            (kept.is_finished() ? ": the run has ended" : ": the run goes on in " + kept.where());
        if (auto const other = kept.other_machine(); !other.empty() && !kept.is_finished()) {
            text += "; it was written with " + other +
                ", and bits will differ from those of a run on one machine";
        }
        say(text);
    }

    /// Writes a packed run with what it would return.
    ///
    /// @param fits  those of the model before the run
    /// Throws       file_error
    void write(safetensors_file packed, run_parts<T> const& run, long fits, bool finished)
    {
        add_result(packed, run, claim_, job_.noise, fits, finished);
        write_safetensors(claim_.path, packed);
        written_ = clock::now();
    }
    /// The same where the run goes on without: a disk that is full by now, say, does not end it.
    void write_or_say(safetensors_file packed, run_parts<T> const& run, long fits, bool finished)
    {
        try {
            write(std::move(packed), run, fits, finished);
        } catch (file_error const& e) {
            say(std::string("lagom: the run could not be kept: ") + e.what());
        }
    }
    /// Whether it is time to write, after so many steps.
    [[nodiscard]] auto is_due(long steps) const -> bool
    {
        return asked_.steps > 0
            ? steps % asked_.steps == 0
            : std::chrono::duration<double>(clock::now() - written_).count() >= asked_.seconds;
    }

private:
    using clock = std::chrono::steady_clock;

    fit_job<T, D> const& job_;
    checkpoint const& asked_;
    run_claim claim_;
    clock::time_point written_ = clock::now();

    /// The learning rates of the steps that were taken: none of a later one, which a schedule need not know.
    static auto text_of_rates(fit_job<T, D> const& job, long steps_per_epoch, long total_steps, long steps)
        -> std::string
    {
        digest all;
        double first = 0, last = 0;
        for (long step = 0; step < steps; ++step) {
            last = job.rate({.step = static_cast<double>(step),
                             .steps_per_epoch = static_cast<double>(steps_per_epoch),
                             .total_steps = static_cast<double>(total_steps)});
            first = step == 0 ? last : first;
            all.add(&last, sizeof last);
        }
        return "from " + number_text(first) + " to " + number_text(last) + ", digest " + all.text();
    }
    /// Of all numbers of a model, in the order of its paths.
    static auto digest_of(runners::model_base<T> const& m) -> std::string
    {
        digest d;
        for (auto const& path : m.paths()) {
            auto const numbers = m.parameter(path);
            d.add(numbers.data(), numbers.size() * sizeof(T));
        }
        return d.text();
    }
};

} // namespace lagom::trainers
