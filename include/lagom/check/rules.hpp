// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/nearest.hpp>
#include <lagom/check/shapes.hpp>
#include <lagom/core/names.hpp>
#include <lagom/expr/activation/sigmoid.hpp>
#include <lagom/expr/activation/softmax.hpp>
#include <lagom/expr/augment/augment.hpp>
#include <lagom/expr/objective.hpp>
#include <lagom/expr/update/chain.hpp>
#include <lagom/graph/bound.hpp>
#include <lagom/graph/graph.hpp>

namespace lagom::checking {

/// The number of the first part of a list whose selector selects none of the parameters, or -1.
template <class G, class Parts>
constexpr auto selects_nothing(G const& g, Parts const& parts) -> int
{
    int culprit = -1;
    parts.for_each([&](auto const& part, int i) {
        if constexpr (requires { part.selects(g, short{0}); }) {
            bool any = false;
            for (auto p : g.parameters) {
                any = any || part.selects(g, p);
            }
            if (!any && culprit < 0) {
                culprit = i;
            }
        }
    });
    return culprit;
}

template <int I, class... Parts>
constexpr auto part_type(boost::hana::tuple<Parts...> const&) -> typename decltype([] {
    using list = basics::indexer<std::make_integer_sequence<int, sizeof...(Parts)>, Parts...>;
    return decltype(list::at(std::integral_constant<int, I>{})){};
}())::type;

/// The number of the first part that is for kernels alone and selects another parameter, or -1.
template <class G, class Parts>
constexpr auto selects_too_much(G const& g, Parts const& parts) -> int
{
    int culprit = -1;
    parts.for_each([&](auto const& part, int i) {
        if constexpr (requires { part.for_kernels; }) {
            for (auto p : g.parameters) {
                if (culprit < 0 && part.selects(g, p) && g.tensors[p].over.where != graphs::space::kernel) {
                    culprit = i;
                }
            }
        }
    });
    return culprit;
}

template <class Part>
struct selector_of {
    using type = all_t;
};
template <class Part>
    requires requires { typename Part::on_what; }
struct selector_of<Part> {
    using type = typename Part::on_what;
};

/// The first rule of an objective or a chain that selects nothing in the network behind the graph, or what it
/// is not made for.
template <class Plan, class Parts>
constexpr auto selection()
{
    constexpr int nothing = selects_nothing(Plan::graph, Parts{}),
                  too_much = selects_too_much(Plan::graph, Parts{});
    if constexpr (nothing >= 0) {
        using culprit = decltype(part_type<nothing>(std::declval<Parts>().parts));
        return rule_selects_nothing<culprit, nearest_is<fixed([] {
                                        return nearest_to(Plan::graph, typename selector_of<culprit>::type{});
                                    })>>{};
    } else if constexpr (too_much >= 0) {
        return rule_is_for_kernels_and_selects_another<decltype(part_type<too_much>(
            std::declval<Parts>().parts))>{};
    } else {
        return no_mistake{};
    }
}

/// Whether the chain leaves a parameter that is learnt.
template <class Plan, class Chain>
constexpr auto learns() -> bool
{
    bool any = false;
    for (auto p : Plan::graph.parameters) {
        any = any || !Chain{}.freezes(Plan::graph, p);
    }
    return any;
}

/// A user's name stands for one block among its neighbours.
template <class G>
constexpr auto repeated_name(G const& g) -> short
{
    for (short i = 0; i < g.scopes.count; ++i) {
        for (int k = 0; k < i; ++k) {
            bool const named = g.scopes[i].ordinal < 0 && g.scopes[k].ordinal < 0;
            if (named && g.scopes[i].parent == g.scopes[k].parent &&
                basics::same_text(g.scopes[i].name, g.scopes[k].name)) {
                return i;
            }
        }
    }
    return -1;
}
template <class Plan, class Net>
constexpr auto lowered()
{
    constexpr auto wrong = Plan::graph.wrong;
    if constexpr (wrong.unread) {
        return layer_maps_operands_that_do_not_fit_together<at<wrong.place>,
                                                            typename node_at<Net, wrong.place>::type>{};
    } else if constexpr (wrong.is) {
        using says = typename as_extents<wrong.says, std::make_integer_sequence<int, wrong.says.rank>>::type;
        return layer_makes_another_shape_than_its_output_says<
            at<wrong.place>, typename node_at<Net, wrong.place>::type, says,
            std::conditional_t<wrong.positions <= 1, columns_are<wrong.cols>,
                               positions_and_columns_are<wrong.positions, wrong.cols>>>{};
    } else if constexpr (repeated_name(Plan::graph) < 0) {
        return no_mistake{};
    } else {
        return two_nodes_have_the_same_name<at_path<fixed([] {
            return path_of(Plan::graph.scopes, repeated_name(Plan::graph));
        })>>{};
    }
}

/// A path of a rate that is written in the program.
template <class Plan, fixed_string Path>
constexpr auto rate_path()
{
    constexpr bool there = [] {
        bool any = false;
        for (auto r : Plan::graph.rates) {
            any = any || path_of(Plan::graph.scopes, Plan::graph.tensors[r]).view() == basics::text_of<Path>;
        }
        return any;
    }();
    if constexpr (there) {
        return no_mistake{};
    } else {
        return no_rate_has_this_path<at_path<Path>, nearest_is<fixed([] {
                                         nearest_word found(basics::text_of<Path>);
                                         for (auto r : Plan::graph.rates) {
                                             found.see(path_of(Plan::graph.scopes, Plan::graph.tensors[r]));
                                         }
                                         return found.found;
                                     })>>{};
    }
}

template <class Net>
struct last_node {
    using type = Net;
};
template <class A, class B>
struct last_node<piped<A, B>> {
    static constexpr bool looks_through = requires { requires B::keeps_data; }; // flatten
    using type = typename last_node<std::conditional_t<looks_through, A, B>>::type;
};
template <fixed_string Name, class Body>
struct last_node<named_node<Name, Body>> : last_node<Body> {};

/// What a network gives has gone through a softmax, or a sigmoid.
template <class Net>
inline constexpr bool ends_in_softmax = std::same_as<typename last_node<Net>::type, softmax_t>;
template <class Net>
inline constexpr bool ends_in_sigmoid =
    std::same_as<typename last_node<Net>::type, std::remove_const_t<decltype(sigmoid)>>;

/// The first node of a chain that has a property; void if there is none.
template <template <class> class Has, class Net>
struct first_with {
    using type = std::conditional_t<Has<Net>::value, Net, void>;
};
template <template <class> class Has, class A, class B>
struct first_with<Has, piped<A, B>> {
    using first = typename first_with<Has, A>::type;
    using type = std::conditional_t<std::is_void_v<first>, typename first_with<Has, B>::type, first>;
};
template <template <class> class Has, fixed_string Name, class Body>
struct first_with<Has, named_node<Name, Body>> : first_with<Has, Body> {};

template <class N>
struct mixes : std::bool_constant<mixing_augment<N>> {};
template <class N>
struct moves : std::bool_constant<moving_augment<N>> {};

/// The function that a part of a chain has by its stage, and what is missing where it cannot be called.
template <class Part, class G>
constexpr auto lacking()
{
    if constexpr (Part::stage == update_stage::gradient) {
        constexpr bool has = requires(Part const& u, G& g, graphs::bound& b) { u.transform(g, b); };
        return std::conditional_t<has, no_mistake, update_lacks<Part, transform_of_all_gradients>>{};
    } else if constexpr (Part::stage == update_stage::optimizer) {
        constexpr bool has = requires(Part const& u, G& g, short t, graphs::bound& b) {
            u.prepare(g, b);
            { u.step(g, t, t, t, b) } -> std::convertible_to<short>;
        };
        return std::conditional_t<has, no_mistake, update_lacks<Part, prepare_and_step_of_an_optimizer>>{};
    } else if constexpr (Part::stage == update_stage::decay) {
        constexpr bool has = requires(Part const& u, G& g, short t, graphs::bound& b) {
            { u.decay(g, t, t, t, b) } -> std::convertible_to<short>;
        };
        return std::conditional_t<has, no_mistake, update_lacks<Part, decay_of_a_parameter>>{};
    } else if constexpr (Part::stage == update_stage::constraint) {
        constexpr bool has = requires(Part const& u, G& g, short t, graphs::bound& b) {
            { u.project(g, t, b) } -> std::convertible_to<short>;
            { u.selects(g, t) } -> std::convertible_to<bool>;
        };
        return std::conditional_t<has, no_mistake, update_lacks<Part, project_and_selects_of_a_constraint>>{};
    } else {
        constexpr bool has = requires(Part const& u, G& g, short t) {
            { u.freezes(g, t) } -> std::convertible_to<bool>;
        } || requires(Part const& u, G& g, short t, graphs::bound& b) {
            { u.scale_rate(g, t, t, b) } -> std::convertible_to<short>;
        };
        return std::conditional_t<has, no_mistake, update_lacks<Part, scale_rate_or_freezes>>{};
    }
}
/// A penalty has a gradient or a proximal map.
template <class Term, class G>
constexpr auto lacking_of_term()
{
    constexpr bool has = is_loss<Term> || requires(Term const& t, G& g, short w, graphs::bound& b) {
        { t.gradient(g, w, w, b) } -> std::convertible_to<short>;
        { t.selects(g, w) } -> std::convertible_to<bool>;
    } || requires(Term const& t, G& g, short w, graphs::bound& b) {
        { t.prox(g, w, w, b) } -> std::convertible_to<short>;
        { t.selects(g, w) } -> std::convertible_to<bool>;
    };
    return std::conditional_t<has, no_mistake, penalty_lacks<Term, gradient_or_prox_and_selects>>{};
}

template <class First, class... Rest>
constexpr auto first_mistake()
{
    if constexpr (!passes<First> || sizeof...(Rest) == 0) {
        return First{};
    } else {
        return first_mistake<Rest...>();
    }
}
template <class G, class... Parts, class... Terms>
constexpr auto lacking_in(chain<Parts...> const&, objective_t<Terms...> const&)
{
    return first_mistake<decltype(lacking_of_term<Terms, G>())..., decltype(lacking<Parts, G>())...>();
}

/// Augmentations leave targets right. A network without such a loss, or one vector an example, is not walked through.
template <class Net, class Loss>
constexpr auto augmentation_of()
{
    constexpr shape out = Net::output(no_shape);
    if constexpr (requires { requires Loss::wants_whole_classes; }) {
        using mixing = typename first_with<mixes, Net>::type;
        if constexpr (!std::is_void_v<mixing>) {
            return loss_takes_no_soft_targets_and_these_are_mixed<Loss, mixing>{};
        } else {
            return no_mistake{};
        }
    } else if constexpr (out.rank > 1) {
        using moving = typename first_with<moves, Net>::type;
        if constexpr (!std::is_void_v<moving>) {
            return augmentation_moves_pixels_and_the_targets_of_positions_would_stay<
                moving, Loss, typename as_extents<out, std::make_integer_sequence<int, out.rank>>::type>{};
        } else {
            return no_mistake{};
        }
    } else {
        return no_mistake{};
    }
}

/// One data loss, fed by what it expects.
template <class Net, class Objective>
constexpr auto objective_of()
{
    if constexpr (Objective::losses == 0) {
        return objective_has_no_data_loss<Objective>{};
    } else if constexpr (Objective::losses > 1) {
        return objective_has_two_data_losses<Objective>{};
    } else {
        using loss = std::remove_cvref_t<decltype(std::declval<Objective>().loss())>;
        using last = typename last_node<Net>::type;
        constexpr bool two_softmaxes = requires { loss::holds_softmax; } && ends_in_softmax<Net>;
        constexpr bool two_sigmoids = requires { loss::holds_sigmoid; } && ends_in_sigmoid<Net>;
        constexpr shape out = Net::output(no_shape);
        using augmented = decltype(augmentation_of<Net, loss>());
        if constexpr (!passes<augmented>) {
            return augmented{};
        } else if constexpr (two_softmaxes || two_sigmoids) {
            return loss_holds_what_the_last_layer_does<loss, last>{};
        } else if constexpr (requires { loss::holds_softmax; } && out.channels() < 2) {
            return loss_rejects_shape<
                loss, typename as_extents<out, std::make_integer_sequence<int, out.rank>>::type>{};
        } else {
            return no_mistake{};
        }
    }
}

/// Gradient transformations, one optimizer, decay, constraints.
template <class Chain>
constexpr auto updates()
{
    constexpr auto facts = [] {
        struct {
            int optimizers = 0;
            bool in_order = true;
        } f;
        auto reached = update_stage::gradient;
        for (int i = 0; i < Chain::length; ++i) {
            auto const s = Chain::stages[i];
            bool const floats = s == update_stage::after_the_optimizer; // among decay and constraints
            f.optimizers += s == update_stage::optimizer ? 1 : 0;
            f.in_order = f.in_order && (floats ? reached != update_stage::gradient : s >= reached);
            reached = floats ? reached : s;
        }
        return f;
    }();
    if constexpr (facts.optimizers == 0) {
        return updates_have_no_optimizer<Chain>{};
    } else if constexpr (facts.optimizers > 1) {
        return updates_have_two_optimizers<Chain>{};
    } else if constexpr (!facts.in_order) {
        return updates_are_out_of_order<Chain>{};
    } else {
        return no_mistake{};
    }
}

/// What keeps an objective from being taken of a network, as a type. `Plan` is a plan of the network, whatever
/// else is in it; it is not looked at before the rest fits.
template <class Plan, class Net, class Objective>
constexpr auto judging()
{
    using mistake = decltype(objective_of<Net, Objective>());
    if constexpr (!passes<mistake>) {
        return mistake{};
    } else {
        return selection<Plan, Objective>();
    }
}

/// Whether a training step takes more steps of constant evaluation than a compiler goes by itself: clang 2^20. An op
/// takes some 140 of them, and each parameter 380 for each rule that it meets and what the optimizer's formulas
/// take: nothing to speak of for sgd's three, 940 for adam's five. Measured on 27 steps of 50 to 300 nodes.
template <class Net, class Objective, class Chain>
constexpr auto is_too_long() -> bool
{
#ifdef __clang__
    int const rules = Objective::terms - 1 + Chain::length - 1,
              a_parameter = 380 * rules + 470 * std::max(Chain::formulas_of_optimizer - 3, 0);
    return LAGOM_MOST_NODES <= 400 &&
        140 * expr::ops_of<Net>() + a_parameter * expr::parameters_of<Net>() > 1 << 20;
#else
    return false;
#endif
}

/// What keeps a network, an objective and a chain of updates from becoming a plan, as a type.
template <class Plan, class Net, class Objective, class Chain>
constexpr auto training()
{
    using net_mistake = decltype(shapes<Net>());
    if constexpr (!passes<net_mistake>) {
        return net_mistake{};
    } else if constexpr (requires { Net::extent; }) { // an input alone
        return network_has_no_layer<Net>{};
    } else if constexpr (is_too_long<Net, Objective, Chain>()) {
        return more_nodes_need_options<most_is<LAGOM_MOST_NODES>>{};
    } else {
        using objective_mistake = decltype(judging<Plan, Net, Objective>());
        using chain_mistake = decltype(updates<Chain>());
        if constexpr (!passes<objective_mistake>) {
            return objective_mistake{};
        } else if constexpr (!passes<chain_mistake>) {
            return chain_mistake{};
        } else {
            using graph = graphs::graph<
                1, decltype(formulas::core{} + expr::formulas_of<Objective>() + expr::formulas_of<Chain>()),
                1>;
            using lacking = decltype(lacking_in<graph>(std::declval<Chain>(), std::declval<Objective>()));
            if constexpr (!passes<lacking>) {
                return lacking{};
            } else {
                return selection<Plan, Chain>();
            }
        }
    }
}

} // namespace lagom::checking
