// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/evaluate.hpp>

namespace lagom {

/// Any xtensor container of examples as rows: the first axis counts them, the others are features, row-major.
/// Throws data_error unless they fit an input of this shape.
template <class T, number_tensor X>
auto as_examples(X const& x, shape in) -> basic_data_set<T>
{
    check_axes({x.shape().begin(), x.shape().end()}, in);
    basic_data_set<T> data(detail::as_rows<T>("features", x)); // rows much alike may be predicted
    check_features<T>(data, in);
    return data;
}

/// Rows of a tile, without its padding.
template <class T>
auto read_rows(tile_view<T> from, long rows, long width) -> xt::xtensor<T, 2>;

/// Runs a program over rows of features, `rows_at_once` at a time, and collects its output tile.
template <class T, class D>
auto outputs_of(runner<T>& program, team& workers, basic_data_set<D> const& data) -> xt::xtensor<T, 2>;

/// The outputs of a model in inference mode.
///
/// Returns  [examples, outputs]
/// Throws   data_error if the number of features or their names are others than the model's, or one of the
///          features is a NaN or an infinity; argument_error if the model holds a NaN or was never standardized
template <class T, class Net, class D, reading_option... O>
auto predict(network_model<T, Net> const& m, basic_data_set<D> const& data, O... given) -> xt::xtensor<T, 2>
{
    check_features<T>(data, plan::shape_of_input<Net>());
    check_known_data(m.notes(), data);
    m.require_ready("predict");
    auto const program =
        make_reader<Net, no_objective, plan::purpose::infer, typename policy_among<O...>::type>(m.values());
    team workers(workers_of(read_options(given...)));
    return outputs_of(*program, workers, data);
}

/// The same for features in an xtensor container, whose columns have no names.
///
/// @param x  [examples, ...]: as many features an example as the input reads
template <class T, class Net, number_tensor X, reading_option... O>
auto predict(network_model<T, Net> const& m, X const& x, O... given) -> xt::xtensor<T, 2>
{
    return predict(m, as_examples<T>(x, plan::shape_of_input<Net>()), given...);
}

/// What `predict` and its like read: an xtensor container or a data set.
template <class X>
inline constexpr bool is_data_set = false;
template <class D>
inline constexpr bool is_data_set<basic_data_set<D>> = true;
template <class X>
concept examples_like = number_tensor<X> || is_data_set<X>;

/// What the last layer of a network made of its outputs.
enum class outputs_are : unsigned char { logits, softmaxes, sigmoids };

template <class Net>
constexpr auto kind_of_outputs() -> outputs_are
{
    return checking::ends_in_softmax<Net> ? outputs_are::softmaxes
        : checking::ends_in_sigmoid<Net>  ? outputs_are::sigmoids
                                          : outputs_are::logits;
}

/// Logits as probabilities, by what they mean: a softmax over each row, or a sigmoid each; of one logit the two
/// probabilities of its sigmoid. What has gone through either in the network stays.
///
/// Returns  [examples, classes], or [examples, labels]
template <class T>
auto as_probabilities(xt::xtensor<T, 2> const& outputs, outputs_are what, outputs_mean meaning)
    -> xt::xtensor<T, 2>;

/// The class of each row: of the largest output; of one output whether it is above 1/2 as a probability.
///
/// Throws  argument_error for several labels
template <class T>
auto as_classes(xt::xtensor<T, 2> const& outputs, outputs_are what, outputs_mean meaning)
    -> std::vector<std::int32_t>;

/// Which labels' probabilities are above a threshold.
///
/// Throws  argument_error for outputs that are not a sigmoid each
template <class T>
auto as_labels(xt::xtensor<T, 2> const& outputs, outputs_are what, outputs_mean meaning, double above)
    -> xt::xtensor<std::int32_t, 2>;

/// The probability of each class, or of each of several labels. Outputs are read as the loss of the model's last
/// fit meant them: cross_entropy as one softmax, binary_cross_entropy as a sigmoid each; before any fit as a
/// softmax. A network that ends in softmax or sigmoid gives probabilities itself.
///
/// Returns  [examples, classes], two columns for one output; [examples, labels]
/// Throws   as `predict`
template <class T, class Net, examples_like X, reading_option... O>
auto probabilities(network_model<T, Net> const& m, X const& x, O... given) -> xt::xtensor<T, 2>
{
    return as_probabilities(predict(m, x, given...), kind_of_outputs<Net>(), m.notes().outputs);
}

/// The class of each example, as a place among the model's class names.
///
/// Throws  as `predict`; argument_error for a model of several labels, which `labels_of` reads
template <class T, class Net, examples_like X, reading_option... O>
auto classify(network_model<T, Net> const& m, X const& x, O... given) -> std::vector<std::int32_t>
{
    return as_classes(predict(m, x, given...), kind_of_outputs<Net>(), m.notes().outputs);
}

/// Above which probability a label holds.
struct threshold {
    double value;
    constexpr explicit threshold(double probability)
        : value(in_range("threshold", "probability", probability, 0, 1))
    {
    }
};

/// Which of several labels hold for each example, where binary_cross_entropy trained the model.
///
/// Returns  [examples, labels], 1 where the label's probability is above the threshold, else 0
/// Throws   as `predict`; argument_error for a model whose outputs are no labels
/// Example  auto const found = labels_of(model, x, threshold(0.5));
template <class T, class Net, examples_like X, reading_option... O>
auto labels_of(network_model<T, Net> const& m, X const& x, threshold above, O... given)
    -> xt::xtensor<std::int32_t, 2>
{
    return as_labels(predict(m, x, given...), kind_of_outputs<Net>(), m.notes().outputs, above.value);
}
template <class T, class Net, examples_like X, reading_option... O>
auto labels_of(network_model<T, Net> const& m, X const& x, O... given) -> xt::xtensor<std::int32_t, 2>
{
    return labels_of(m, x, threshold(0.5), given...);
}

// Of what is no model.
template <class... A>
auto predict(not_made const&, A const&...) -> xt::xtensor<float, 2>
{
    return {};
}
template <class... A>
auto probabilities(not_made const&, A const&...) -> xt::xtensor<float, 2>
{
    return {};
}
template <class... A>
auto classify(not_made const&, A const&...) -> std::vector<std::int32_t>
{
    return {};
}
template <class... A>
auto labels_of(not_made const&, A const&...) -> xt::xtensor<std::int32_t, 2>
{
    return {};
}

// Arguments that are missing, too many, or of another type.
template <class... A>
auto predict(A const&...) -> xt::xtensor<float, 2>
{
    refuse(predict_takes_a_model_features_options<A...>{});
    return {};
}
template <class... A>
auto probabilities(A const&...) -> xt::xtensor<float, 2>
{
    refuse(probabilities_takes_a_model_features_options<A...>{});
    return {};
}
template <class... A>
auto classify(A const&...) -> std::vector<std::int32_t>
{
    refuse(classify_takes_a_model_features_options<A...>{});
    return {};
}
template <class... A>
auto labels_of(A const&...) -> xt::xtensor<std::int32_t, 2>
{
    refuse(labels_of_takes_a_model_features_a_threshold_options<A...>{});
    return {};
}

} // namespace lagom
