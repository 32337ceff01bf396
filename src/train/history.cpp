// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/history.hpp>

#include <lagom/data/durable.hpp>

#include "core/json_header.hpp"
#include "core/number_format.hpp"
#include "core/range_text.hpp"
#include "core/text_table.hpp"
#include "train/history_svg.hpp"

#include <cmath>
#include <map>
#include <ostream>

namespace lagom {

namespace {

auto number(double x) -> std::string { return std::isnan(x) ? "" : number_text(x); }

/// A field as RFC 4180 has it: quoted where it holds what separates, quotes twice.
auto field(std::string const& text) -> std::string
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (char const c : text) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

/// "1 epoch", "2 epochs"
auto counted(long n, std::string const& what) -> std::string
{
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

} // namespace

namespace trainers {

void number_equal_names(std::vector<term_value>& terms)
{
    std::map<std::string, int> counts, seen;
    for (auto const& t : terms) {
        ++counts[t.name];
    }
    for (auto& t : terms) {
        if (counts[t.name] > 1) {
            auto const number = seen[t.name]++;
            t.name += "." + std::to_string(number);
        }
    }
}

} // namespace trainers

auto history::csv() const -> std::string
{
    std::string text = "epoch,steps,seconds,rate,training_loss,training_accuracy";
    if (!records_.empty()) {
        for (auto const& p : records_.front().penalties) {
            text += "," + field(p.name);
        }
    }
    text += ",validation_loss,validation_accuracy,validation_balanced_accuracy,validation_macro_f1\n";
    for (auto const& r : records_) {
        text += std::to_string(r.epoch) + "," + std::to_string(r.steps) + "," + number(r.seconds) + "," +
            number(r.rate) + "," + number(r.training_loss) + "," + number(r.training_accuracy);
        for (auto const& p : r.penalties) {
            text += "," + number(p.value);
        }
        text += "," + number(r.validation_loss) + "," + number(r.validation_accuracy) + "," +
            number(r.validation_balanced_accuracy) + "," + number(r.validation_macro_f1) + "\n";
    }
    return text;
}

void history::write_csv(std::string const& path) const { write_durably(path, csv()); }

auto history::json_lines() const -> std::string
{
    std::string text;
    auto const quoted = [](std::string const& name) {
        return json::quoted(name, "history") + ": ";
    };
    auto const finite = [](double x) {
        return std::isfinite(x) ? number_text(x) : "null";
    };
    for (auto const& r : records_) {
        std::string penalties;
        for (auto const& p : r.penalties) {
            penalties += (penalties.empty() ? "" : ", ") + quoted(p.name) + finite(p.value);
        }
        text += "{" + quoted("epoch") + std::to_string(r.epoch) + ", " + quoted("steps") +
            std::to_string(r.steps);
        auto const add = [&](char const* name, double value) {
            text += ", " + quoted(name) + finite(value);
        };
        add("seconds", r.seconds);
        add("rate", r.rate);
        add("training_loss", r.training_loss);
        add("training_accuracy", r.training_accuracy);
        text += ", " + quoted("penalties") + "{" + penalties + "}";
        add("validation_loss", r.validation_loss);
        add("validation_accuracy", r.validation_accuracy);
        add("validation_balanced_accuracy", r.validation_balanced_accuracy);
        add("validation_macro_f1", r.validation_macro_f1);
        text += "}\n";
    }
    return text;
}

void history::write_json_lines(std::string const& path) const { write_durably(path, json_lines()); }

auto history::svg() const -> std::string { return trainers::history_svg(*this, returned_); }

void history::write_svg(std::string const& path) const { write_durably(path, svg()); }

auto operator<<(std::ostream& out, fit_result const& r) -> std::ostream&
{
    text_table table("ll");
    table.add({figure_name("ended by"),
               r.description + " after " + counted(r.epochs, "epoch") + ", " + counted(r.steps, "step") +
                   ", " + time_text(r.seconds)});
    if (r.returned_epoch > 0 && r.returned_epoch <= static_cast<long>(r.history.size())) {
        auto const& best = r.history[static_cast<std::size_t>(r.returned_epoch - 1)];
        auto line = "epoch " + std::to_string(r.returned_epoch);
        auto const add = [&](char const* name, double value) {
            line += std::isnan(value) ? "" : ", " + (name + (" " + shown(value)));
        };
        line += ", training loss " + shown(best.training_loss);
        add("validation loss", best.validation_loss);
        add("validation accuracy", best.validation_accuracy);
        table.add({figure_name("weights of"), line});
    }
    return out << table.text();
}

} // namespace lagom
