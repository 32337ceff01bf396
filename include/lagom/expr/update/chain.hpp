// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/node.hpp>

#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

namespace lagom {

struct update_tag {};

/// Where a part may stand in a chain: gradient transformations, one optimizer, decay, constraints. What
/// changes a rate stands anywhere behind the optimizer.
enum class update_stage : unsigned char { gradient, optimizer, decay, constraint, after_the_optimizer };

/// A part of what happens between a gradient and the next parameters. By its stage it has one of
///
/// transform(g, b)               changes all gradients, g.gradient[...]
/// prepare(g, b), step(g, p, dw, rate, b)  the next value of a parameter
/// decay(g, p, w, rate, b)       takes a share of `p` off its next value `w`
/// project(g, w, b), selects(g, p)  brings a new value back into what is allowed
/// scale_rate(g, p, rate, b), freezes(g, p)
///
/// name         optional: what reports and errors call it
/// is_adaptive  optional: an optimizer divides a gradient by its own size
template <class U>
concept update_part = std::same_as<typename U::update_concept, update_tag>;

template <class Part, class G>
concept freezing = requires(Part const& part, G const& g) { part.freezes(g, short{}); };

template <update_part... Parts>
struct chain {
    using chain_concept = update_tag;
    using formulas = decltype((types<>{} + ... + expr::formulas_of<Parts>()));
    static constexpr int length = sizeof...(Parts);
    /// How many formulas the optimizer has: what it costs the compiler.
    static constexpr int formulas_of_optimizer =
        (0 + ... + (Parts::stage == update_stage::optimizer ? expr::formulas_of<Parts>().count : 0));
    static constexpr update_stage stages[length + 1]{Parts::stage..., update_stage::after_the_optimizer};

    boost::hana::tuple<Parts...> parts;

    constexpr void for_each(auto&& f) const
    {
        boost::hana::unpack(parts, [&](auto const&... part) {
            [[maybe_unused]] int i = 0;
            (f(part, i++), ...);
        });
    }
    /// Whether there is a part that may freeze parameters.
    template <class G>
    static constexpr bool freezes_some = (false || ... || freezing<Parts, G>);
    /// Whether some part leaves parameter `p` as it is.
    constexpr auto freezes(auto const& g, short p) const -> bool
    {
        bool frozen = false;
        for_each([&](auto const& part, int) {
            if constexpr (requires { part.freezes(g, p); }) {
                frozen = frozen || part.freezes(g, p);
            }
        });
        return frozen;
    }
    /// The one optimizer; check/rules sees to it that there is one.
    constexpr auto optimizer() const -> auto const&
    {
        return parts[boost::hana::size_c<place_of_optimizer()>];
    }

private:
    static constexpr auto place_of_optimizer() -> std::size_t
    {
        std::size_t i = 0;
        while (stages[i] != update_stage::optimizer) {
            ++i;
        }
        return i;
    }
};

template <class C>
concept update_chain = std::same_as<typename C::chain_concept, update_tag>;

/// What may stand where a chain is expected: an optimizer alone, too.
template <class U>
concept updates_like = update_part<U> || update_chain<U>;

/// First `a`, then `b`.
template <update_part A, update_part B>
constexpr auto operator|(A a, B b) -> chain<A, B>
{
    return {boost::hana::tuple<A, B>{a, b}};
}
template <update_part... A, update_part B>
constexpr auto operator|(chain<A...> const& c, B b) -> chain<A..., B>
{
    return boost::hana::unpack(c.parts, [&](auto const&... a) {
        return chain<A..., B>{boost::hana::tuple<A..., B>{a..., b}};
    });
}

/// What is no update gets one line.
template <class A, class B>
    requires((update_part<A> || update_chain<A>) && !update_part<B>)
constexpr auto operator|(A a, B const&) -> A
{
    refuse(update_is_followed_by_what_is_none<B>{});
    return a;
}
template <class A, update_part B>
    requires(
        !node<A> && !updates_like<A> && !requires { typename A::term_concept; } &&
        !requires { typename A::objective_concept; })
constexpr auto operator|(A const&, B b) -> B
{
    refuse(update_follows_what_is_none<A>{});
    return b;
}
/// The plus is for terms.
template <class A, class B>
    requires(update_part<A> || update_chain<A>)
constexpr auto operator+(A a, B const&) -> A
{
    refuse(updates_are_joined_by_a_bar<A, B>{});
    return a;
}

namespace expr {

/// An optimizer alone, as a chain.
template <class U>
constexpr auto as_chain(U const& u)
{
    if constexpr (update_part<U>) {
        return chain<U>{boost::hana::tuple<U>{u}};
    } else {
        return u;
    }
}

} // namespace expr

} // namespace lagom
