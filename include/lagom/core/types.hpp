// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <type_traits>
#include <utility>

namespace lagom::basics {

template <class T>
struct item {};

/// A set of types in order of first appearance.
template <class... Ts>
struct types : item<Ts>... {
    static constexpr int count = sizeof...(Ts);
};

template <class... A, class B>
constexpr auto with(types<A...> all, item<B>)
{
    if constexpr (std::is_base_of_v<item<B>, types<A...>>) {
        return all;
    } else {
        return types<A..., B>{};
    }
}

template <class... A>
constexpr auto operator+(types<A...> all, types<>)
{
    return all;
}

template <class... A, class B, class... Rest>
constexpr auto operator+(types<A...> all, types<B, Rest...>)
{
    return with(all, item<B>{}) + types<Rest...>{};
}

/// Where `T` stands in the set.
template <class T, class... Ts>
constexpr auto index_of(types<Ts...>) -> int
{
    static_assert(std::is_base_of_v<item<T>, types<Ts...>>,
                  "lagom: a node uses a formula that its `formulas` does not list");
    bool const same[]{std::is_same_v<T, Ts>...};
    int i = 0;
    while (!same[i]) {
        ++i;
    }
    return i;
}

template <int I, class T>
struct indexed {
    static auto at(std::integral_constant<int, I>) -> std::type_identity<T>;
};
template <class Sequence, class... Ts>
struct indexer;
template <int... I, class... Ts>
struct indexer<std::integer_sequence<int, I...>, Ts...> : indexed<I, Ts>... {
    using indexed<I, Ts>::at...;
};

/// The type that stands at a place of the set, in one overload resolution.
template <class List>
struct lookup;
template <class... Ts>
struct lookup<types<Ts...>> {
    template <int I>
    using at = typename decltype(indexer<std::make_integer_sequence<int, sizeof...(Ts)>, Ts...>::at(
        std::integral_constant<int, I>{}))::type;
};

} // namespace lagom::basics

namespace lagom {

using basics::types;

} // namespace lagom
