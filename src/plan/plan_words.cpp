// SPDX-License-Identifier: BSL-1.0
#include "plan/plan_words.hpp"

#include "core/shape_text.hpp"

#include <algorithm>

namespace lagom::plan {

namespace {

void add_once(std::vector<std::string>& list, std::string const& text)
{
    if (std::find(list.begin(), list.end(), text) == list.end()) {
        list.push_back(text);
    }
}

} // namespace

auto op_text(view const& p, graphs::op const& o) -> std::string
{
    if (o.what != graphs::op_kind::map) {
        return about(o.what).text;
    }
    return (o.f.reading == graphs::formula::value ? "" : "d ") + std::string(p.facts_of[o.f.base].name);
}

auto shape_text(shape const& s) -> std::string
{
    return lagom::shape_text(std::vector<int>(s.extent, s.extent + std::max(s.rank, 0)));
}

auto with_commas(long n) -> std::string
{
    auto text = std::to_string(n);
    for (auto i = static_cast<long>(text.size()) - 3; i > 0; i -= 3) {
        text.insert(static_cast<std::size_t>(i), ",");
    }
    return text;
}

auto joined(std::vector<std::string> const& words, char const* between) -> std::string
{
    std::string text;
    for (auto const& word : words) {
        text += (text.empty() ? "" : between) + word;
    }
    return text;
}

auto tensor_text(view const& p, short id) -> std::string
{
    auto const& t = p.at(id);
    if (t.scope >= 0) { // of the model
        return path_of<std::string>(p.scopes, t);
    }
    if (t.home != id) {
        return tensor_text(p, t.home);
    }
    if (t.of >= 0) {
        return tensor_text(p, t.of) + "." + t.name;
    }
    return t.producer < 0
        ? (*t.name != '\0' ? std::string(t.name) : "tensor")
        : op_text(p, p.ops[static_cast<std::size_t>(t.producer)]) + "#" + std::to_string(id);
}

auto extent_text(extent const& e) -> std::string
{
    if (e.per_example == 0) {
        return std::to_string(e.fixed);
    }
    return (e.per_example == 1 ? "" : std::to_string(e.per_example) + " ") + "batch" +
        (e.fixed == 0 ? "" : " + " + std::to_string(e.fixed));
}

auto loop_text(segment_facts const& s) -> std::string
{
    return s.loop == graphs::nest::scalars ? "" : extent_text(s.rows) + " x " + std::to_string(s.cols);
}

auto rule_text(written_rule const& r) -> std::string
{
    std::vector<std::string> words;
    if (r.has_strength) {
        words.push_back(number_text(r.strength));
    }
    for (auto const& [name, value] : r.more) {
        words.push_back(name + (" " + number_text(value)));
    }
    return r.name + (words.empty() ? std::string() : "(" + joined(words, ", ") + ")");
}

auto layer_word(layer const& l) -> std::string
{
    return l.named ? "\"" + std::string(l.word) + "\"" : std::string(l.word);
}

namespace {

/// "2", or "1 x 2" where it differs down and along.
auto each_way(int y, int x) -> std::string
{
    return y == x ? std::to_string(y) : std::to_string(y) + " x " + std::to_string(x);
}

} // namespace

auto layer_text(layer const& l) -> std::string
{
    auto const& w = l.over;
    auto text = layer_word(l);
    if (w.taps() * w.stride_y * w.stride_x * w.groups == 1) {
        return text;
    }
    bool const is_series = l.gives.rank == 2;
    text += is_series ? " " + std::to_string(w.taps_x)
                      : " " + std::to_string(w.taps_y) + " x " + std::to_string(w.taps_x);
    auto const add = [&](bool is_told, std::string const& what) {
        text += is_told ? ", " + what : "";
    };
    int const stride_y = is_series ? w.stride_x : w.stride_y, top = is_series ? w.left : w.top;
    add(stride_y * w.stride_x != 1, "stride " + each_way(stride_y, w.stride_x));
    add(top + w.left != 0, "padding " + each_way(top, w.left));
    add(w.dilation != 1, "dilated " + std::to_string(w.dilation));
    add(w.groups != 1, std::to_string(w.groups) + " groups");
    return text;
}

namespace {

auto scope_of(explained const& e, int layer) -> short { return e.places[static_cast<std::size_t>(layer)]; }

} // namespace

auto rates_text(explained const& e, int layer) -> std::string
{
    std::vector<std::string> words;
    auto const scope = scope_of(e, layer);
    for (std::size_t i = 0; i < e.plan.rates.size() && scope >= 0; ++i) {
        auto const& t = e.plan.at(e.plan.rates[i]);
        if (t.scope == scope) {
            words.push_back(t.name + (" " + number_text(e.rates[i])));
        }
    }
    return joined(words, ", ");
}

auto parameters_in(explained const& e, int layer) -> long
{
    long count = 0;
    auto const scope = scope_of(e, layer);
    for (short const p : e.plan.parameters) {
        auto const& t = e.plan.at(p);
        count += scope >= 0 && t.scope == scope ? t.over.numbers().fixed : 0;
    }
    return count;
}

auto layer_path(explained const& e, int layer) -> std::string
{
    return path_of<std::string>(e.plan.scopes, scope_of(e, layer));
}

auto read_names(view const& p, int segment) -> std::vector<std::string>
{
    std::vector<std::string> names;
    for_each_read(p, segment, [&](short t) {
        add_once(names, tensor_text(p, t));
    });
    return names;
}

auto written_names(view const& p, int segment) -> std::vector<std::string>
{
    std::vector<std::string> names;
    for_each_write(p, segment, [&](short t) {
        add_once(names, tensor_text(p, t));
    });
    return names;
}

auto layer_flows(explained const& e) -> std::vector<flow>
{
    std::vector<flow> all(e.flows.begin(), e.flows.end());
    for (std::size_t i = 0; i < e.layers.size(); ++i) {
        if (e.layers[i].fed_by >= 0) {
            all.push_back({e.layers[i].fed_by, static_cast<short>(i)});
        }
    }
    std::sort(all.begin(), all.end(), [](flow a, flow b) {
        return a.to != b.to ? a.to < b.to : a.from < b.from;
    });
    return all;
}

auto crossings(view const& p) -> std::vector<crossing>
{
    std::vector<crossing> all;
    for (int s = 0; s < static_cast<int>(p.segments.size()); ++s) {
        for_each_read(p, s, [&](short t) {
            int const from = segment_of(p, t);
            if (from < 0) {
                return;
            }
            auto found = std::find_if(all.begin(), all.end(), [&](crossing const& c) {
                return c.from == from && c.to == s;
            });
            if (found == all.end()) {
                found = all.insert(all.end(), {from, s, {}});
            }
            add_once(found->names, tensor_text(p, t));
        });
    }
    return all;
}

auto arena_of(explained const& e) -> arena_map
{
    auto const& items = e.plan.residents;
    std::vector<long> at(items.size());
    std::vector<int> scratch(items.size());
    arena_map map;
    map.bytes = e.bytes_a_number * offsets(items, e.plan.carried, e.batch, e.plan.panel, at, scratch);
    for (std::size_t i = 0; i < items.size(); ++i) {
        map.items.push_back({items[i].tensor, items[i].born, items[i].dies, at[i] * e.bytes_a_number,
                             room(items[i].size, e.batch, e.plan.panel) * e.bytes_a_number,
                             static_cast<int>(i) < e.plan.carried});
    }
    return map;
}

} // namespace lagom::plan
