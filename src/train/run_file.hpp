// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/safetensors.hpp>
#include <lagom/train/fit_loop.hpp>

namespace lagom::trainers {

/// Where a run stands in an epoch that it has not ended.
struct run_place {
    long step = 0; // of this epoch, done
    double loss = 0, right = 0; // of the examples seen in it, summed
    long seen = 0;
};

/// All that a run is between two steps, and what it would return.
template <class T>
struct run_parts {
    runners::runner<T>& program;
    runners::model_base<T>& model;
    stopper& until;
    fit_result& result; // its epochs are those that have ended
    run_place& place;
    runners::buffer<T>& best; // the best weights in the model's layout; empty if there are none
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
    std::vector<runners::rate_entry> rates; // as they are now
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

} // namespace lagom::trainers
