// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/explain.hpp>

#include "core/text_table.hpp"
#include "plan/explain_arena.hpp"
#include "plan/explain_graphs.hpp"
#include "plan/explain_json.hpp"
#include "plan/plan_words.hpp"

#include <algorithm>
#include <ostream>

namespace lagom {
namespace plan {
namespace {

/// What is wrong, why, and what to write; {} is the place, [] the norm behind it.
constexpr char const* sentences[]{
    "{} adds a bias, and [] right behind it takes any constant off again: give it no_bias "
    "(Ioffe, Szegedy 2015, section 3.2)",
    "dropout right before {} makes the variance in training another than the one it keeps for inference: put "
    "dropout behind the norms (Li et al. 2019, Understanding the disharmony between dropout and batch "
    "normalization)",
    "{} comes after the last layer with weights, so it zeroes outputs that the loss compares: put it before "
    "that layer (Srivastava et al. 2014, section 4)",
    "l2 on {}.kernel: [] makes the output the same for any scale of it, so the penalty changes the effective "
    "rate and restrains nothing (van Laarhoven 2017, L2 regularization versus batch and weight "
    "normalization)",
    "l1_subgradient on {} under adam hovers around zero and gives no weight that is zero: l1 steps by its "
    "proximal map, and does (Parikh, Boyd 2014, section 4.2)",
    "{} has both l2 and decay, which pull the same way twice; under adam decay is the one that does not "
    "depend "
    "on the gradients' scale (Loshchilov, Hutter 2019)",
    "decay on a bias or a norm's scale or shift of {}: they hold no capacity worth restraining, and drift to "
    "zero (Goodfellow, Bengio, Courville 2016, section 7.1)",
};
static_assert(std::size(sentences) == static_cast<std::size_t>(advice_kind::kinds));

void replace(std::string& text, char const* what, std::string const& by)
{
    if (auto const at = text.find(what); at != std::string::npos) {
        text.replace(at, 2, by);
    }
}

auto layers_text(explained const& e) -> std::string
{
    text_table table("rllrll");
    table.add({"place", "layer", "gives", "parameters", "path", "rates"});
    for (int i = 0; i < static_cast<int>(e.layers.size()); ++i) {
        auto const& l = e.layers[static_cast<std::size_t>(i)];
        long const count = parameters_in(e, i);
        table.add(
            {std::to_string(i), std::string(2U * static_cast<std::size_t>(l.depth), ' ') + layer_text(l),
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
            shape_text(t.over.where == graphs::space::kernel
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

auto segment_text(view const& p, int number) -> std::string
{
    std::string text;
    int stage = 0;
    for_each_op(p, number, [&](graphs::op const& o, short i) {
        auto const& spot = p.spots[static_cast<std::size_t>(i)];
        auto const add = [&](graphs::op const& next) {
            text += (text.empty() ? "" : spot.stage > stage ? " || " : " | ") + op_text(p, next);
            stage = std::max<int>(stage, spot.stage);
        };
        for (int k = 0; k < o.arity; ++k) {
            if (short const again = again_of(p, o.in[k]); again >= 0) {
                add(p.ops[static_cast<std::size_t>(again)]);
            }
        }
        add(o);
    });
    return text;
}

auto advice_lines(view const& p, checking::advices const& found) -> std::vector<std::string>
{
    std::vector<std::string> lines;
    for (auto const& a : found.of) {
        if (a.places > 0) {
            std::string text = sentences[static_cast<int>(a.what)];
            replace(text, "{}", path_of<std::string>(p.scopes, a.scope));
            replace(text, "[]", path_of<std::string>(p.scopes, a.norm));
            lines.push_back(text + (a.places > 1 ? "; so in " + std::to_string(a.places) + " places" : ""));
        }
    }
    return lines;
}

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

auto explanation::dot() const -> std::string { return plan::dot_text(facts_); }

auto explanation::mermaid() const -> std::string { return plan::mermaid_text(facts_); }

auto explanation::json() const -> std::string { return plan::json_text(facts_); }

auto explanation::arena() const -> std::string { return plan::arena_svg(facts_); }

auto operator<<(std::ostream& out, explanation const& e) -> std::ostream& { return out << e.text(); }

} // namespace lagom
