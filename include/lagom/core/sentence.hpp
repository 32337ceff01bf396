// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/extents.hpp>
#include <lagom/core/names.hpp>

#include <cstddef>

/// What a mistake says in English, where a compiler takes a text made at compile time (LAGOM_SAYS_SENTENCES in
/// core/config.hpp).
namespace lagom {

/// The place of a node in its expression: input is at<0>, and a composite counts before what is inside it.
template <int>
struct at;
/// The same of a node in a block that has a user's name.
template <int, fixed_string>
struct at_named;

namespace basics {

/// A text as static_assert takes it.
struct sentence {
    static constexpr std::size_t most = 1000;
    char text[most + 1]{};
    std::size_t length = 0;

    constexpr auto data() const -> char const* { return text; }
    constexpr auto size() const -> std::size_t { return length; }

    constexpr auto operator<<(char c) -> sentence&
    {
        if (length < most) {
            text[length++] = c;
        }
        return *this;
    }
    constexpr auto operator<<(char const* words) -> sentence&
    {
        for (; *words != '\0'; ++words) {
            *this << *words;
        }
        return *this;
    }
    constexpr auto operator<<(int number) -> sentence&
    {
        if (number < 0) {
            *this << '-';
        }
        int unit = 1;
        while (number / unit / 10 != 0) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            int const digit = number / unit % 10;
            *this << static_cast<char>('0' + (digit < 0 ? -digit : digit));
        }
        return *this;
    }
    constexpr auto starts_with(char const* words) const -> bool
    {
        std::size_t i = 0;
        while (words[i] != '\0' && text[i] == words[i]) {
            ++i;
        }
        return words[i] == '\0';
    }
};

/// The name of a type as a user knows it: no namespaces of ours, no `_t`.
template <class T>
constexpr auto spelled() -> sentence
{
    char const* c = __PRETTY_FUNCTION__; // "... [with T = lagom::relu_t]" or "... [T = ...]"
    while (c[0] != 'T' || c[1] != ' ' || c[2] != '=') {
        ++c;
    }
    constexpr char const* spaces[]{"lagom::", "formulas::", "expr::"};
    sentence name;
    int depth = 0;
    for (c += 4; *c != '\0' && (depth > 0 || (*c != ']' && *c != ';')); ++c) {
        for (char const* ours : spaces) {
            std::size_t n = 0;
            while (ours[n] != '\0' && c[n] == ours[n]) {
                ++n;
            }
            c += ours[n] == '\0' ? n : 0;
        }
        bool const ends =
            c[0] == '_' && c[1] == 't' && (c[2] == '<' || c[2] == '>' || c[2] == ',' || c[2] == ']');
        if (ends) {
            ++c;
            continue;
        }
        depth += *c == '<' || *c == '[' ? 1 : *c == '>' || *c == ']' ? -1 : 0;
        name << *c;
    }
    return name;
}

/// A layer: dense<10> without what is the default, relu for the pointwise layer of that formula.
template <class Layer>
constexpr auto spelled_layer() -> sentence
{
    auto const full = spelled<Layer>();
    bool const inner = full.starts_with("pointwise<");
    sentence name;
    std::size_t i = inner ? 10 : 0;
    for (; i < full.length && full.text[i] != ',' && !(inner && full.text[i] == '>'); ++i) {
        name << full.text[i];
    }
    if (full.text[i] == ',' && !inner) {
        name << '>';
    }
    return name;
}

template <class Place>
struct place_words;
template <int N>
struct place_words<at<N>> {
    static constexpr void say(sentence& out) { out << " at place " << N; }
};
template <int N, fixed_string Name>
struct place_words<at_named<N, Name>> {
    static constexpr void say(sentence& out) { out << " at place " << N << ", in \"" << Name.text << "\","; }
};

template <class Shape>
struct shape_words;
template <int... N>
struct shape_words<extents<N...>> {
    static constexpr int rank = sizeof...(N);
    static constexpr void say(sentence& out)
    {
        out << (rank == 1       ? "a vector of "
                    : rank == 3 ? "an image of "
                    : rank == 2 ? "a series of "
                                : "an array of ");
        bool first = true;
        ((out << (first ? "" : " x ") << N, first = false), ...);
    }
};

/// A mistake that has no words of its own says its name as words, then its facts.
template <class Mistake>
constexpr auto said() -> sentence
{
    sentence out;
    out << "lagom: ";
    if constexpr (requires { Mistake::say(out); }) {
        Mistake::say(out);
    } else {
        auto const name = spelled<Mistake>();
        bool in_facts = false;
        for (std::size_t i = 0; i < name.length; ++i) {
            bool const opens = !in_facts && name.text[i] == '<';
            if (opens && name.text[i + 1] == '>') {
                break;
            }
            if (opens) {
                out << ": ";
                in_facts = true;
            } else if (!in_facts || i + 1 < name.length) {
                out << (!in_facts && name.text[i] == '_' ? ' ' : name.text[i]);
            }
        }
    }
    return out;
}

} // namespace basics
} // namespace lagom
