// SPDX-License-Identifier: BSL-1.0
#include "run_file.hpp"

#include "digest.hpp"
#include "model_words.hpp"
#include "range_text.hpp"
#include "shape_text.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/core/isa.hpp>
#include <lagom/graph/paths.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace lagom {

namespace {

constexpr auto format_word = "lagom run 1";

/// The figures of an epoch that are numbers, in the order of the file's columns.
auto figures_of(epoch_record& r) -> std::array<double*, 8>
{
    return {&r.seconds,
            &r.rate,
            &r.training_loss,
            &r.training_accuracy,
            &r.validation_loss,
            &r.validation_accuracy,
            &r.validation_balanced_accuracy,
            &r.validation_macro_f1};
}
constexpr std::size_t history_columns = 10; // epoch and steps before them

template <class Number>
auto dtype_of() -> char const*
{
    return sizeof(Number) == 4 ? "F32" : "F64";
}

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

/// The optimizer's memory of a parameter: "adam's m of dense.0.kernel" is "dense.0.kernel/m".
auto name_of_moment(plan::view const& p, plan::tensor const& t) -> std::string
{
    return plan::path_of<std::string>(p.scopes, p.at(t.of)) + "/" + t.name;
}

/// f(tensor, name) for each moment of a plan.
void for_each_moment(plan::view const& p, auto f)
{
    for (std::size_t t = 0; t < p.tensors.size(); ++t) {
        if (p.tensors[t].is == plan::role::moment) {
            f(static_cast<short>(t), name_of_moment(p, p.tensors[t]));
        }
    }
}

auto shape_of(plan::tensor const& t) -> std::vector<std::size_t>
{
    auto const cols = static_cast<std::size_t>(t.over.cols);
    return t.over.where == plan::space::kernel
        ? std::vector{static_cast<std::size_t>(t.over.rows.fixed), cols}
        : std::vector{cols};
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

/// What this library computes with; bits differ where it differs.
auto machine_word() -> std::string { return std::to_string(8 * isa::register_bytes) + "-bit registers"; }

/// The run's own numbers and the rule's, in either direction.
template <class T>
void remember(run_memory& m, run_parts<T> const& run)
{
    m.number("run.epochs", run.result.epochs);
    m.number("run.steps", run.result.steps);
    m.number("run.best_epoch", run.result.best_epoch);
    m.number("run.place.step", run.place.step);
    m.number("run.place.loss", run.place.loss);
    m.number("run.place.right", run.place.right);
    m.number("run.place.seen", run.place.seen);
    m.number("run.seconds", run.seconds);
    run.until.remember(m);
}

} // namespace

template <class T>
auto pack_run(run_parts<T> const& run) -> safetensors_file
{
    safetensors_file file;
    auto const& values = run.model.values();
    run.program.give_model();
    auto const add = [&](std::string name, stored_entry const& e, auto number_at) {
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

kept_run::kept_run(run_claim const& claim, safetensors_file file) : claim_(claim), file_(std::move(file))
{
    if (!file_.metadata.contains("digest")) {
        refuse(
            "has no digest of what it holds, as the file of a run has; it is damaged, or of something else");
    }
    model_words::unseal(file_, claim_.path);
    if (auto const format = file_.metadata.find("format");
        format == file_.metadata.end() || format->second != format_word) {
        refuse("is not the file of a run; give `checkpoint` a name of its own");
    }
    for (auto const& fact : claim_.facts) {
        auto const found = file_.metadata.find("run:" + fact.what);
        auto const was = found == file_.metadata.end() ? std::string("none") : found->second;
        if (was != fact.value) {
            refuse("is of a run with another " + fact.what + ": " + was + " there, " + fact.value +
                   " here; give that one back, or another file");
        }
    }
    check_start();
    check_length();
    if (auto const now = claim_.rates_of(number("memory:run.steps")); word("learning_rates") != now) {
        refuse("is of a run whose learning rate went " + word("learning_rates") +
               " in the steps that it has taken, and "
               "here it goes " +
               now);
    }
    finished_ = word("finished") == "yes" && (has_same_rule() || word("clause") == "divergence");
}

/// Whether the model is what the run left behind when it was stopped: its last weights, or its best.
auto kept_run::is_what_it_left() const -> bool
{
    auto const digest_of = [&](std::string const& prefix) {
        digest d;
        for (auto const& path : claim_.paths) {
            auto const& t = tensor(prefix + path);
            d.add(t.bytes.data(), t.bytes.size());
        }
        return d.text();
    };
    bool const has_best = std::any_of(file_.tensors.begin(), file_.tensors.end(), [](auto const& t) {
        return t.name.starts_with("best/");
    });
    return claim_.start == digest_of("") || (has_best && claim_.start == digest_of("best/"));
}

/// The same model, before the same fit. In the process that was stopped itself, by a signal say, the model has moved
/// on: there it has one fit more.
void kept_run::check_start() const
{
    if (word("initial_seed") != std::to_string(claim_.initial_seed)) {
        refuse("is of a run whose model was made with seed(" + word("initial_seed") +
               "), and this one with seed(" + std::to_string(claim_.initial_seed) + ")");
    }
    bool const goes_on_here =
        word("finished") == "no" && claim_.fits == number("fits") + 1 && is_what_it_left();
    if (claim_.fits != number("fits") && !goes_on_here) {
        refuse("is of fit number " + std::to_string(number("fits") + 1) +
               " of its model, and this is number " + std::to_string(claim_.fits + 1) +
               "; give `checkpoint` a file for each fit");
    }
    if (!goes_on_here && word("start") != claim_.start) {
        refuse("is of a run that started from other weights or state than the model has now");
    }
    for (auto const& r : claim_.rates) {
        auto const now = number_text(r.value);
        if (word("start_rate:" + r.path) != now && word("rate:" + r.path) != now) {
            refuse("is of a run whose " + r.path + " was " + word("start_rate:" + r.path) +
                   " at first, and here it is " + now);
        }
    }
}

void kept_run::check_length() const
{
    if (has_same_rule()) {
        return;
    }
    if (claim_.spans && number("total_steps") != claim_.total_steps) {
        refuse("is of a run of " + word("total_steps") +
               " steps, over which its schedule was spread, and this one has " +
               std::to_string(claim_.total_steps) + ": it cannot go on with another length");
    }
    if (claim_.total_steps > 0 && number("memory:run.steps") > claim_.total_steps) {
        refuse("is of a run that has taken " + word("memory:run.steps") + " steps, and until " +
               claim_.until + " ends after " + std::to_string(claim_.total_steps) + ": it can only go on");
    }
}

void kept_run::refuse(std::string const& why) const { throw file_error(claim_.path + ": " + why); }

auto kept_run::word(std::string const& key) const -> std::string const&
{
    auto const found = file_.metadata.find(key);
    if (found == file_.metadata.end()) {
        refuse("has no '" + key + "' in its metadata");
    }
    return found->second;
}

auto kept_run::number(std::string const& key) const -> long
{
    long n = 0;
    auto const& text = word(key);
    auto const end = std::from_chars(text.data(), text.data() + text.size(), n);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        refuse("'" + key + "' is '" + text + "'; expected a whole number");
    }
    return n;
}

auto kept_run::tensor(std::string const& name) const -> stored_tensor const&
{
    auto const t = std::find_if(file_.tensors.begin(), file_.tensors.end(), [&](auto const& x) {
        return x.name == name;
    });
    if (t == file_.tensors.end()) {
        refuse("has no tensor '" + name + "'");
    }
    return *t;
}

auto kept_run::noise() const -> seed
{
    std::uint64_t n = 0;
    auto const& text = word("seed");
    auto const end = std::from_chars(text.data(), text.data() + text.size(), n);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        refuse("'seed' is '" + text + "'; expected a whole number");
    }
    return seed(n);
}

auto kept_run::fits() const -> long { return number("fits"); }

auto kept_run::where() const -> std::string
{
    return "epoch " + std::to_string(number("memory:run.epochs") + 1) + ", after step " +
        word("memory:run.steps");
}

auto kept_run::other_machine() const -> std::string
{
    return word("machine") == machine_word() ? "" : word("machine");
}

template <class T>
void kept_run::read_numbers(run_parts<T>& run) const
{
    auto const checked = [&](std::string const& name, std::vector<std::size_t> const& shape) -> T const* {
        auto const& t = tensor(name);
        if (t.dtype != dtype_of<T>() || t.shape != shape) {
            refuse("tensor '" + name + "' is " + t.dtype + " " + shape_text(t.shape) + "; expected " +
                   dtype_of<T>() + " " + shape_text(shape));
        }
        return reinterpret_cast<T const*>(t.bytes.data());
    };
    auto& values = run.model.values();
    auto const& p = run.program.plan();
    bool const has_best = std::any_of(file_.tensors.begin(), file_.tensors.end(), [](auto const& t) {
        return t.name.starts_with("best/");
    });
    for (auto const& e : values.entries()) { // all is there before anything changes
        checked(e.path, e.shape());
        if (has_best) {
            checked("best/" + e.path, e.shape());
        }
    }
    for_each_moment(p, [&](short t, std::string const& name) {
        checked(name, shape_of(p.at(t)));
    });
    run.best = has_best ? buffer<T>(values.numbers().size()) : buffer<T>();
    for (std::size_t i = 0; i < values.entries().size(); ++i) {
        auto const& e = values.entries()[i];
        auto const* const from = checked(e.path, e.shape());
        auto const* const best = has_best ? checked("best/" + e.path, e.shape()) : nullptr;
        e.for_each([&](long r, long c, long at) {
            values.element(e, r, c) = from[at];
            if (has_best) {
                run.best.data()[values.place_of(e, r, c)] = best[at];
            }
        });
        values.set_measured(i, e.is_measured_on_data());
    }
    run.program.take_model();
    for_each_moment(p, [&](short t, std::string const& name) {
        auto const& x = p.at(t);
        auto const* from = checked(name, shape_of(x));
        for (int r = 0; r < x.over.rows.fixed; ++r) {
            for (int c = 0; c < x.over.cols; ++c) {
                run.program.element(t, r, c) = *from++;
            }
        }
    });
}

void kept_run::read_history(fit_result& result) const
{
    auto const& table = tensor("history");
    auto const& penalties = tensor("history/penalties");
    if (table.dtype != "F64" || table.shape.size() != 2 || table.shape[1] != history_columns ||
        penalties.dtype != "F64" || penalties.shape.size() != 2 || penalties.shape[0] != table.shape[0]) {
        refuse("'history' is " + shape_text(table.shape) + " and its penalties " +
               shape_text(penalties.shape) + "; expected [epochs, " + std::to_string(history_columns) +
               "] and [epochs, penalties]");
    }
    auto const* from = reinterpret_cast<double const*>(table.bytes.data());
    auto const* penalty = reinterpret_cast<double const*>(penalties.bytes.data());
    std::vector<std::string> names;
    std::string rest = word("penalties");
    for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
        names.push_back(rest.substr(0, end));
        rest.erase(0, end + 1);
    }
    if (penalties.shape[0] > 0 && names.size() != penalties.shape[1]) {
        refuse("names " + std::to_string(names.size()) + " penalties, and their table has " +
               std::to_string(penalties.shape[1]));
    }
    // Of a run that ended within an epoch the last record is of that part; going on, it is made anew.
    auto const kept = finished_
        ? table.shape[0]
        : std::min(table.shape[0], static_cast<std::size_t>(number("memory:run.epochs")));
    result.history = {};
    for (std::size_t i = 0; i < kept; ++i) {
        epoch_record r;
        r.epoch = static_cast<long>(*from++);
        r.steps = static_cast<long>(*from++);
        for (double* const figure : figures_of(r)) {
            *figure = *from++;
        }
        for (auto const& name : names) {
            r.penalties.push_back({name, *penalty++});
        }
        result.history.add(std::move(r));
    }
}

