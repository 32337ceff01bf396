// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/loss/loss.hpp>
#include <lagom/expr/node.hpp>

#include <boost/hana/tuple.hpp>

namespace lagom {

template <class T>
inline constexpr bool is_loss = loss_term<T>;

/// What training minimizes: one data loss plus penalties, joined by `+`.
template <term... Terms>
struct objective_t {
    using objective_concept = term_tag;
    using formulas = decltype((types<>{} + ... + expr::formulas_of<Terms>()));
    static constexpr int terms = sizeof...(Terms);
    static constexpr int losses = (0 + ... + (is_loss<Terms> ? 1 : 0));

    boost::hana::tuple<Terms...> parts;

    /// f(term, number) for each, in the order written.
    constexpr void for_each(auto&& f) const
    {
        boost::hana::unpack(parts, [&](auto const&... part) {
            int i = 0;
            (f(part, i++), ...);
        });
    }
    constexpr auto loss() const -> auto const& { return parts[boost::hana::size_c<place_of_loss()>]; }

private:
    static constexpr auto place_of_loss() -> std::size_t
    {
        bool const is[]{is_loss<Terms>...};
        std::size_t i = 0;
        while (!is[i]) {
            ++i;
        }
        return i;
    }
};

template <class O>
concept objective_expression = std::same_as<typename O::objective_concept, term_tag>;

/// What may stand where an objective is expected: a loss alone, too.
template <class O>
concept objective_like = term<O> || objective_expression<O>;

template <term A, term B>
constexpr auto operator+(A a, B b) -> objective_t<A, B>
{
    return {boost::hana::tuple<A, B>{a, b}};
}
template <term... A, term B>
constexpr auto operator+(objective_t<A...> const& o, B b) -> objective_t<A..., B>
{
    return boost::hana::unpack(o.parts, [&](auto const&... a) {
        return objective_t<A..., B>{boost::hana::tuple<A..., B>{a..., b}};
    });
}

/// What is no term gets one line.
template <class A, class B>
    requires((term<A> || objective_expression<A>) && !term<B>)
constexpr auto operator+(A a, B const&) -> A
{
    refuse(what_is_added_is_no_loss_or_penalty<B>{});
    return a;
}
/// The bar is for layers and updates.
template <class A, class B>
    requires((term<A> || objective_expression<A>) && !node<B>)
constexpr auto operator|(A a, B const&) -> A
{
    refuse(terms_are_joined_by_plus<A, B>{});
    return a;
}
template <class A, term B>
    requires(!term<A>)
constexpr auto operator*(A const&, B b) -> B
{
    refuse(strength_is_an_argument_and_terms_are_not_multiplied<B>{});
    return b;
}
template <term A, class B>
constexpr auto operator*(A a, B const&) -> A
{
    refuse(strength_is_an_argument_and_terms_are_not_multiplied<A>{});
    return a;
}

namespace expr {

/// A loss or a penalty alone, as an objective.
template <class T>
constexpr auto as_objective(T const& t)
{
    if constexpr (term<T>) {
        return objective_t<T>{boost::hana::tuple<T>{t}};
    } else {
        return t;
    }
}

} // namespace expr

} // namespace lagom
