// SPDX-License-Identifier: BSL-1.0
#include "train/run_file.hpp"

#include "core/range_text.hpp"
#include "train/model_words.hpp"
#include "train/run_words.hpp"

#include <cstring>

namespace lagom::trainers {

using namespace run_words;

namespace {

template <class Number>
void add_tensor(safetensors_file& file, std::string name, std::vector<std::size_t> shape,
                std::vector<Number> const& numbers)
{
    stored_tensor t{std::move(name), dtype_of<Number>(), std::move(shape),
                    std::vector<std::byte>(numbers.size() * sizeof(Number))};
    if (!numbers.empty()) {
        std::memcpy(t.bytes.data(), numbers.data(), t.bytes.size());
    }
    file.tensors.push_back(std::move(t));
}

template <class T>
void add_history(safetensors_file& file, history const& all)
{
    std::vector<double> numbers, penalties;
    std::string names;
    for (auto r : all) {
        numbers.push_back(static_cast<double>(r.epoch));
        numbers.push_back(static_cast<double>(r.steps));
        for (double const* const figure : figures_of(r)) {
            numbers.push_back(*figure);
        }
        names.clear();
        for (auto const& p : r.penalties) {
            penalties.push_back(p.value);
            names += p.name + "\n";
        }
    }
    add_tensor(file, "history", {all.size(), history_columns}, numbers);
    add_tensor(file, "history/penalties", {all.size(), all.size() == 0 ? 0 : penalties.size() / all.size()},
               penalties);
    file.metadata["penalties"] = names;
}

} // namespace

template <class T>
auto pack_run(run_parts<T> const& run) -> safetensors_file
{
    safetensors_file file;
    auto const& values = run.model.values();
    run.program.give_model();
    auto const add = [&](std::string name, runners::stored_entry const& e, auto number_at) {
        std::vector<T> numbers(static_cast<std::size_t>(e.rows) * static_cast<std::size_t>(e.cols));
        e.for_each([&](long r, long c, long i) {
            numbers[static_cast<std::size_t>(i)] = number_at(r, c);
        });
        add_tensor(file, std::move(name), e.shape(), numbers);
    };
    for (auto const& e : values.entries()) {
        add(e.path, e, [&](long r, long c) {
            return values.element(e, r, c);
        });
    }
    for (auto const& e : values.entries()) {
        if (run.best.size() > 0) {
            add("best/" + e.path, e, [&](long r, long c) {
                return run.best.data()[values.place_of(e, r, c)];
            });
        }
    }
    auto const& p = run.program.plan();
    for_each_moment(p, [&](short t, std::string const& name) {
        auto const& x = p.at(t);
        std::vector<T> numbers;
        for (int r = 0; r < x.over.rows.fixed; ++r) {
            for (int c = 0; c < x.over.cols; ++c) {
                numbers.push_back(run.program.element(t, r, c));
            }
        }
        add_tensor(file, name, shape_of(x), numbers);
    });
    run_memory m(run_memory::direction::keeping);
    remember(m, run);
    for (auto const& [name, text] : m.kept()) {
        file.metadata["memory:" + name] = text;
    }
    for (auto const& r : values.rates()) {
        file.metadata["rate:" + r.path] = number_text(r.value);
    }
    return file;
}

template <class T>
void add_result(safetensors_file& file, run_parts<T> const& run, run_claim const& claim, seed noise,
                long fits, bool finished)
{
    add_history<T>(file, run.result.history);
    auto& words = file.metadata;
    words["format"] = format_word;
    words["machine"] = machine_word();
    words["seed"] = std::to_string(noise.value);
    words["initial_seed"] = std::to_string(claim.initial_seed);
    words["fits"] = std::to_string(fits);
    words["start"] = claim.start;
    for (auto const& r : claim.rates) {
        words["start_rate:" + r.path] = number_text(r.value);
    }
    words["until"] = claim.until;
    words["learning_rates"] = claim.rates_of(run.result.steps);
    words["total_steps"] = std::to_string(claim.total_steps);
    if (run.result.seconds > 0) { // of a run that ends: with what came behind its last step
        words["memory:run.seconds"] = number_text(run.result.seconds);
    }
    words["finished"] = finished ? "yes" : "no";
    words["clause"] = run.result.clause;
    words["description"] = run.result.description;
    words["returned_epoch"] = std::to_string(run.result.returned_epoch);
    words["final_best_epoch"] = std::to_string(run.result.best_epoch);
    words["final_epochs"] = std::to_string(run.result.epochs);
    for (auto const& fact : claim.facts) {
        words["run:" + fact.what] = fact.value;
    }
    model_words::seal(file);
}

#define LAGOM_RUN_FILE(T)                                                                                    \
    template auto pack_run(run_parts<T> const&) -> safetensors_file;                                         \
    template void add_result(safetensors_file&, run_parts<T> const&, run_claim const&, seed, long, bool);
LAGOM_RUN_FILE(float)
LAGOM_RUN_FILE(double)
#undef LAGOM_RUN_FILE

} // namespace lagom::trainers
