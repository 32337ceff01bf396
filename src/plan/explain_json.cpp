// SPDX-License-Identifier: BSL-1.0
#include "plan/explain_json.hpp"

#include "core/json_header.hpp"
#include "plan/plan_words.hpp"

#include <cmath>

namespace lagom {
namespace plan {
namespace {

auto quoted(std::string const& text) -> std::string { return json::quoted(text, "explain"); }

/// What JSON has no number for is null.
auto number(double value) -> std::string { return std::isfinite(value) ? number_text(value) : "null"; }
auto number(long value) -> std::string { return std::to_string(value); }
auto number(int value) -> std::string { return std::to_string(value); }

/// {"key": value, ...}: values are JSON already.
class object {
public:
    auto add(char const* key, std::string const& value) -> object&
    {
        text_ += (text_.empty() ? "" : ", ") + quoted(key) + ": " + value;
        return *this;
    }
    [[nodiscard]] auto text() const -> std::string { return "{" + text_ + "}"; }

private:
    std::string text_;
};

auto array(std::vector<std::string> const& items) -> std::string { return "[" + joined(items, ", ") + "]"; }
/// One item a line.
auto lines(std::vector<std::string> const& items) -> std::string
{
    return items.empty() ? "[]" : "[\n    " + joined(items, ",\n    ") + "\n  ]";
}
auto strings(std::vector<std::string> words) -> std::string
{
    for (auto& word : words) {
        word = quoted(word);
    }
    return array(words);
}

auto layers_json(explained const& e) -> std::string
{
    std::vector<std::string> items;
    auto const flows = layer_flows(e);
    for (int i = 0; i < static_cast<int>(e.layers.size()); ++i) {
        auto const& l = e.layers[static_cast<std::size_t>(i)];
        std::vector<std::string> from;
        for (auto const& f : flows) {
            if (f.to == i) {
                from.push_back(number(int{f.from}));
            }
        }
        object rates;
        for (std::size_t r = 0; r < e.plan.rates.size(); ++r) {
            auto const& t = e.plan.at(e.plan.rates[r]);
            if (t.scope >= 0 && t.scope == e.places[static_cast<std::size_t>(i)]) {
                rates.add(t.name, number(e.rates[r]));
            }
        }
        items.push_back(object()
                            .add("place", number(i))
                            .add(l.named ? "name" : "layer", quoted(l.word))
                            .add("path", quoted(layer_path(e, i)))
                            .add("text", quoted(layer_text(l)))
                            .add("depth", number(int{l.depth}))
                            .add("gives", shape_text(l.gives))
                            .add("from", array(from))
                            .add("parameters", number(parameters_in(e, i)))
                            .add("rates", rates.text())
                            .text());
    }
    return lines(items);
}

auto parameters_json(explained const& e) -> std::string
{
    std::vector<std::string> items;
    for (std::size_t i = 0; i < e.plan.parameters.size(); ++i) {
        auto const& t = e.plan.at(e.plan.parameters[i]);
        object p;
        p.add("path", quoted(tensor_text(e.plan, e.plan.parameters[i])))
            .add("role", quoted(checking::word_of(t.is)))
            .add("shape",
                 shape_text(t.over.where == graphs::space::kernel
                                ? shape{2, {static_cast<int>(t.over.rows.fixed), t.over.cols}}
                                : shape{1, {t.over.cols}}))
            .add("count", number(t.over.numbers().fixed));
        if (!e.rules.empty()) {
            std::vector<std::string> rules;
            for (auto const& r : e.rules[i].all) {
                rules.push_back(
                    object().add("rule", quoted(r.name)).add("strength", number(r.strength)).text());
            }
            p.add("rules", array(rules)).add("frozen", e.rules[i].frozen ? "true" : "false");
        }
        items.push_back(p.text());
    }
    return lines(items);
}

auto written_json(std::vector<written_rule> const& rules) -> std::string
{
    std::vector<std::string> items;
    for (auto const& r : rules) {
        object more;
        for (auto const& [name, value] : r.more) {
            more.add(name, number(value));
        }
        items.push_back(object()
                            .add("name", quoted(r.name))
                            .add("strength", r.has_strength ? number(r.strength) : "null")
                            .add("settings", more.text())
                            .text());
    }
    return array(items);
}

auto segments_json(explained const& e) -> std::string
{
    std::vector<std::string> items;
    for (int s = 0; s < static_cast<int>(e.segments.size()); ++s) {
        auto const& f = e.segments[static_cast<std::size_t>(s)];
        auto const rows = f.rows.per_example == 0 ? number(f.rows.fixed) : quoted(extent_text(f.rows));
        items.push_back(object()
                            .add("segment", number(s))
                            .add("loop", quoted(nest_text(f.loop)))
                            .add("over", array({rows, number(f.cols)}))
                            .add("does", quoted(segment_text(e.plan, s)))
                            .add("starts_because", quoted(f.why()))
                            .add("same_code_as", number(f.same_as))
                            .add("reads", strings(read_names(e.plan, s)))
                            .add("writes", strings(written_names(e.plan, s)))
                            .add("operations", number(f.operations.at(e.batch)))
                            .add("bytes", number(f.bytes(e.batch, e.bytes_a_number)))
                            .text());
    }
    return lines(items);
}

auto arena_json(explained const& e) -> std::string
{
    auto const map = arena_of(e);
    std::vector<std::string> items;
    for (auto const& item : map.items) {
        items.push_back(object()
                            .add("tensor", quoted(tensor_text(e.plan, item.tensor)))
                            .add("first_segment", number(item.born))
                            .add("last_segment", number(item.dies))
                            .add("at", number(item.at))
                            .add("bytes", number(item.bytes))
                            .add("kept_between_steps", item.carried ? "true" : "false")
                            .text());
    }
    return lines(items);
}

} // namespace
} // namespace plan

auto plan::json_text(explained const& e) -> std::string
{
    std::string text = "{\n";
    auto const add = [&text](char const* key, std::string const& value) {
        text += (text.size() > 2 ? ",\n  " : "  ") + plan::quoted(key) + ": " + value;
    };
    add("batch", plan::number(e.batch));
    add("bytes_a_number", plan::number(e.bytes_a_number));
    add("layers", plan::layers_json(e));
    add("objective", plan::written_json(e.objective));
    add("updates", plan::written_json(e.updates));
    add("parameters", plan::parameters_json(e));
    add("segments", plan::segments_json(e));
    add("arena_bytes", plan::number(plan::arena_of(e).bytes));
    add("arena", plan::arena_json(e));
    std::vector<std::string> advice = plan::advice_lines(e.plan, e.advice);
    add("advice", plan::strings(advice));
    return text + "\n}\n";
}

} // namespace lagom
