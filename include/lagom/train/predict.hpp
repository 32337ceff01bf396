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

/// Softmax over each row of a model's outputs; for one output the two probabilities of its sigmoid.
///
/// Returns  [examples, classes]
template <class T>
auto as_probabilities(xt::xtensor<T, 2> const& outputs) -> xt::xtensor<T, 2>;

/// The class of each row: of the largest output, or of one output's sign.
template <class T>
auto as_classes(xt::xtensor<T, 2> const& outputs) -> std::vector<std::int32_t>;

/// The probability of each class, for a network that ends in logits.
template <class T, class Net, number_tensor X, option... O>
auto probabilities(network_model<T, Net> const& m, X const& x, O... given) -> xt::xtensor<T, 2>
{
    return as_probabilities(predict(m, x, given...));
}

/// The class of each example, as a place among the model's class names.
template <class T, class Net, number_tensor X, option... O>
auto classify(network_model<T, Net> const& m, X const& x, O... given) -> std::vector<std::int32_t>
{
    return as_classes(predict(m, x, given...));
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

} // namespace lagom
