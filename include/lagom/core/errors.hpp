// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The errors a user reads at compile time: types whose name is the sentence and whose arguments are the
/// facts.
namespace lagom {

/// The place of a node in its expression: input is at<0>, and a composite counts before what is inside it.
template <int>
struct at;

/// Nothing to complain about.
struct no_mistake {};

/// What a function gives back that was stopped by a mistake: nothing more is said about it.
struct not_made {};

template <class Mistake>
inline constexpr bool passes = false;
template <>
inline constexpr bool passes<no_mistake> = true;

template <class Place, class Layer, class Shape>
struct layer_rejects_shape {};
template <class Place, class Layer>
struct no_input_before_layer {};
template <class Place, class Node>
struct node_reads_the_data_and_comes_after_a_layer {};
template <class Rule>
struct rule_selects_nothing {};
template <class Objective>
struct objective_has_no_data_loss {};
template <class Objective>
struct objective_has_two_data_losses {};
template <class Chain>
struct updates_have_no_optimizer {};
template <class Chain>
struct updates_have_two_optimizers {};
template <class Chain>
struct updates_are_out_of_order {};
template <class Loss, class LastLayer>
struct loss_holds_what_the_last_layer_does {};
template <class Loss, class Shape>
struct loss_rejects_shape {};
template <class Rule>
struct run_may_never_end {};
template <class Rule>
struct rule_watches_validation_and_none_is_given {};
template <class Schedule>
struct schedule_has_no_length {};

} // namespace lagom
