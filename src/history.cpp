// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/history.hpp>

#include <lagom/data/durable.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <ostream>

namespace lagom {

namespace {

auto number(double x) -> std::string
{
    if (std::isnan(x)) {
        return "";
    }
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}

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

} // namespace

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

auto history::csv() const -> std::string
{
    std::string text = "epoch,steps,seconds,rate,training_loss";
    if (!records_.empty()) {
        for (auto const& p : records_.front().penalties) {
            text += "," + field(p.name);
        }
    }
    text += ",validation_loss,validation_accuracy,validation_balanced_accuracy,validation_macro_f1\n";
    for (auto const& r : records_) {
        text += std::to_string(r.epoch) + "," + std::to_string(r.steps) + "," + number(r.seconds) + "," +
            number(r.rate) + "," + number(r.training_loss);
        for (auto const& p : r.penalties) {
            text += "," + number(p.value);
        }
        text += "," + number(r.validation_loss) + "," + number(r.validation_accuracy) + "," +
            number(r.validation_balanced_accuracy) + "," + number(r.validation_macro_f1) + "\n";
    }
    return text;
}

void history::write_csv(std::string const& path) const { write_durably(path, csv()); }

auto operator<<(std::ostream& out, fit_result const& r) -> std::ostream&
{
    char text[160];
    std::snprintf(text, sizeof text, "after %ld epochs, %ld steps, %.2f s", r.epochs, r.steps, r.seconds);
    out << "ended by           " << r.description << ' ' << text << '\n';
    if (r.returned_epoch > 0 && r.returned_epoch <= static_cast<long>(r.history.size())) {
        auto const& best = r.history[static_cast<std::size_t>(r.returned_epoch - 1)];
        std::snprintf(text, sizeof text, "weights of         epoch %ld, training loss %.4f", r.returned_epoch,
                      best.training_loss);
        out << text;
        if (!std::isnan(best.validation_loss)) {
            std::snprintf(text, sizeof text, ", validation loss %.4f", best.validation_loss);
            out << text;
        }
        if (!std::isnan(best.validation_accuracy)) {
            std::snprintf(text, sizeof text, ", validation accuracy %.4f", best.validation_accuracy);
            out << text;
        }
        out << '\n';
    }
    return out;
}

} // namespace lagom
