// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/sentence.hpp>

/// The errors a user reads at compile time: types whose name is the sentence and whose arguments are the
/// facts.
namespace lagom {

/// Nothing to complain about.
struct no_mistake {};

/// What a function gives back that was stopped by a mistake. Whatever is done with it compiles and gives the
/// same again: nothing more is said about it.
struct not_made {
    constexpr auto set(auto const&...) const -> not_made { return {}; }
    template <fixed_string>
    constexpr auto set(auto const&...) const -> not_made
    {
        return {};
    }
    constexpr auto parameter(auto const&...) const -> not_made { return {}; }
    constexpr auto net(auto const&...) const -> not_made { return {}; }
    constexpr auto values(auto const&...) const -> not_made { return {}; }
    constexpr auto loss() const -> double { return 0; }
    constexpr auto accuracy() const -> double { return 0; }
    friend auto operator<<(auto& out, not_made const&) -> auto& { return out; }
};

template <class Mistake>
inline constexpr bool passes = false;
template <>
inline constexpr bool passes<no_mistake> = true;

/// Where the one error comes from. It is said when the type of a call is asked for, and so once, however many
/// calls a mistake stops:
///
/// Example  if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) { ... }
template <class Mistake>
constexpr auto refuse(Mistake m)
{
#if LAGOM_SAYS_SENTENCES
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wc++26-extensions"
    static_assert(passes<Mistake>, basics::said<Mistake>());
#pragma GCC diagnostic pop
#else
    static_assert(passes<Mistake>, "lagom: refused; the mistake is named by the argument of `passes`");
#endif
    return m;
}

template <class What>
struct node_is_followed_by_what_is_none {};
template <class What>
struct node_follows_what_is_none {};
template <class What>
struct branch_is_not_joined_by_sum_or_concat {};
template <class... Given>
struct branch_takes_two_layers_or_more {};
template <class... Given>
struct sometimes_takes_a_probability_and_augmentations_which_mix_the_batch_all_or_none {};
template <class... Given>
struct one_of_takes_two_augmentations_or_more_which_mix_the_batch_all_or_none {};
template <class What>
struct what_is_given_is_no_network {};
template <class What>
struct update_is_followed_by_what_is_none {};
template <class What>
struct update_follows_what_is_none {};
template <class What>
struct what_is_added_is_no_loss_or_penalty {};
template <class... Given>
struct terms_are_joined_by_plus {};
template <class... Given>
struct layers_are_joined_by_a_bar {};
template <class... Given>
struct updates_are_joined_by_a_bar {};
template <class What>
struct strength_is_an_argument_and_terms_are_not_multiplied {};
template <class What>
struct what_joins_a_stopping_rule_is_none {};
template <class... Given>
struct fit_takes_a_model_training_data_validation_data_objective_updates_until_options {};
template <class... Given>
struct evaluate_takes_a_model_data_objective_options {};
template <class... Given>
struct predict_takes_a_model_features_options {};
template <class... Given>
struct probabilities_takes_a_model_features_options {};
template <class... Given>
struct classify_takes_a_model_features_options {};
template <class... Given>
struct labels_of_takes_a_model_features_a_threshold_options {};
template <class... Given>
struct predictor_takes_a_model_and_most_rows {};
template <class Number, class Given>
struct predictor_reads_an_array_of_its_numbers_or_of_bytes_and_is_given {};
template <class... Given>
struct make_model_takes_a_network_and_a_seed {};
template <class... Given>
struct save_takes_a_model_and_a_path {};
template <class... Given>
struct load_takes_a_model_and_a_path {};
template <class... Given>
struct summary_takes_a_model_or_a_model_objective_updates {};
template <class... Given>
struct forward_takes_a_model_features_a_mode_options {};
template <class... Given>
struct backward_takes_a_model_features_a_gradient_of_the_outputs_a_mode_options {};
template <class... Given>
struct gradient_takes_a_model_features_targets_objective_options_or_a_penalty_and_weights {};
template <class... Given>
struct value_takes_a_penalty_and_weights {};
template <class... Given>
struct prox_takes_a_penalty_weights_and_a_step {};
template <class... Given>
struct updater_takes_a_model_updates_objective {};
template <class... Given>
struct update_takes_an_updater_and_gradients_by_path {};
template <class... Given>
struct explain_takes_a_network_or_a_network_objective_updates_then_batch_rows {};
template <class... Given>
struct segments_takes_a_network_or_a_network_objective_updates {};
template <class... Given>
struct rules_takes_a_network_objective_updates {};
template <class... Given>
struct parameters_takes_a_network {};
template <class... Given>
struct flops_takes_a_network {};
template <class... Given>
struct memory_takes_a_network_or_a_network_objective_updates_then_batch_rows {};
template <class... Given>
struct benchmark_takes_a_network_objective_updates_options {};
template <class... Given>
struct preview_takes_a_network_or_a_model_data_and_the_name_of_a_png_file {};
template <class Given>
struct preview_shows_images_of_one_or_three_channels_and_not {};
template <class Net>
struct network_has_no_augmentation_to_preview {};
template <class... Given>
struct write_png_takes_pictures_of_float_double_or_std_uint8_t_the_name_of_a_file_and_how_many_a_line {};
template <class Number>
struct data_set_of_bytes_takes_an_xtensor_of_std_uint8_t_and_not_of {};
template <class... Given>
struct pixels_takes_an_xtensor_of_std_uint8_t_and_is_given {};
template <class Number>
struct pixels_make_a_basic_data_set_of_std_uint8_t_and_not_of {};
template <class... Given>
struct data_set_takes_an_xtensor_of_features_then_integer_labels_or_an_xtensor_of_real_targets {};
template <class... Given>
struct split_takes_a_data_set_fractions_in_braces_a_seed_options {};
template <class... Given>
struct read_csv_takes_a_path_then_label_target_classes_of_missing {};
template <class... Given>
struct classes_of_takes_a_data_set {};
template <class... Given>
struct label_takes_names_of_columns {};
template <class... Given>
struct by_group_takes_a_range_of_integers_or_texts {};
template <class... Given>
struct decide_takes_a_stopping_rule_and_values_of_each_epoch {};
template <class... Given>
struct residual_takes_a_network_or_a_body_and_a_shortcut {};
template <class... Given>
struct scale_by_takes_a_network {};
template <class... Given>
struct repeat_takes_a_network {};
template <class... Given>
struct named_takes_a_network {};
template <class... Given>
struct dense_takes_no_bias_and_initial_weights_its_width_is_in_angle_brackets {};
template <class Layer>
struct layer_takes_each_option_once {};
template <class... Given>
struct conv_takes_strided_a_padding_dilated_channel_groups_no_bias_and_initial_weights {};
template <class... Given>
struct depthwise_conv_takes_strided_a_padding_dilated_multiplied_no_bias_and_initial_weights {};
template <class... Given>
struct pool_takes_strided_and_a_padding {};
template <int C, int KY, int KX>
struct transposed_convolution_is_not_built_so_write_upsample_and_conv {};
template <class... Given>
struct freeze_takes_a_selector {};
template <class Given>
struct on_takes_a_selector_like_kernel_or_named_and_no_text {};
template <class... Given>
struct adam_takes_a_rate_or_a_schedule {};
template <class... Given>
struct sgd_takes_a_rate_or_a_schedule {};
template <class... Given>
struct cosine_takes_a_rate_then_its_length_as_steps_or_epochs {};
template <class... Given>
struct cosine_restarts_takes_a_rate_then_its_first_period_as_steps_or_epochs {};
template <class... Given>
struct one_cycle_takes_a_rate_then_its_length_as_steps_or_epochs {};
template <class... Given>
struct step_decay_takes_a_rate_then_its_period_as_steps_or_epochs_then_a_factor {};
template <class... Given>
struct warm_up_takes_a_rate_or_schedule_then_its_length_as_steps_or_epochs {};
template <class... Given>
struct goal_takes_a_loss_or_accuracy_and_its_value {};
template <class Given>
struct watching_takes_loss_or_accuracy {};
template <class... Given>
struct describe_takes_a_stopping_rule {};
template <class... Given>
struct read_idx_takes_a_path_or_those_of_images_and_labels {};
template <class... Given>
struct read_cifar10_takes_the_paths_of_binary_files_in_braces {};
template <class... Given>
struct read_cifar100_takes_the_paths_of_binary_files_in_braces_then_cifar100_fine_or_coarse {};
template <class... Given>
struct read_images_takes_a_folder_then_labels_file_classes_of_as_gray_as_rgb {};
template <class Formula>
struct formula_has_captures_and_a_number_that_changes_is_a_rate_of_a_node {};
template <class Formula>
struct formula_takes_one_generic_lane_and_returns_one {};
template <class Formula>
struct formula_uses_what_takes_plain_numbers_instead_of_where_and_the_listed_functions {};
template <int>
struct most_is;
#ifdef __clang__
template <class Most>
struct
    more_nodes_need_fconstexpr_steps_100000000_fconstexpr_depth_3000_ftemplate_depth_3000_and_DLAGOM_MOST_NODES {
};
template <class Most>
using more_nodes_need_options =
    more_nodes_need_fconstexpr_steps_100000000_fconstexpr_depth_3000_ftemplate_depth_3000_and_DLAGOM_MOST_NODES<
        Most>;
#else
template <class Most>
struct more_nodes_need_fconstexpr_depth_3000_ftemplate_depth_3000_and_DLAGOM_MOST_NODES {};
template <class Most>
using more_nodes_need_options =
    more_nodes_need_fconstexpr_depth_3000_ftemplate_depth_3000_and_DLAGOM_MOST_NODES<Most>;
#endif
template <int N>
struct block_is_repeated_less_than_once {};
template <class Loss, class Augmentation>
struct loss_takes_no_soft_targets_and_these_are_mixed {};
template <class Augmentation, class Loss, class Shape>
struct augmentation_moves_pixels_and_the_targets_of_positions_would_stay {};
template <class Place, class Layer, class Shape>
struct layer_rejects_shape {
    static constexpr void say(basics::sentence& out)
    {
        constexpr bool wants_a_vector =
            Layer::output(vector_of(3)).rank > 0 && basics::shape_words<Shape>::rank > 1;
        out << basics::spelled_layer<Layer>().text;
        basics::place_words<Place>::say(out);
        out << (wants_a_vector ? " takes a vector and gets " : " does not take ");
        basics::shape_words<Shape>::say(out);
        out << (wants_a_vector ? ": put flatten before it" : "");
    }
};
template <class Place, class Augmentation, class Given>
struct augmentation_reads_red_green_and_blue_and_is_given {};
/// [height, width] has no channels: it is a series.
template <class Place, class Augmentation, class Shape, class Image>
struct image_has_channels_too_so_write_input_of {};
/// A layer that goes over an image, or a series, in windows.
template <class Place, class Layer, class Shape>
struct layer_goes_over_an_image_or_with_one_extent_over_a_series {};
template <class Place, class Layer, class Shape>
struct kernel_is_larger_than_its_input {};
template <class Place, class Layer, class Shape>
struct stride_and_dilation_are_at_least_one {};
template <class Place, class Layer, class Shape>
struct groups_do_not_divide_the_channels {};
template <class Place, class Layer, class Shape>
struct padding_is_wider_than_half_of_the_kernel {};
template <class Place, class Layer, class Shape>
struct padding_is_at_least_zero {};
template <class Layer>
struct noise_is_drawn_for_one_thing_and_this_says_another {};
template <class Norm>
struct no_scale_is_said_once {};
template <class Place, class Layer>
struct no_input_before_layer {
    static constexpr void say(basics::sentence& out)
    {
        out << basics::spelled_layer<Layer>().text;
        basics::place_words<Place>::say(out);
        out << " has no input before it: begin the network with input<extents...>";
    }
};
template <class Place, class Layer>
struct layer_has_an_extent_of_zero {};
template <class Net>
struct network_has_no_layer {};
/// A node of a user's own: the argument says which function it has not.
template <class Place, class Node, class Function>
struct node_lacks {};
struct output_of_a_shape; // static constexpr auto output(shape in) -> shape
struct lower_into_a_graph; // constexpr auto lower(auto& g, short x, shape in) const -> short
template <int N>
struct columns_are; // 0: it is no tensor over the batch
template <int Positions, int N>
struct positions_and_columns_are;
template <class Place, class Node, class Says, class Makes>
struct layer_makes_another_shape_than_its_output_says {};
template <class Place, class Node>
struct layer_maps_operands_that_do_not_fit_together {};
template <class Name>
struct two_nodes_have_the_same_name {};
template <class Place, class Node>
struct node_reads_the_data_and_comes_after_a_layer {};
/// The name, kind, role or path that comes nearest to what was asked for, among those that are there.
template <fixed_string>
struct nearest_is;
template <class Rule, class Nearest>
struct rule_selects_nothing {};
template <class Path, class Nearest>
struct no_rate_has_this_path {};
template <fixed_string>
struct at_path;
template <class Rule>
struct rule_is_for_kernels_and_selects_another {};
template <class Chain>
struct nothing_is_left_to_learn {};
/// An update or a penalty of a user's own: the argument says which function it has not, or not so that it can be called.
template <class Update, class Function>
struct update_lacks {};
template <class Penalty, class Function>
struct penalty_lacks {};
struct transform_of_all_gradients; // constexpr void transform(auto& g, auto const& b) const
struct prepare_and_step_of_an_optimizer; // constexpr void prepare(auto& g, auto& b) const, and
// constexpr auto step(auto& g, short p, short dw, short learning_rate, auto const& b) const -> short
struct
    decay_of_a_parameter; // constexpr auto decay(auto& g, short p, short next, short rate, auto const& b) const -> short
struct
    project_and_selects_of_a_constraint; // constexpr auto project(auto& g, short w, auto const& b) const -> short, and
// static constexpr auto selects(auto const& g, short p) -> bool
struct
    scale_rate_or_freezes; // constexpr auto scale_rate(auto& g, short p, short rate, auto& b) const -> short, or
// static constexpr auto freezes(auto const& g, short p) -> bool
struct
    gradient_or_prox_and_selects; // constexpr auto gradient(auto& g, short w, short dw, auto const& b) const -> short, or
// constexpr auto prox(auto& g, short w, short rate, auto const& b) const -> short; and selects
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
struct run_may_never_end_so_join_epochs_by_or {};
template <class Rule>
struct rule_watches_validation_and_none_is_given {};
template <class Rule, class Loss>
struct rule_watches_accuracy_and_the_loss_has_none {};
template <class Schedule>
struct schedule_has_no_length {};

} // namespace lagom
