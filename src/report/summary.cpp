// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/summary.hpp>

#include "core/text_table.hpp"
#include "plan/plan_words.hpp"

#include <algorithm>

namespace lagom {

namespace {

/// Whether a scope is another one or within it.
auto is_within(plan::view const& p, short scope, short other) -> bool
{
    while (scope >= 0 && scope != other) {
        scope = p.scopes[static_cast<std::size_t>(scope)].parent;
    }
    return scope >= 0;
}

/// Numbers of those tensors that `belongs` picks.
auto numbers_in(plan::view const& p, std::span<short const> tensors, auto belongs) -> long
{
    long count = 0;
    for (short const id : tensors) {
        auto const& t = p.at(id);
        count += belongs(t) ? t.over.numbers().fixed : 0;
    }
    return count;
}

/// The same of a layer and of what is in it, in all its copies.
auto numbers_of(plan::explained const& e, std::size_t layer, std::span<short const> tensors) -> long
{
    if (auto const scope = e.places[layer]; scope >= 0) {
        return numbers_in(e.plan, tensors, [&](graphs::tensor const& t) {
            return is_within(e.plan, t.scope, scope);
        });
    }
    long count = 0;
    auto const depth = e.layers[layer].depth; // a name opens no scope of its own
    for (auto i = layer + 1; i < e.layers.size() && e.layers[i].depth > depth; ++i) {
        count += e.layers[i].depth == depth + 1 ? numbers_of(e, i, tensors) : 0;
    }
    return count;
}

/// A layer's word, indented by how deep it is, with the number of its copies.
auto word_in_place(plan::explained const& e, std::size_t layer) -> std::string
{
    auto const& l = e.layers[layer];
    auto const copies = std::count_if(e.plan.scopes.begin(), e.plan.scopes.end(), [&](auto const& s) {
        return s.parent == e.places[layer];
    });
    return std::string(2U * static_cast<std::size_t>(l.depth), ' ') + plan::layer_text(l) +
        (basics::same_text(l.word, "repeat") && !l.named ? " x " + std::to_string(copies) : "");
}

auto number_or_nothing(long n) -> std::string { return n > 0 ? plan::with_commas(n) : ""; }

} // namespace

namespace reports {

auto summary_text(plan::explained const& e, long operations) -> std::string
{
    auto const& p = e.plan;
    text_table table("rllrrrl");
    table.add({"place", "layer", "output shape", "parameters", "state", "bytes", "path"});
    for (std::size_t i = 0; i < e.layers.size(); ++i) {
        auto const learnt = numbers_of(e, i, p.parameters), carried = numbers_of(e, i, p.states);
        table.add({std::to_string(i), word_in_place(e, i), plan::shape_text(e.layers[i].gives),
                   number_or_nothing(learnt), number_or_nothing(carried),
                   number_or_nothing((learnt + carried) * e.bytes_a_number),
                   plan::layer_path(e, static_cast<int>(i))});
    }
    auto const all = [](graphs::tensor const&) {
        return true;
    };
    auto const learnt = numbers_in(p, p.parameters, all), carried = numbers_in(p, p.states, all);
    return table.text() + "total: " + plan::with_commas(learnt) + " parameters, " +
        plan::with_commas(carried) + " numbers of state, " +
        plan::with_commas((learnt + carried) * e.bytes_a_number) + " bytes; " +
        plan::with_commas(operations) + " operations an example\n";
}

} // namespace reports

} // namespace lagom
