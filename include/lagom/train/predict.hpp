// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/evaluate.hpp>

namespace lagom {

/// What a network gives for several examples: an axis for them, then those of its output.
template <class T, class Net>
using outputs_array = xt::xtensor<T, static_cast<std::size_t>(1 + Net::output(no_shape).rank)>;

namespace trainers {

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

/// The examples of a tile, without its padding.
///
/// Returns  [examples, numbers of an example]
template <class T>
auto read_examples(tile_view<T> from) -> xt::xtensor<T, 2>;

/// Runs a program over examples, `examples_at_once` at a time, and collects its output.
///
/// Returns  [examples, numbers of an example]
template <class T, class D>
auto outputs_of(runners::runner<T>& program, runners::team& workers, basic_data_set<D> const& data)
    -> xt::xtensor<T, 2>;

/// Numbers of `examples` examples with the axes of a network's output; the last has as many as there are.
template <class Net, class T>
auto with_axes(xt::xtensor<T, 2> numbers, std::size_t examples) -> outputs_array<T, Net>
{
    constexpr shape out = Net::output(no_shape);
    if constexpr (out.rank == 1) {
        return numbers;
    } else {
        auto const last = numbers.size() / examples / static_cast<std::size_t>(out.positions());
        auto all = [&]<int... I>(std::integer_sequence<int, I...>) {
            return outputs_array<T, Net>::from_shape(
                {examples, static_cast<std::size_t>(out.extent[I])..., last});
        }(std::make_integer_sequence<int, out.rank - 1>{});
        std::copy_n(numbers.data(), numbers.size(), all.data());
        return all;
    }
}

} // namespace trainers

/// The outputs of a model in inference mode.
///
/// Returns  [examples, outputs]; of a series [examples, positions, outputs]
/// Throws   data_error if the number of features or their names are others than the model's, or one of the
///          features is a NaN or an infinity; argument_error if the model holds a NaN or was never standardized
template <class T, class Net, class D, reading_option... O>
auto predict(network_model<T, Net> const& m, basic_data_set<D> const& data, O... given)
    -> outputs_array<T, Net>
{
    trainers::check_features<T>(data, plan::shape_of_input<Net>());
    trainers::check_known_data(m.notes(), data);
    m.require_ready("predict");
    auto const program = runners::make_reader<Net, no_objective, plan::purpose::infer,
                                              typename trainers::policy_among<O...>::type>(m.values());
    runners::team workers(trainers::workers_of(trainers::read_options(given...)));
    return trainers::with_axes<Net>(trainers::outputs_of(*program, workers, data), data.size());
}

/// The same for features in an xtensor container, whose columns have no names.
///
/// @param x  [examples, ...]: as many features an example as the input reads
template <class T, class Net, number_tensor X, reading_option... O>
auto predict(network_model<T, Net> const& m, X const& x, O... given) -> outputs_array<T, Net>
{
    trainers::check_known_numbers(m.notes(), std::is_integral_v<typename X::value_type>);
    return predict(m, trainers::as_examples<T>(x, plan::shape_of_input<Net>()), given...);
}

/// The same for pixels: predict(model, pixels(x)).
template <class T, class Net, class X, reading_option... O>
auto predict(network_model<T, Net> const& m, detail::marked_pixels<X> const& x, O... given)
    -> outputs_array<T, Net>
{
    trainers::check_axes({x.values.shape().begin(), x.values.shape().end()}, plan::shape_of_input<Net>());
    return predict(m, basic_data_set<std::uint8_t>(x), given...);
}

namespace trainers {

/// What `predict` and its like read: an xtensor container, pixels or a data set.
template <class X>
inline constexpr bool is_data_set = detail::is_marked<X>;
template <class D>
inline constexpr bool is_data_set<basic_data_set<D>> = true;

} // namespace trainers

template <class X>
concept examples_like = number_tensor<X> || trainers::is_data_set<X>;

namespace trainers {

/// The outputs of `predict`, a row for each position of each example.
template <class T, class Net, class X, class... O>
auto predict_rows(network_model<T, Net> const& m, X const& x, O const&... given) -> xt::xtensor<T, 2>
{
    auto outputs = predict(m, x, given...);
    constexpr shape out = Net::output(no_shape);
    if constexpr (out.rank == 1) {
        return outputs;
    } else {
        constexpr auto last = static_cast<std::size_t>(out.channels());
        auto rows = xt::xtensor<T, 2>::from_shape({outputs.size() / last, last});
        std::copy_n(outputs.data(), outputs.size(), rows.data());
        return rows;
    }
}
template <class Net>
constexpr auto examples_in(auto const& rows) -> std::size_t
{
    return rows.shape(0) / static_cast<std::size_t>(Net::output(no_shape).positions());
}

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
auto as_probabilities(xt::xtensor<T, 2> const& outputs, outputs_are what, runners::outputs_mean meaning)
    -> xt::xtensor<T, 2>;

/// The class of each row: of the largest output; of one output whether it is above 1/2 as a probability.
///
/// Throws  argument_error for several labels
template <class T>
auto as_classes(xt::xtensor<T, 2> const& outputs, outputs_are what, runners::outputs_mean meaning)
    -> std::vector<std::int32_t>;

/// Which labels' probabilities are above a threshold.
///
/// Throws  argument_error for outputs that are not a sigmoid each
template <class T>
auto as_labels(xt::xtensor<T, 2> const& outputs, outputs_are what, runners::outputs_mean meaning,
               double above) -> xt::xtensor<std::int32_t, 2>;

} // namespace trainers

/// The probability of each class, or of each of several labels. Outputs are read as the loss of the model's last
/// fit meant them: cross_entropy as one softmax, binary_cross_entropy as a sigmoid each; before any fit as a
/// softmax. A network that ends in softmax or sigmoid gives probabilities itself.
///
/// Returns  [examples, classes], two columns for one output; [examples, labels]; of a series [examples, positions, ...]
/// Throws   as `predict`
template <class T, class Net, examples_like X, reading_option... O>
auto probabilities(network_model<T, Net> const& m, X const& x, O... given) -> outputs_array<T, Net>
{
    auto const rows = trainers::predict_rows(m, x, given...);
    return trainers::with_axes<Net>(
        trainers::as_probabilities(rows, trainers::kind_of_outputs<Net>(), m.notes().outputs),
        trainers::examples_in<Net>(rows));
}

/// The class of each example, as a place among the model's class names.
///
/// Returns  one an example in a std::vector; of a series an xt::xtensor [examples, positions], of an image [examples,
///          height, width]
/// Throws  as `predict`; argument_error for a model of several labels, which `labels_of` reads
template <class T, class Net, examples_like X, reading_option... O>
auto classify(network_model<T, Net> const& m, X const& x, O... given)
{
    auto const rows = trainers::predict_rows(m, x, given...);
    auto classes = trainers::as_classes(rows, trainers::kind_of_outputs<Net>(), m.notes().outputs);
    constexpr shape out = Net::output(no_shape);
    if constexpr (out.rank == 1) {
        return classes;
    } else {
        std::array<std::size_t, static_cast<std::size_t>(out.rank)> axes{trainers::examples_in<Net>(rows)};
        std::copy_n(out.extent, out.rank - 1, axes.begin() + 1);
        auto all = xt::xtensor<std::int32_t, static_cast<std::size_t>(out.rank)>::from_shape(axes);
        std::copy(classes.begin(), classes.end(), all.begin());
        return all;
    }
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
/// Returns  [examples, labels], 1 where the label's probability is above the threshold, else 0; of a series
///          [examples, positions, labels]
/// Throws   as `predict`; argument_error for a model whose outputs are no labels
/// Example  auto const found = labels_of(model, x, threshold(0.5));
template <class T, class Net, examples_like X, reading_option... O>
auto labels_of(network_model<T, Net> const& m, X const& x, threshold above, O... given)
    -> outputs_array<std::int32_t, Net>
{
    auto const rows = trainers::predict_rows(m, x, given...);
    return trainers::with_axes<Net>(
        trainers::as_labels(rows, trainers::kind_of_outputs<Net>(), m.notes().outputs, above.value),
        trainers::examples_in<Net>(rows));
}
template <class T, class Net, examples_like X, reading_option... O>
auto labels_of(network_model<T, Net> const& m, X const& x, O... given) -> outputs_array<std::int32_t, Net>
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
