// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/augment/augment.hpp>
#include <lagom/expr/piped.hpp>

namespace lagom::detail {

// What an augmentation is made of that holds others: one, or several in a chain.

template <class N>
inline constexpr bool is_augmentation = augment_node<N>;
template <class A, class B>
inline constexpr bool is_augmentation<piped<A, B>> = is_augmentation<A> && is_augmentation<B>;

/// Whether one of a chain, or all of it, mix a batch.
template <class N>
inline constexpr bool some_mix = mixing_augment<N>;
template <class A, class B>
inline constexpr bool some_mix<piped<A, B>> = some_mix<A> || some_mix<B>;
template <class N>
inline constexpr bool all_mix = mixing_augment<N>;
template <class A, class B>
inline constexpr bool all_mix<piped<A, B>> = all_mix<A> && all_mix<B>;

/// Augmentations of which all change one image at a time, or all mix a batch.
template <class... A>
concept like_augmentations = (is_augmentation<A> && ...) && (some_mix<A> || ...) == (all_mix<A> && ...);

template <class N>
inline constexpr bool some_read_light = light_augment<N>;
template <class A, class B>
inline constexpr bool some_read_light<piped<A, B>> = some_read_light<A> || some_read_light<B>;

/// The name of the first of them that does.
template <class N>
constexpr auto light_name() -> char const*
{
    if constexpr (expr::is_piped<N>) {
        return some_read_light<decltype(N::first)> ? light_name<decltype(N::first)>()
                                                   : light_name<decltype(N::second)>();
    } else if constexpr (requires { N::name_of_light; }) {
        return N::name_of_light;
    } else {
        return light_augment<N> ? N::kind : nullptr;
    }
}

template <class N>
inline constexpr bool some_move = moving_augment<N>;
template <class A, class B>
inline constexpr bool some_move<piped<A, B>> = some_move<A> || some_move<B>;

/// Ops and scopes that its numbers take of the graph at most.
template <class... A>
inline constexpr int ops_of_parts = (8 + ... + expr::ops_of<A>());

/// The numbers of an augmentation as parameters of the graph, each in a block of its node's name.
template <class N>
constexpr void lower_numbers(N const& n, auto& g)
{
    if constexpr (expr::is_piped<N>) {
        lower_numbers(n.first, g);
        lower_numbers(n.second, g);
    } else {
        auto const outside = g.enter(N::kind);
        expr::lower_rates(n, g);
        g.leave(outside);
    }
}

} // namespace lagom::detail
