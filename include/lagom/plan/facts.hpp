// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/piped.hpp>

#include <boost/hana/fold_left.hpp>

namespace lagom::plan {

template <class N>
struct leading_node {
    using type = N;
};
template <class A, class B>
struct leading_node<piped<A, B>> {
    using type = typename leading_node<A>::type;
};

/// The shape of one example, as the network's input states it.
template <class Net>
constexpr auto shape_of_input() -> shape
{
    return leading_node<Net>::type::output(no_shape);
}

/// Calls f(node) for each node of a chain, left to right; a name around nodes is looked through.
template <class Net>
constexpr void for_each_node(Net const& net, auto&& f)
{
    if constexpr (requires { Net::user_name; }) {
        for_each_node(net.body, f);
    } else if constexpr (expr::is_piped<Net>) {
        boost::hana::fold_left(net, 0, [&](int, auto const& n) {
            for_each_node(n, f);
            return 0;
        });
    } else {
        f(net);
    }
}

/// Some node anywhere in a network that is given `in` computes statistics of the batch, of one number an example.
template <class N>
constexpr auto asks_for_two_examples(shape in) -> bool;
template <class... C>
constexpr auto some_ask_for_two_examples(nodes<C...>, [[maybe_unused]] shape in) -> bool
{
    return (false || ... || asks_for_two_examples<C>(in));
}
template <class N>
constexpr auto asks_for_two_examples(shape in) -> bool
{
    if constexpr (expr::is_piped<N>) {
        return asks_for_two_examples<decltype(N::first)>(in) ||
            asks_for_two_examples<decltype(N::second)>(decltype(N::first)::output(in));
    } else if constexpr (requires { typename N::children; }) {
        return some_ask_for_two_examples(typename N::children{}, in);
    } else {
        return requires { N::needs_two_rows; } && in.positions() < 2;
    }
}

/// Training needs two examples a batch at least. A constant, so that no code that runs walks through the network.
template <class Net>
inline constexpr bool needs_two_examples = asks_for_two_examples<Net>(no_shape);

} // namespace lagom::plan
