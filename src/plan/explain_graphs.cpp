// SPDX-License-Identifier: BSL-1.0
#include "plan/explain_graphs.hpp"

#include "plan/plan_words.hpp"

namespace lagom {
namespace plan {
namespace {

auto escaped(std::string const& text, char const* letters) -> std::string
{
    std::string out;
    for (char const c : text) {
        if (std::string_view(letters).find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

/// A line that is not too long for a box.
auto shortened(std::string const& text) -> std::string
{
    constexpr std::size_t most = 60;
    return text.size() <= most ? text : text.substr(0, most - 3) + "...";
}

auto some(std::vector<std::string> names) -> std::string
{
    constexpr std::size_t most = 3;
    if (names.size() > most) {
        auto const more = names.size() - most;
        names.resize(most);
        names.push_back(std::to_string(more) + " more");
    }
    return joined(names, ", ");
}

/// The lines in the box of a layer: what it is, its path, its rates, its rules.
auto layer_lines(explained const& e, int i) -> std::vector<std::string>
{
    auto const& l = e.layers[static_cast<std::size_t>(i)];
    std::vector<std::string> lines{layer_text(l) + " " + shape_text(l.gives)};
    auto const path = layer_path(e, i), rates = rates_text(e, i);
    if (!path.empty()) {
        lines.push_back(path + (rates.empty() ? "" : ": " + rates));
    }
    for (std::size_t p = 0; p < e.plan.parameters.size(); ++p) {
        auto const& t = e.plan.at(e.plan.parameters[p]);
        if (t.scope < 0 || t.scope != e.places[static_cast<std::size_t>(i)]) {
            continue;
        }
        auto line = t.name + (" " + with_commas(t.over.numbers().fixed));
        if (!e.rules.empty()) {
            line += e.rules[p].frozen ? ", frozen" : "";
            for (auto const& r : e.rules[p].all) {
                line += std::string(", ") + r.name + " " + number_text(r.strength);
            }
        }
        lines.push_back(line);
    }
    return lines;
}

auto segment_lines(explained const& e, int s) -> std::vector<std::string>
{
    auto const& f = e.segments[static_cast<std::size_t>(s)];
    auto const over = loop_text(f);
    return {std::to_string(s) + ": " + nest_text(f.loop) + (over.empty() ? "" : " " + over),
            shortened(segment_text(e.plan, s)), "because " + std::string(f.why()),
            with_commas(f.operations.at(e.batch)) + " operations, " +
                with_commas(f.bytes(e.batch, e.bytes_a_number)) + " bytes"};
}

/// Segments that compute only numbers once a step say nothing in a picture.
auto is_shown(explained const& e, int s) -> bool
{
    return e.segments[static_cast<std::size_t>(s)].loop != graphs::nest::scalars;
}

/// Calls box(name, lines) and arrow(from, to, words), within begin(title, id) and end().
void draw(explained const& e, auto&& begin, auto&& end, auto&& box, auto&& arrow)
{
    begin("layers", "network");
    for (int i = 0; i < static_cast<int>(e.layers.size()); ++i) {
        box("layer" + std::to_string(i), layer_lines(e, i));
    }
    for (auto const& f : layer_flows(e)) {
        arrow("layer" + std::to_string(f.from), "layer" + std::to_string(f.to), "");
    }
    end();
    begin(e.rules.empty() ? "loops of an inference" : "loops of a step", "step");
    for (int s = 0; s < static_cast<int>(e.segments.size()); ++s) {
        if (is_shown(e, s)) {
            box("segment" + std::to_string(s), segment_lines(e, s));
        }
    }
    for (auto const& c : crossings(e.plan)) {
        if (is_shown(e, c.from)) {
            arrow("segment" + std::to_string(c.from), "segment" + std::to_string(c.to), some(c.names));
        }
    }
    end();
}

} // namespace
} // namespace plan

auto plan::dot_text(explained const& e) -> std::string
{
    std::string text = "digraph lagom {\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                       "  edge [fontname=\"sans-serif\", fontsize=8];\n";
    auto const escaped = [](std::string const& s) {
        return plan::escaped(s, "\"\\");
    };
    plan::draw(
        e,
        [&](std::string const& title, std::string const& id) {
            text += "  subgraph cluster_" + id + " {\n    label=\"" + title +
                "\"; fontname=\"sans-serif\"; color=gray;\n";
        },
        [&] {
            text += "  }\n";
        },
        [&](std::string const& name, std::vector<std::string> const& lines) {
            text += "    " + name + " [label=\"";
            for (auto const& line : lines) {
                text += escaped(line) + "\\l";
            }
            text += "\"];\n";
        },
        [&](std::string const& from, std::string const& to, std::string const& words) {
            text += "    " + from + " -> " + to +
                (words.empty() ? "" : " [label=\"" + escaped(words) + "\"]") + ";\n";
        });
    return text + "}\n";
}

auto plan::mermaid_text(explained const& e) -> std::string
{
    std::string text = "flowchart TB\n";
    auto const escaped = [](std::string const& s) { // in quotes; what HTML and Mermaid read by its code
        std::string out;
        for (char const c : s) {
            if (c == '"' || c == '#' || c == '<' || c == '>' || c == '&' || c == '|') {
                out += "#" + std::to_string(static_cast<int>(c)) + ";";
            } else {
                out += c;
            }
        }
        return out;
    };
    plan::draw(
        e,
        [&](std::string const& title, std::string const& id) {
            text += "  subgraph " + id + "[\"" + title + "\"]\n";
        },
        [&] {
            text += "  end\n";
        },
        [&](std::string const& name, std::vector<std::string> const& lines) {
            std::vector<std::string> safe;
            for (auto const& line : lines) {
                safe.push_back(escaped(line));
            }
            text += "    " + name + "[\"" + plan::joined(safe, "<br/>") + "\"]\n";
        },
        [&](std::string const& from, std::string const& to, std::string const& words) {
            text += "    " + from + " -->" + (words.empty() ? "" : "|\"" + escaped(words) + "\"|") + " " +
                to + "\n";
        });
    return text;
}

} // namespace lagom
