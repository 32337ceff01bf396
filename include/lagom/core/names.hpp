// SPDX-License-Identifier: BSL-1.0
#pragma once

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

namespace plan {

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

} // namespace plan
} // namespace lagom
