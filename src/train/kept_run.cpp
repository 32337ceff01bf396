// SPDX-License-Identifier: BSL-1.0
#include "train/kept_run.hpp"

#include "core/range_text.hpp"
#include "core/shape_text.hpp"
#include "train/digest.hpp"
#include "train/evaluation_of.hpp"
#include "train/model_words.hpp"
#include "train/run_words.hpp"

#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <charconv>

namespace lagom::trainers {

using namespace run_words;

template <class Number>
auto kept_run::whole_number(std::string const& key) const -> Number
{
    Number n = 0;
    auto const& text = word(key);
    auto const end = std::from_chars(text.data(), text.data() + text.size(), n);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        refuse("'" + key + "' is '" + text + "'; expected a whole number");
    }
    return n;
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
               " in the steps that it has taken, and here it goes " + now);
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
    return claim_.start == digest_of("") || (has_best() && claim_.start == digest_of("best/"));
}

auto kept_run::has_best() const -> bool
{
    return std::any_of(file_.tensors.begin(), file_.tensors.end(), [](auto const& t) {
        return t.name.starts_with("best/");
    });
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

auto kept_run::number(std::string const& key) const -> long { return whole_number<long>(key); }

auto kept_run::noise() const -> seed { return seed(whole_number<std::uint64_t>("seed")); }

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
    bool const has_best = this->has_best();
    for (auto const& e : values.entries()) { // all is there before anything changes
        checked(e.path, e.shape());
        if (has_best) {
            checked("best/" + e.path, e.shape());
        }
    }
    for_each_moment(p, [&](short t, std::string const& name) {
        checked(name, shape_of(p.at(t)));
    });
    run.best = has_best ? runners::buffer<T>(values.numbers().size()) : runners::buffer<T>();
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
        require_going_on(i);
        ends_ = until.see(evaluation_of(seen[i]));
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

template void kept_run::unpack(run_parts<float>&);
template void kept_run::unpack(run_parts<double>&);

} // namespace lagom::trainers