/// Shows another rule what the run has seen in its whole epochs.
void kept_run::see_again(stopper& until, history const& seen)
{
    for (std::size_t i = 0; i < seen.size(); ++i) {
        auto const& r = seen[i];
        require_going_on(i);
        ends_ = until.see({.loss = r.validation_loss,
                           .accuracy = r.validation_accuracy,
                           .training_loss = r.training_loss,
                           .step = r.steps,
                           .seconds = r.seconds,
                           .balanced_accuracy = r.validation_balanced_accuracy,
                           .macro_f1 = r.validation_macro_f1});
    }
    if (number("memory:run.place.step") > 0) {
        require_going_on(seen.size());
    }
}

/// Where the rule would have ended the run, the run must have ended, too.
void kept_run::require_going_on(std::size_t epochs) const
{
    if (ends_.stop) {
        refuse("is of a run that has taken " + word("memory:run.steps") + " steps, and until " +
               claim_.until + " ends after epoch " + std::to_string(epochs) + ": it can only go on");
    }
}

template <class T>
void kept_run::unpack(run_parts<T>& run)
{
    fit_result seen;
    bool const is_judged_anew = !has_same_rule() && !finished_;
    if (is_judged_anew) {
        read_history(seen);
        see_again(run.until, seen.history);
    }
    std::map<std::string, std::string> kept;
    constexpr std::string_view prefix = "memory:";
    for (auto const& [key, text] : file_.metadata) {
        if (key.starts_with(prefix)) {
            kept[key.substr(prefix.size())] = text;
        }
    }
    run_memory m(run_memory::direction::recalling, std::move(kept));
    try {
        remember(m, run);
    } catch (argument_error const& e) {
        refuse(std::string(e.what()) + "; it is of a run until " + word("until") +
               ", and this one is until " + claim_.until);
    }
    if (is_judged_anew && !ends_.stop) {
        ends_ = run.until.within(run.result.steps, run.seconds);
    }
    finished_ = finished_ || (ends_.stop && word("finished") == "yes");
    run_memory rates(run_memory::direction::recalling, file_.metadata);
    std::vector<double> numbers;
    for (auto const& r : run.model.values().rates()) {
        numbers.push_back(0);
        static_cast<void>(word("rate:" + r.path)); // there, or it is said with the file's name
        rates.number("rate:" + r.path, numbers.back());
        if (!is_within(numbers.back(), r.low, r.high)) {
            refuse("the rate '" + r.path + "' " + misfit_text(numbers.back(), r.low, r.high));
        }
    }
    read_history(run.result);
    read_numbers(run);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        run.model.values().rates()[i].value = numbers[i];
    }
    if (finished_) {
        run.result.clause = word("clause");
        run.result.description = word("description");
        run.result.epochs = number("final_epochs");
        run.result.best_epoch = number("final_best_epoch");
        run.result.returned_epoch = number("returned_epoch");
    }
}

#define LAGOM_RUN_FILE(T)                                                                                    \
    template auto pack_run(run_parts<T> const&) -> safetensors_file;                                         \
    template void add_result(safetensors_file&, run_parts<T> const&, run_claim const&, seed, long, bool);    \
    template void kept_run::unpack(run_parts<T>&);
LAGOM_RUN_FILE(float)
LAGOM_RUN_FILE(double)
#undef LAGOM_RUN_FILE

} // namespace lagom
