// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/expr/layer/window_options.hpp>
#include <lagom/expr/piped.hpp>

#include <algorithm>
#include <utility>

namespace lagom::checking {

/// The first node that cannot take what it is given: its place and the shape; place -1 if all can.
struct finding {
    int place = -1;
    bool lacks_output = false, lacks_lower = false;
    shape in{};
    bool data = true; // until a layer has changed them
    bool open = true; // not inside a block: augmentation runs before the network, not in a part of it
    bool late = false; // the node must be fed the data themselves
    char const* name = ""; // a user's, of the innermost block around the node that has one
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
struct children_of {
    using type = nodes<>;
};
template <class N>
    requires requires { typename N::children; }
struct children_of<N> {
    using type = typename N::children;
};
template <class A, class B>
struct children_of<piped<A, B>> {
    using type = nodes<A, B>;
};

/// A node of a user's own may lack what every node has.
template <class N>
inline constexpr bool has_output = requires { N::output(shape{}); };
template <class N>
inline constexpr bool has_lower =
    augment_node<N> || expr::is_piped<N> || requires(N const& n, int& g, short x, shape in) {
        { n.lower(g, x, in) } -> std::convertible_to<short>; // its body is not looked at
    };

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
    if constexpr (expr::is_piped<N>) {
        return places<decltype(N::first)>() + places<decltype(N::second)>();
    } else {
        return places_in(typename children_of<N>::type{}) + (expr::has_place<N> ? 1 : 0);
    }
}

/// The name that a node gives to what is in it.
template <class N>
constexpr auto name_in(char const* outside) -> char const*
{
    if constexpr (requires { N::user_name; }) {
        return N::user_name;
    } else {
        return outside;
    }
}

template <class N>
constexpr void scan(shape in, char const* name, int& place, finding& found);
template <class... C>
constexpr void scan_all(nodes<C...>, [[maybe_unused]] shape in, [[maybe_unused]] char const* name, int& place,
                        finding& found)
{
    (scan<C>(in, name, place, found), ...);
}
template <class N>
constexpr void scan(shape in, char const* name, int& place, finding& found)
{
    if (found.place >= 0) {
        return;
    }
    if constexpr (expr::is_piped<N>) {
        scan<decltype(N::first)>(in, name, place, found);
        if (found.place < 0) {
            scan<decltype(N::second)>(decltype(N::first)::output(in), name, place, found);
        }
    } else {
        int const own = place++;
        auto const own_name = name_in<N>(name);
        constexpr bool is_named = requires { N::user_name; };
        bool const was_open = found.open;
        found.open = found.open && (is_named || !requires { typename N::children; });
        scan_all(typename children_of<N>::type{}, in, own_name, place, found);
        found.open = was_open;
        bool const late =
            in.rank > 0 && ((reads_data<N>() && !found.data) || (augment_node<N> && !found.open));
        if (found.place < 0 && (N::output(in) == ill_shaped || late)) {
            found = {.place = own,
                     .in = in,
                     .data = found.data,
                     .open = found.open,
                     .late = late,
                     .name = own_name};
        }
        found.data = found.data && (is_named || keeps_data<N>());
    }
}

/// The first node that lacks a function, by its place.
template <class N>
constexpr void scan_functions(char const* name, int& place, finding& found);
template <class... C>
constexpr void scan_all_functions(nodes<C...>, [[maybe_unused]] char const* name, int& place, finding& found)
{
    (scan_functions<C>(name, place, found), ...);
}
template <class N>
constexpr void scan_functions(char const* name, int& place, finding& found)
{
    if constexpr (expr::is_piped<N>) { // one call a node: see piped
        scan_functions<decltype(N::first)>(name, place, found);
        scan_functions<decltype(N::second)>(name, place, found);
        return;
    }
    if constexpr (expr::has_place<N>) {
        int const own = place++;
        if (found.place < 0 && !(has_output<N> && has_lower<N>)) {
            found = {.place = own,
                     .lacks_output = !has_output<N>,
                     .lacks_lower = !has_lower<N>,
                     .name = name_in<N>(name)};
        }
    }
    scan_all_functions(typename children_of<N>::type{}, name_in<N>(name), place, found);
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
        if constexpr (Place == 0 && expr::has_place<N>) {
            return std::type_identity<N>{};
        } else {
            return decltype(child_in<Place - (expr::has_place<N> ? 1 : 0)>(
                typename children_of<N>::type{})){};
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

/// at<place>, or at_named<place, name>.
template <class Scan>
constexpr auto place_of()
{
    constexpr finding f = Scan{}();
    if constexpr (*f.name == '\0') {
        return std::type_identity<at<f.place>>{};
    } else {
        return std::type_identity<at_named<f.place, fixed([] {
                                               return Scan{}().name;
                                           })>>{};
    }
}

/// Why a layer cannot go over its input in windows.
template <expr::window_trouble Why, class Place, class Layer, class Shape>
constexpr auto window_mistake()
{
    using enum expr::window_trouble;
    if constexpr (Why == rank) {
        return layer_goes_over_an_image_or_with_one_extent_over_a_series<Place, Layer, Shape>{};
    } else if constexpr (Why == kernel) {
        return kernel_is_larger_than_its_input<Place, Layer, Shape>{};
    } else if constexpr (Why == step) {
        return stride_and_dilation_are_at_least_one<Place, Layer, Shape>{};
    } else if constexpr (Why == channels) {
        return groups_do_not_divide_the_channels<Place, Layer, Shape>{};
    } else if constexpr (Why == below_zero) {
        return padding_is_at_least_zero<Place, Layer, Shape>{};
    } else if constexpr (Why == padding) {
        return padding_is_wider_than_half_of_the_kernel<Place, Layer, Shape>{};
    } else {
        return layer_rejects_shape<Place, Layer, Shape>{};
    }
}

/// The first mistake in the shapes of a network.
template <class Net>
constexpr auto fitting_shapes()
{
    auto const look = [] {
        int place = 0;
        finding found;
        scan<Net>(no_shape, "", place, found);
        return found;
    };
    constexpr finding f = look();
    if constexpr (f.place < 0) {
        return no_mistake{};
    } else {
        using culprit = typename node_at<Net, f.place>::type;
        using place = typename decltype(place_of<decltype(look)>())::type;
        using given =
            typename as_extents<f.in, std::make_integer_sequence<int, std::max(f.in.rank, 0)>>::type;
        if constexpr (requires { requires culprit::has_extent_of_zero; }) {
            return layer_has_an_extent_of_zero<place, culprit>{};
        } else if constexpr (f.in == no_shape) {
            return no_input_before_layer<place, culprit>{};
        } else if constexpr (f.late) {
            return node_reads_the_data_and_comes_after_a_layer<place, culprit>{};
        } else if constexpr (requires { culprit::trouble(f.in); }) {
            return window_mistake<culprit::trouble(f.in), place, culprit, given>();
        } else if constexpr (augment_node<culprit> && f.in.rank == 2) {
            return image_has_channels_too_so_write_input_of<place, culprit, given,
                                                            extents<f.in.extent[0], f.in.extent[1], 1>>{};
        } else if constexpr (augment_node<culprit> && f.in.rank == 3) { // of one that takes images
            return augmentation_reads_red_green_and_blue_and_is_given<place, culprit, given>{};
        } else {
            return layer_rejects_shape<place, culprit, given>{};
        }
    }
}

/// The first mistake in what a network is made of, as a type; no_mistake if there is none.
template <class Net>
constexpr auto shapes()
{
    auto const look = [] {
        int place = 0;
        finding found;
        scan_functions<Net>("", place, found);
        return found;
    };
    constexpr finding f = look();
    if constexpr (f.place >= 0) {
        using place = typename decltype(place_of<decltype(look)>())::type;
        using missing = std::conditional_t<f.lacks_output, output_of_a_shape, lower_into_a_graph>;
        return node_lacks<place, typename node_at<Net, f.place>::type, missing>{};
    } else {
        return fitting_shapes<Net>();
    }
}

} // namespace lagom::checking
