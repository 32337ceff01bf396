// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/explain.hpp>

#include <lagom/run/store.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace lagom::plan {

namespace {

constexpr char const* nest_text[]{"scalars", "panels", "matmul", "matmul_back", "outer",
                                  "rows",    "concat", "slice",  "total"};

auto shape_text(segment const& s) -> std::string
{
    auto const extent = [](int n) {
        return n == batch_rows ? std::string("batch") : std::to_string(n);
    };
    return s.where == space::scalar ? "" : extent(s.rows) + " x " + extent(s.cols);
}

/// A word for what an op makes: its formula, or what it is.
auto op_text(view const& p, op const& o) -> std::string
{
    switch (o.what) {
    case op_kind::map:
        return (o.f.reading == formula::value ? "" : "d ") + std::string(p.facts_of[o.f.base].name);
    case op_kind::draw:
        return "draw";
    case op_kind::column_sum:
        return "sum over rows";
    case op_kind::row_sum:
        return "sum over columns";
    case op_kind::row_max:
        return "max over columns";
    case op_kind::total:
        return "total";
    case op_kind::matmul:
        return "x w";
    case op_kind::outer:
        return "x^T dy";
    case op_kind::matmul_back:
        return "dy w^T";
    case op_kind::concat:
        return "side by side";
    case op_kind::slice:
        return "columns";
    }
    return "";
}

/// A name for a tensor: its path if it is the model's, else what made it.
auto tensor_text(view const& p, short id) -> std::string
{
    auto const& t = p.at(id);
    if (t.scope >= 0) { // of the model
        return path_of(p, t.scope) + "." + t.name;
    }
    if (t.home != id) {
        return tensor_text(p, t.home);
    }
    auto const number = "#" + std::to_string(id);
    return t.producer < 0
        ? (*t.name != '\0' ? std::string(t.name) : "tensor") + (t.is == role::moment ? number : "")
        : op_text(p, p.ops[static_cast<std::size_t>(t.producer)]) + number;
}

void add_once(std::vector<std::string>& list, std::string const& text)
{
    if (std::find(list.begin(), list.end(), text) == list.end()) {
        list.push_back(text);
    }
}

void print_list(std::string& text, char const* title, std::vector<std::string> const& list)
{
    if (list.empty()) {
        return;
    }
    text += std::string("      ") + title;
    for (std::size_t i = 0; i < list.size(); ++i) {
        text += (i == 0 ? " " : ", ") + list[i];
    }
    text += '\n';
}

auto segment_of(view const& p, short t) -> int
{
    short const producer = p.at(t).producer;
    return producer < 0 ? -1 : p.spots[static_cast<std::size_t>(producer)].segment;
}

} // namespace

auto segment_text(view const& p, int number) -> std::string
{
    std::string text;
    auto const& s = p.segments[static_cast<std::size_t>(number)];
    int stage = 0;
    for (short i = s.head; i >= 0; i = p.next[static_cast<std::size_t>(i)]) {
        auto const& spot = p.spots[static_cast<std::size_t>(i)];
        text += (i == s.head              ? ""
                     : spot.stage > stage ? " || "
                                          : " | ") +
            op_text(p, p.ops[static_cast<std::size_t>(i)]);
        stage = std::max<int>(stage, spot.stage);
    }
    return text;
}

namespace {

void print_segment(std::string& text, view const& p, int number)
{
    auto const& s = p.segments[static_cast<std::size_t>(number)];
    auto const& l = p.listings[static_cast<std::size_t>(number)];
    char head[96];
    std::snprintf(head, sizeof head, "%4d  %-9s %-14s", number, nest_text[static_cast<int>(s.what)],
                  shape_text(s).c_str());
    text += head + (" " + segment_text(p, number));
    std::vector<std::string> reads, writes;
    for (short i = s.head; i >= 0; i = p.next[static_cast<std::size_t>(i)]) {
        auto const& o = p.ops[static_cast<std::size_t>(i)];
        for (int k = 0; k < o.arity; ++k) {
            if (segment_of(p, o.in[k]) != number && p.at(o.in[k]).where != space::scalar &&
                p.at(o.in[k]).is != role::random) {
                add_once(reads, tensor_text(p, o.in[k]));
            }
        }
        auto const operands = p.operands.subspan(static_cast<std::size_t>(l.operands),
                                                 static_cast<std::size_t>(l.operand_count));
        bool const anchored = s.what >= nest::concat;
        if (anchored || std::find(operands.begin(), operands.end(), o.out) != operands.end()) {
            add_once(writes, tensor_text(p, o.out));
        }
    }
    text += "\n      starts because " + std::string(reason_text[static_cast<int>(s.reason)]);
    text += l.same_as != number ? "; same code as " + std::to_string(l.same_as) + "\n" : "\n";
    print_list(text, "reads ", reads);
    print_list(text, "writes", writes);
}

} // namespace

auto explain(view const& p) -> std::string
{
    std::string text = "segment  loop over          what runs in it (| the same numbers in registers, || one "
                       "more pass over what is in the cache)\n";
    for (int s = 0; s < static_cast<int>(p.segments.size()); ++s) {
        print_segment(text, p, s);
    }
    return text;
}

} // namespace lagom::plan
