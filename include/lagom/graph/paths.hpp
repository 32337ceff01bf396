// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/vec.hpp>
#include <lagom/graph/tensor.hpp>

#include <string_view>

namespace lagom::graphs {

/// A short text in a constant expression (a std::string cannot be one everywhere); what does not fit is cut
/// off.
struct short_text {
    static constexpr int most = 256;

    basics::vec<char, most> letters;

    constexpr void push_back(char c) { letters.push(c); }
    [[nodiscard]] constexpr auto empty() const -> bool { return letters.count == 0; }
    [[nodiscard]] constexpr auto size() const -> int { return letters.count; }
    constexpr auto operator[](int i) const -> char { return letters[i]; }
    [[nodiscard]] constexpr auto view() const -> std::string_view
    {
        return {letters.items, static_cast<std::size_t>(letters.count)};
    }
};

constexpr void append(auto& text, char const* word)
{
    while (*word != '\0') {
        text.push_back(*word++);
    }
}
constexpr void append_number(auto& text, int n)
{
    if (n >= 10) {
        append_number(text, n / 10);
    }
    text.push_back(static_cast<char>('0' + n % 10));
}

constexpr void append_path(auto& text, auto const& scopes, short of)
{
    if (of < 0) {
        return;
    }
    scope const& s = scopes[static_cast<decltype(scopes.size())>(of)];
    append_path(text, scopes, s.parent);
    if (*s.name != '\0') {
        append(text, text.empty() ? "" : ".");
        append(text, s.name);
    }
    if (s.ordinal >= 0) {
        append(text, text.empty() ? "" : ".");
        append_number(text, s.ordinal);
    }
}

/// `residual.0.dense.1`: the path of a scope.
template <class Text = short_text>
constexpr auto path_of(auto const& scopes, short of) -> Text
{
    Text text;
    append_path(text, scopes, of);
    return text;
}

/// `residual.0.dense.1.kernel`: the path of what a model owns.
template <class Text = short_text>
constexpr auto path_of(auto const& scopes, tensor const& t) -> Text
{
    auto text = path_of<Text>(scopes, t.scope);
    text.push_back('.');
    append(text, t.name);
    return text;
}

} // namespace lagom::graphs
