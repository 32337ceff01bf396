// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/shapes.hpp>
#include <lagom/expr/activation/sigmoid.hpp>
#include <lagom/expr/activation/softmax.hpp>
#include <lagom/expr/objective.hpp>
#include <lagom/expr/update/chain.hpp>

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
    using list = plan::indexer<std::make_integer_sequence<int, sizeof...(Parts)>, Parts...>;
    return decltype(list::at(std::integral_constant<int, I>{})){};
}())::type;

/// The first rule of an objective or a chain that selects nothing in the network behind the graph.
template <class Plan, class Parts>
constexpr auto selection()
{
    constexpr int culprit = selects_nothing(Plan::graph, Parts{});
    if constexpr (culprit < 0) {
        return no_mistake{};
    } else {
        return rule_selects_nothing<decltype(part_type<culprit>(std::declval<Parts>().parts))>{};
    }
}

template <class Net>
struct last_node {
    using type = Net;
};
template <class A, class B>
struct last_node<series<A, B>> {
    using type = typename last_node<B>::type;
};

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
        constexpr bool two_softmaxes = requires { loss::holds_softmax; } && std::same_as<last, softmax_t>;
        constexpr bool two_sigmoids =
            requires { loss::holds_sigmoid; } && std::same_as<last, std::remove_const_t<decltype(sigmoid)>>;
        constexpr shape out = Net::output(no_shape);
        if constexpr (two_softmaxes || two_sigmoids) {
            return loss_holds_what_the_last_layer_does<loss, last>{};
        } else if constexpr (out.rank != 1 || (requires { loss::holds_softmax; } && out.extent[0] < 2)) {
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
            if (s != update_stage::anywhere) {
                f.optimizers += s == update_stage::optimizer ? 1 : 0;
                f.in_order = f.in_order && s >= reached;
                reached = s;
            }
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

} // namespace lagom::checking
