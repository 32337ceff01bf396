// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/names.hpp>
#include <lagom/expr/named.hpp>
#include <lagom/expr/select/kind.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/graph/paths.hpp>

#include <algorithm>

namespace lagom::checking {

/// How many letters are added, dropped or changed between two words (Levenshtein 1966).
constexpr auto distance(graphs::short_text const& a, graphs::short_text const& b) -> int
{
    int const n = b.size();
    int row[graphs::short_text::most + 1]{};
    for (int k = 0; k <= n; ++k) {
        row[k] = k;
    }
    for (int i = 0; i < a.size(); ++i) {
        int before = row[0];
        row[0] = i + 1;
        for (int k = 0; k < n; ++k) {
            int const changed = before + (a[i] == b[k] ? 0 : 1);
            before = row[k + 1];
            row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
        }
    }
    return row[n];
}

/// Of the words it is shown, the one that is nearest to another.
struct nearest_word {
    graphs::short_text wanted, found;
    int least = 1 << 20;

    constexpr explicit nearest_word(char const* word) { append(wanted, word); }
    constexpr void see(char const* word)
    {
        graphs::short_text text;
        append(text, word);
        see(text);
    }
    constexpr void see(graphs::short_text const& word)
    {
        if (int const d = distance(wanted, word); !word.empty() && d < least) {
            least = d;
            found = word;
        }
    }
};

constexpr auto word_of(role is) -> char const*
{
    using enum role;
    return is == kernel ? "kernel" : is == bias ? "bias" : is == norm_scale ? "norm_scale" : "norm_shift";
}

template <class G, class S>
constexpr auto selects_some(G const& g, S const&) -> bool
{
    bool any = false;
    for (auto p : g.parameters) {
        any = any || S::matches(g, p);
    }
    return any;
}

/// What a selector that selects nothing may have meant: a name, kind or role that is there, or the path of a
/// parameter.
template <class G, fixed_string Name>
constexpr auto nearest_to(G const& g, named_t<Name> const&) -> graphs::short_text
{
    nearest_word nearest(basics::text_of<Name>);
    for (auto const& s : g.scopes) {
        nearest.see(s.ordinal < 0 ? s.name : "");
    }
    bool const none_has_a_name = nearest.found.empty();
    for (int i = 0; none_has_a_name && i < g.scopes.count; ++i) {
        nearest.see(path_of(g.scopes, static_cast<short>(i)));
    }
    return nearest.found;
}
template <class G, fixed_string Kind>
constexpr auto nearest_to(G const& g, kind_selector<Kind> const&) -> graphs::short_text
{
    nearest_word nearest(basics::text_of<Kind>);
    for (auto p : g.parameters) {
        for (short s = g.tensors[p].scope; s >= 0; s = g.scopes[s].parent) {
            nearest.see(g.scopes[s].kind);
        }
    }
    return nearest.found;
}
template <class G, role Role>
constexpr auto nearest_to(G const& g, role_selector<Role> const&) -> graphs::short_text
{
    nearest_word nearest(word_of(Role));
    for (auto p : g.parameters) {
        nearest.see(word_of(g.tensors[p].is));
    }
    return nearest.found;
}
/// The path of the first parameter that `S` selects.
template <class G, class S>
constexpr auto first_path(G const& g, S const&) -> graphs::short_text
{
    for (auto p : g.parameters) {
        if (S::matches(g, p)) {
            return path_of(g.scopes, g.tensors[p]);
        }
    }
    return {};
}
template <class G, class A, class B>
constexpr auto nearest_to(G const& g, both_t<A, B> const&) -> graphs::short_text;
template <class G, class A, class B>
constexpr auto nearest_to(G const& g, either_t<A, B> const&) -> graphs::short_text;
template <class G, class S>
constexpr auto nearest_to(G const& g, S const&) -> graphs::short_text // of depth, or a negation
{
    return first_path(g, all_t{});
}
template <class G, class A, class B>
constexpr auto nearest_to(G const& g, both_t<A, B> const&) -> graphs::short_text
{
    return !selects_some(g, A{}) ? nearest_to(g, A{})
        : !selects_some(g, B{})  ? nearest_to(g, B{})
                                 : first_path(g, A{});
}
template <class G, class A, class B>
constexpr auto nearest_to(G const& g, either_t<A, B> const&) -> graphs::short_text
{
    return nearest_to(g, A{});
}

} // namespace lagom::checking
