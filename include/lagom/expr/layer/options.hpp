// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/layer/initial.hpp>

#include <type_traits>

namespace lagom {

/// Options of a layer stand in its type, in the order in which they were given: conv_t<32, 3, 0, strided_t<2, 2>>.
namespace layer_option {

// What an option is about: a layer takes one of each.
struct bias;
struct weights;
struct stride;
struct padding;
struct dilation;
struct groups;
struct multiplier;

/// void for what is no option.
template <class O>
struct about {
    using type = void;
};
template <class O>
    requires requires { typename O::option_about; }
struct about<O> {
    using type = typename O::option_about;
};
template <initial_weights I>
struct about<I> {
    using type = weights;
};
template <class O>
using about_t = typename about<O>::type;

template <class... About>
struct takes {
    template <class O>
    static constexpr bool one = (false || ... || std::is_same_v<about_t<O>, About>);
    /// Each option is about one of these.
    template <class... O>
    static constexpr bool knows = (true && ... && one<O>);
};
template <class First, class... Rest>
constexpr auto are_about_different_things() -> bool
{
    bool const again = (false || ... || std::is_same_v<about_t<First>, about_t<Rest>>);
    if constexpr (sizeof...(Rest) > 1) {
        return !again && are_about_different_things<Rest...>();
    } else {
        return !again;
    }
}

template <class About, class Default>
constexpr auto chosen() -> Default
{
    return {};
}
template <class About, class Default, class First, class... Rest>
constexpr auto chosen()
{
    if constexpr (std::is_same_v<about_t<First>, About>) {
        return First{};
    } else {
        return chosen<About, Default, Rest...>();
    }
}
/// The option about something, or what stands for it where there is none.
template <class About, class Default, class... O>
using chosen_t = decltype(chosen<About, Default, O...>());

template <class... O>
struct list {};

/// A layer with options added: Made, if all of them are about something that it takes, each about another thing than
/// those before it.
template <class Known, class Mistake, class Layer, class Made, class... Given, class... All>
constexpr auto added(list<Given...>, list<All...>)
{
    if constexpr (!Known::template knows<Given...> || sizeof...(Given) == 0) {
        refuse(Mistake{});
        return Layer{};
    } else if constexpr (!are_about_different_things<All...>()) {
        refuse(layer_takes_each_option_once<Made>{});
        return Layer{};
    } else {
        return Made{};
    }
}

} // namespace layer_option

struct no_bias_t {
    using option_about = layer_option::bias;
};
/// dense<N>(no_bias), conv<C, K>(no_bias): no bias, as before a norm, which would take it away again.
inline constexpr no_bias_t no_bias{};

} // namespace lagom
