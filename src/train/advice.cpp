// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/advice.hpp>

#include <lagom/core/exceptions.hpp>

#include "core/number_format.hpp"
#include "core/say_once.hpp"

#include <cmath>

namespace lagom::trainers {

namespace {

/// Of so few an accuracy of 0.9, whose variance is 0.09 an example, is known to within 0.08 at best.
constexpr std::size_t few_rows = 50;

auto on_validation(validation_facts const& v) -> std::vector<std::string>
{
    std::vector<std::string> lines;
    if (v.is_watched && v.is_training_data) {
        lines.emplace_back(
            "the run is stopped by what it sees on its own training data, which goes on improving "
            "while the network overfits: give fit a validation part (Prechelt 1998, Early stopping, "
            "but when?)");
    }
    if (v.rows > 0 && v.rows < few_rows) {
        lines.push_back("the validation part has " + std::to_string(v.rows) +
                        " examples: an accuracy of 0.9 on so few is known to within " +
                        shown(2 * std::sqrt(0.09 / static_cast<double>(v.rows)), 2) +
                        " (two standard errors of a share; Mitchell 1997, Machine learning, section 5.2)");
    }
    return lines;
}

} // namespace

void advise(plan::view const& network, checking::advices const& found, validation_facts const& validation,
            options const& asked)
{
    auto const more = on_validation(validation);
    if (asked.is_strict && !more.empty()) {
        throw argument_error("strict: " + more.front());
    }
    if (asked.is_quiet) {
        return;
    }
    auto lines = plan::advice_lines(network, found);
    lines.insert(lines.end(), more.begin(), more.end());
    for (auto const& line : lines) {
        say_once("advice: " + line);
    }
}

} // namespace lagom::trainers
