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
    basic_data_set<T> data(x);
    check_features<T>(data, in);
    return data;
}

/// Rows of a tile, without its padding.
template <class T>
auto read_rows(tile_view<T> from, long rows, long width) -> xt::xtensor<T, 2>;

/// Runs a program over rows of features, `rows_at_once` at a time, and collects its output tile.
template <class T>
auto outputs_of(runner<T>& program, team& workers, basic_data_set<T> const& data) -> xt::xtensor<T, 2>;

/// The outputs of a model in inference mode.
///
/// @param x  [examples, ...]: as many features an example as the input reads
/// Returns   [examples, outputs]
/// Throws    data_error if the number of features is another, or one of them a NaN or an infinity
template <class T, class Net, number_tensor X, option... O>
auto predict(network_model<T, Net> const& m, X const& x, O... given) -> xt::xtensor<T, 2>
{
    auto const data = as_examples<T>(x, plan::shape_of_input<Net>());
    auto const program =
        make_reader<Net, no_objective, plan::purpose::infer, typename policy_among<O...>::type>(m.values());
    team workers(workers_of(read_options(given...)));
    return outputs_of(*program, workers, data);
}

/// What the outputs of a network are.
enum class outputs_are : unsigned char { logits, softmaxes, sigmoids };

template <class Net>
constexpr auto kind_of_outputs() -> outputs_are
{
    return checking::ends_in_softmax<Net>  ? outputs_are::softmaxes
        : checking::ends_in_sigmoid<Net> ? outputs_are::sigmoids
                                         : outputs_are::logits;
}

/// Softmax over each row of logits, of one logit the two probabilities of its sigmoid; what has gone through
/// either stays.
///
/// Returns  [examples, classes]
template <class T>
auto as_probabilities(xt::xtensor<T, 2> const& outputs, outputs_are what) -> xt::xtensor<T, 2>;

/// The class of each row: of the largest output; of one output whether it is above 1/2 as a probability.
template <class T>
auto as_classes(xt::xtensor<T, 2> const& outputs, outputs_are what) -> std::vector<std::int32_t>;

/// The probability of each class. A network that does not end in softmax or sigmoid is taken to give logits.
template <class T, class Net, number_tensor X, option... O>
auto probabilities(network_model<T, Net> const& m, X const& x, O... given) -> xt::xtensor<T, 2>
{
    return as_probabilities(predict(m, x, given...), kind_of_outputs<Net>());
}

/// The class of each example, as a place among the model's class names.
template <class T, class Net, number_tensor X, option... O>
auto classify(network_model<T, Net> const& m, X const& x, O... given) -> std::vector<std::int32_t>
{
    return as_classes(predict(m, x, given...), kind_of_outputs<Net>());
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

} // namespace lagom
