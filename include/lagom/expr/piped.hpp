// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/node.hpp>

#include <boost/hana/any_of.hpp>
#include <boost/hana/find_if.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/unpack.hpp>

namespace lagom {

struct piped_tag {};

/// Two nodes one after the other; a chain is a nested pair. It models Hana's Foldable and Searchable over its
/// leaves, so that Hana's algorithms walk an expression.
template <node A, node B>
struct piped {
    using node_concept = node_tag;
    using hana_tag = piped_tag;
    using formulas = decltype(expr::formulas_of<A>() + expr::formulas_of<B>());
    static constexpr int ops = expr::ops_of<A>() + expr::ops_of<B>();
    static constexpr int parameters = expr::parameters_of<A>() + expr::parameters_of<B>();

    static constexpr bool is_chain = true;

    [[no_unique_address]] A first; // no `{}` here: clang evaluates nested ones twice a level
    [[no_unique_address]] B second;

    // One call a node: compilers end a constant expression that is 512 calls deep.
    constexpr auto lower(auto& g, short x, shape& at) const -> short
    {
        if constexpr (requires { A::is_chain; }) {
            x = first.lower(g, x, at);
        } else {
            x = expr::lower_node(first, g, x, at);
        }
        return expr::lower_node(second, g, x, at);
    }
    static constexpr auto output(shape in) -> shape { return B::output(A::output(in)); }
    static constexpr void rates(auto& self, auto&& sink)
    {
        if constexpr (requires { A::is_chain; }) {
            A::rates(self.first, sink);
        } else {
            expr::visit_rates(self.first, sink);
        }
        expr::visit_rates(self.second, sink);
    }
};

namespace expr {

template <class N>
inline constexpr bool is_piped = false;
template <class A, class B>
inline constexpr bool is_piped<piped<A, B>> = true;

} // namespace expr

/// How many nodes a chain has.
template <class N>
inline constexpr int length_of = 1;
template <class A, class B>
inline constexpr int length_of<piped<A, B>> = length_of<A> + length_of<B>;

/// x goes through `a`, then through `b`.
///
/// Requires  no more than LAGOM_MOST_NODES nodes in a chain: 400, as the compilers' own limits allow, of which
///           clang can train 150 under five rules. More need
///           -fconstexpr-depth=3000 -ftemplate-depth=3000 (clang: -fconstexpr-steps=100000000, too), and
///           -DLAGOM_MOST_NODES=1000, which says that they are there. repeat<N>(block) counts once
template <node A, node B>
    requires(length_of<A> + length_of<B> <= LAGOM_MOST_NODES)
constexpr auto operator|(A a, B b) -> piped<A, B>
{
    return {a, b};
}
template <node A, node B>
    requires(length_of<A> + length_of<B> > LAGOM_MOST_NODES)
constexpr auto operator|(A a, B) -> A
{
    using most = most_is<length_of<B> * LAGOM_MOST_NODES / length_of<B>>; // the same for all, and only here
    refuse(more_nodes_need_options<most>{});
    return a;
}

/// What is no node gets one line: a number, a function without its arguments, a rule.
template <node A, class B>
    requires(!node<B>)
constexpr auto operator|(A a, B const&) -> A
{
    refuse(node_is_followed_by_what_is_none<B>{});
    return a;
}
template <class A, node B>
    requires(
        !node<A> && !requires { typename A::update_concept; } && !requires { typename A::chain_concept; })
constexpr auto operator|(A const&, B b) -> B
{
    refuse(node_follows_what_is_none<A>{});
    return b;
}
/// The plus is for terms.
template <node A, class B>
constexpr auto operator+(A a, B const&) -> A
{
    refuse(layers_are_joined_by_a_bar<A, B>{});
    return a;
}

namespace expr {

template <class S, class F>
constexpr auto fold_piped(S const& s, auto state, F const& f)
{
    if constexpr (is_piped<S>) {
        return fold_piped(s.second, fold_piped(s.first, state, f), f);
    } else {
        return f(state, s);
    }
}

} // namespace expr
} // namespace lagom

namespace boost::hana {

template <>
struct fold_left_impl<lagom::piped_tag> {
    template <class S, class State, class F>
    static constexpr auto apply(S&& s, State&& state, F&& f)
    {
        return lagom::expr::fold_piped(s, static_cast<State&&>(state), f);
    }
};

template <>
struct unpack_impl<lagom::piped_tag> {
    template <class S, class F>
    static constexpr auto apply(S&& s, F&& f)
    {
        if constexpr (lagom::expr::is_piped<std::remove_cvref_t<decltype(s.first)>>) {
            return apply(s.first, [&](auto const&... before) -> decltype(auto) {
                return last(s.second, f, before...);
            });
        } else {
            return last(s.second, f, s.first);
        }
    }

private:
    template <class B>
    static constexpr auto last(B const& b, auto&& f, auto const&... before)
    {
        if constexpr (lagom::expr::is_piped<B>) {
            return apply(b, [&](auto const&... more) {
                return f(before..., more...);
            });
        } else {
            return f(before..., b);
        }
    }
};

template <>
struct any_of_impl<lagom::piped_tag> {
    template <class S, class Predicate>
    static constexpr auto apply(S&& s, Predicate&& p)
    {
        return lagom::expr::fold_piped(s, false_c, [&](auto found, auto const& n) {
            return bool_c<(decltype(found)::value || decltype(p(n))::value)>;
        });
    }
};

template <>
struct find_if_impl<lagom::piped_tag> {
    template <class S, class Predicate>
    static constexpr auto apply(S&& s, Predicate&& p)
    {
        return lagom::expr::fold_piped(s, nothing, [&](auto found, auto const& n) {
            if constexpr (decltype(is_nothing(found))::value && decltype(p(n))::value) {
                return just(n);
            } else {
                return found;
            }
        });
    }
};

} // namespace boost::hana
