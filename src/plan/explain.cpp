// SPDX-License-Identifier: BSL-1.0
#include <lagom/core/exceptions.hpp>

#include "core/text_table.hpp"
#include "plan/plan_words.hpp"

#include <algorithm>
#include <ostream>

namespace lagom {
namespace plan {

void no_parameter_has_this_path(view const& p, std::string_view path)
{
    std::vector<std::string> paths;
    for (short const id : p.parameters) {
        paths.push_back(path_of<std::string>(p.scopes, p.at(id)));
    }
    throw argument_error("the network has no parameter '" + std::string(path) + "'; it has " +
                         joined(paths, ", "));
}

namespace {

auto layers_text(explained const& e) -> std::string
{
    text_table table("rllrll");
    table.add({"place", "layer", "gives", "parameters", "path", "rates"});
    for (int i = 0; i < static_cast<int>(e.layers.size()); ++i) {
        auto const& l = e.layers[static_cast<std::size_t>(i)];
        long const count = parameters_in(e, i);
        table.add(
            {std::to_string(i), std::string(2U * static_cast<std::size_t>(l.depth), ' ') + layer_word(l),
             shape_text(l.gives), count > 0 ? with_commas(count) : "", layer_path(e, i), rates_text(e, i)});
    }
    return table.text();
}

/// The names of all rules that act on some parameter, in the order of a step.
auto rule_names(explained const& e) -> std::vector<std::string>
{
    std::vector<std::string> names;
    for (auto const& rules : e.rules) {
        for (auto const& r : rules.all) {
            if (std::find(names.begin(), names.end(), r.name) == names.end()) {
                names.emplace_back(r.name);
            }
        }
    }
    return names;
}

auto strengths(parameter_rules const& rules, std::string const& name) -> std::string
{
    std::vector<std::string> words;
    for (auto const& r : rules.all) {
        if (r.name == name) {
            words.push_back(number_text(r.strength));
        }
    }
    return joined(words, ", ");
}

auto parameters_text(explained const& e) -> std::string
{
    auto const names = rule_names(e);
    bool const freezes = std::any_of(e.rules.begin(), e.rules.end(), [](auto const& r) {
        return r.frozen;
    });
    text_table table("lr" + std::string(names.size(), 'r') + "l");
    std::vector<std::string> head{"parameter", "shape"};
    head.insert(head.end(), names.begin(), names.end());
    head.emplace_back(freezes ? "frozen" : "");
    table.add(head);
    for (std::size_t i = 0; i < e.rules.size(); ++i) {
        auto const& t = e.plan.at(e.plan.parameters[i]);
        std::vector<std::string> row{
            tensor_text(e.plan, e.plan.parameters[i]),
            shape_text(t.over.where == space::kernel
                           ? shape{2, {static_cast<int>(t.over.rows.fixed), t.over.cols}}
                           : shape{1, {t.over.cols}})};
        for (auto const& name : names) {
            row.push_back(strengths(e.rules[i], name));
        }
        row.emplace_back(e.rules[i].frozen ? "frozen" : "");
        table.add(row);
    }
    return table.text();
}

auto rules_text(char const* title, std::vector<written_rule> const& rules, char const* between) -> std::string
{
    std::vector<std::string> words;
    words.reserve(rules.size());
    for (auto const& r : rules) {
        words.push_back(rule_text(r));
    }
    return title + joined(words, between) + '\n';
}

auto segments_text(explained const& e) -> std::string
{
    text_table table("rllrrl");
    table.add(
        {"segment", "loop", "over", "operations", "bytes",
         "what runs in it (| the same numbers in registers, || one more pass over what is in the cache)"});
    for (int s = 0; s < static_cast<int>(e.segments.size()); ++s) {
        auto const& f = e.segments[static_cast<std::size_t>(s)];
        auto const reads = read_names(e.plan, s), writes = written_names(e.plan, s);
        table.add({std::to_string(s), nest_text(f.loop), loop_text(f), with_commas(f.operations.at(e.batch)),
                   with_commas(f.bytes(e.batch, e.bytes_a_number)), segment_text(e.plan, s)});
        table.add({"", "", "", "", "",
                   "  starts because " + std::string(f.why()) +
                       (f.same_as != s ? "; same code as " + std::to_string(f.same_as) : "")});
        if (!reads.empty()) {
            table.add({"", "", "", "", "", "  reads  " + joined(reads, ", ")});
        }
        if (!writes.empty()) {
            table.add({"", "", "", "", "", "  writes " + joined(writes, ", ")});
        }
    }
    return table.text();
}

auto arena_text(explained const& e) -> std::string
{
    auto const map = arena_of(e);
    text_table table("rrrl");
    table.add({"at byte", "bytes", "segments", "tensor"});
    for (auto const& item : map.items) {
        table.add({with_commas(item.at), with_commas(item.bytes),
                   item.carried ? "all" : std::to_string(item.born) + " to " + std::to_string(item.dies),
                   tensor_text(e.plan, item.tensor)});
    }
    return "arena: " + with_commas(map.bytes) + " bytes with a batch of " + std::to_string(e.batch) + '\n' +
        table.text();
}

} // namespace
} // namespace plan

auto explanation::text() const -> std::string
{
    auto const& e = facts_;
    if (e.layers.empty()) {
        return "";
    }
    auto text = plan::layers_text(e);
    if (!e.rules.empty()) {
        text += "\n" + plan::rules_text("objective  ", e.objective, " + ") +
            plan::rules_text("updates    ", e.updates, " | ") + "\n" + plan::parameters_text(e);
    }
    text += "\n" + plan::segments_text(e) + "\n" + plan::arena_text(e);
    auto const advice = plan::advice_lines(e.plan, e.advice);
    text += advice.empty() ? "" : "\n";
    for (auto const& line : advice) {
        text += "advice: " + line + '\n';
    }
    return text;
}

auto operator<<(std::ostream& out, explanation const& e) -> std::ostream& { return out << e.text(); }

} // namespace lagom
