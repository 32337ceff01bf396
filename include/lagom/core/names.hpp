// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <cstddef>

namespace lagom {

/// A text that may be a template argument: `named<"fc1">`.
template <std::size_t N>
struct fixed_string {
    char text[N]{};

    consteval fixed_string(
        char const (&literal)[N]) // NOLINT(google-explicit-constructor): written as a literal
    {
        for (std::size_t i = 0; i < N; ++i) {
            text[i] = literal[i];
        }
    }
};

constexpr auto length_of_text(auto const& text) -> std::size_t
{
    if constexpr (requires { text.size(); }) {
        return static_cast<std::size_t>(text.size());
    } else {
        std::size_t n = 0;
        while (text[n] != '\0') {
            ++n;
        }
        return n;
    }
}

/// What a callable without captures returns, a pointer or a string, as a fixed string.
template <class Text>
consteval auto fixed(Text)
{
    constexpr auto length = length_of_text(Text{}());
    auto const made = Text{}();
    char text[length + 1]{};
    for (int i = 0; i < static_cast<int>(length); ++i) {
        text[i] = made[i];
    }
    return fixed_string<length + 1>(text);
}

namespace basics {

/// The text of a name, as a pointer that lives as long as the program.
template <fixed_string Name>
inline constexpr auto& text_of = Name.text;

constexpr auto same_text(char const* a, char const* b) -> bool
{
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

} // namespace basics
} // namespace lagom
