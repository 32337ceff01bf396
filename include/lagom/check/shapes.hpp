// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/series.hpp>

#include <utility>

namespace lagom::checking {

/// The first node that cannot take what it is given: its place and the shape; place -1 if all can.
struct finding {
    int place = -1;
    bool lacks_output = false, lacks_lower = false;
    shape in{};
    bool data = true; // until a layer has changed them
    bool late = false; // the node must be fed the data themselves
};

template <class N>
constexpr auto reads_data() -> bool
{
    return augment_node<N> || requires { N::reads_data; };
}
template <class N>
constexpr auto keeps_data() -> bool
{
    return augment_node<N> || requires { N::keeps_data; };
}

template <class N>
inline constexpr bool is_transparent = is_series<N>; // a chain has no place of its own

template <class N>
struct children_of {
    using type = nodes<>;
};
template <class N>
    requires requires { typename N::children; }
struct children_of<N> {
    using type = typename N::children;
};
template <class A, class B>
struct children_of<series<A, B>> {
    using type = nodes<A, B>;
};

/// A node of a user's own may lack what every node has.
template <class N>
inline constexpr bool has_output = requires { N::output(shape{}); };
template <class N>
inline constexpr bool has_lower = augment_node<N> || is_series<N> || requires { &N::template lower<int>; };

/// Places that a node and what is inside it take.
template <class N>
constexpr auto places() -> int;
template <class... C>
constexpr auto places_in(nodes<C...>) -> int
{
    return (0 + ... + places<C>());
}
template <class N>
constexpr auto places() -> int
{
    return places_in(typename children_of<N>::type{}) + (is_transparent<N> ? 0 : 1);
}

template <class N>
constexpr void scan(shape in, int& place, finding& found);
template <class... C>
constexpr void scan_all(nodes<C...>, [[maybe_unused]] shape in, int& place, finding& found)
{
    (scan<C>(in, place, found), ...);
}
template <class N>
constexpr void scan(shape in, int& place, finding& found)
{
    if (found.place >= 0) {
        return;
    }
    if constexpr (is_series<N>) {
        scan<decltype(N::first)>(in, place, found);
        if (found.place < 0) {
            scan<decltype(N::second)>(decltype(N::first)::output(in), place, found);
        }
    } else {
        int const own = place++;
        scan_all(typename children_of<N>::type{}, in, place, found);
        bool const late = reads_data<N>() && !found.data && in.rank > 0;
        if (found.place < 0 && (N::output(in) == ill_shaped || late)) {
            found = {.place = own, .in = in, .data = found.data, .late = late};
        }
        found.data = found.data && keeps_data<N>();
    }
}

/// The first node that lacks a function, by its place.
template <class N>
constexpr void scan_functions(int& place, finding& found);
template <class... C>
constexpr void scan_all_functions(nodes<C...>, int& place, finding& found)
{
    (scan_functions<C>(place, found), ...);
}
template <class N>
constexpr void scan_functions(int& place, finding& found)
{
    if constexpr (!is_series<N>) {
        int const own = place++;
        if (found.place < 0 && !(has_output<N> && has_lower<N>)) {
            found = {.place = own, .lacks_output = !has_output<N>, .lacks_lower = !has_lower<N>};
        }
    }
    scan_all_functions(typename children_of<N>::type{}, place, found);
}

/// The node at a place, as a type.
template <class N, int Place>
struct node_at;
template <int Place, class... C>
struct child_at;
template <int Place, class C, class... Rest>
struct child_at<Place, C, Rest...> {
    static constexpr auto pick()
    {
        if constexpr (Place < places<C>()) {
            return node_at<C, Place>{};
        } else {
            return child_at<Place - places<C>(), Rest...>{};
        }
    }
    using type = typename decltype(pick())::type;
};
template <int Place, class... C>
constexpr auto child_in(nodes<C...>) -> child_at<Place, C...>;

template <class N, int Place>
struct node_at {
    static constexpr auto pick()
    {
        if constexpr (Place == 0 && !is_transparent<N>) {
            return std::type_identity<N>{};
        } else {
            return decltype(child_in<Place - (is_transparent<N> ? 0 : 1)>(typename children_of<N>::type{})){};
        }
    }
    using type = typename decltype(pick())::type;
};

template <shape S, class Sequence>
struct as_extents;
template <shape S, int... I>
struct as_extents<S, std::integer_sequence<int, I...>> {
    using type = extents<S.extent[I]...>;
};

/// The first mistake in the shapes of a network.
template <class Net>
constexpr auto fitting_shapes()
{
    constexpr finding f = [] {
        int place = 0;
        finding found;
        scan<Net>(no_shape, place, found);
        return found;
    }();
    if constexpr (f.place < 0) {
        return no_mistake{};
    } else {
        using culprit = typename node_at<Net, f.place>::type;
        if constexpr (requires { requires culprit::has_extent_of_zero; }) {
            return layer_has_an_extent_of_zero<at<f.place>, culprit>{};
        } else if constexpr (f.in == no_shape) {
            return no_input_before_layer<at<f.place>, culprit>{};
        } else if constexpr (f.late) {
            return node_reads_the_data_and_comes_after_a_layer<at<f.place>, culprit>{};
        } else {
            return layer_rejects_shape<
                at<f.place>, culprit,
                typename as_extents<f.in, std::make_integer_sequence<int, f.in.rank>>::type>{};
        }
    }
}

/// The first mistake in what a network is made of, as a type; no_mistake if there is none.
template <class Net>
constexpr auto shapes()
{
    constexpr finding f = [] {
        int place = 0;
        finding found;
        scan_functions<Net>(place, found);
        return found;
    }();
    if constexpr (f.lacks_output) {
        return node_lacks<at<f.place>, typename node_at<Net, f.place>::type, output_of_a_shape>{};
    } else if constexpr (f.lacks_lower) {
        return node_lacks<at<f.place>, typename node_at<Net, f.place>::type, lower_into_a_graph>{};
    } else {
        return fitting_shapes<Net>();
    }
}

} // namespace lagom::checking
