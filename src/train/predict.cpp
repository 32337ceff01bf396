// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/predict.hpp>

#include <algorithm>
#include <cmath>

namespace lagom {

namespace trainers {

template <class T>
auto read_examples(tile_view<T> from) -> xt::xtensor<T, 2>
{
    auto out = xt::xtensor<T, 2>::from_shape(
        {static_cast<std::size_t>(from.batch), static_cast<std::size_t>(from.size())});
    for (long i = 0; i < from.batch; ++i) {
        from.read(i, out.data() + i * from.size());
    }
    return out;
}

template <class T, class D>
auto outputs_of(runners::runner<T>& program, runners::team& workers, basic_data_set<D> const& data)
    -> xt::xtensor<T, 2>
{
    auto const& p = program.plan();
    auto const width = p.at(p.output).over.rows.per_example * p.at(p.output).over.cols;
    auto out = xt::xtensor<T, 2>::from_shape({data.size(), static_cast<std::size_t>(width)});
    run_in_chunks<T, D>(program, workers, data, nullptr, [&](std::size_t first, std::size_t count) {
        auto const tile = program.tile(p.output);
        for (long i = 0; i < static_cast<long>(count); ++i) {
            tile.read(i, out.data() + (static_cast<long>(first) + i) * width);
        }
    });
    return out;
}

} // namespace trainers

namespace {

/// 1 / (1 + exp(-x)), without overflow on either side.
template <class T>
auto sigmoid_of(T x) -> T
{
    T const e = std::exp(-std::abs(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

template <class T>
void write_softmax(T const* from, T* to, std::size_t count)
{
    T const most = *std::max_element(from, from + count);
    T sum = 0;
    for (std::size_t c = 0; c < count; ++c) {
        to[c] = std::exp(from[c] - most);
        sum += to[c];
    }
    for (std::size_t c = 0; c < count; ++c) {
        to[c] /= sum;
    }
}

} // namespace

namespace {

/// Throws for a model whose outputs are no logits.
void require_logits(char const* who, trainers::outputs_are what, runners::outputs_mean meaning)
{
    if (what == trainers::outputs_are::logits && meaning == runners::outputs_mean::numbers) {
        throw argument_error(std::string(who) +
                             ": the model was last trained with a loss that compares numbers, and "
                             "its outputs are such; predict(model, x) gives them");
    }
}

} // namespace

namespace trainers {

template <class T>
auto as_probabilities(xt::xtensor<T, 2> const& outputs, outputs_are what, runners::outputs_mean meaning)
    -> xt::xtensor<T, 2>
{
    require_logits("probabilities", what, meaning);
    bool const done = what != outputs_are::logits;
    auto const n = outputs.shape(0), k = outputs.shape(1);
    bool const two_of_one = k == 1;
    auto out = xt::xtensor<T, 2>::from_shape({n, two_of_one ? 2 : k});
    for (std::size_t r = 0; r < n; ++r) {
        T const* const from = &outputs(r, 0);
        if (two_of_one) {
            out(r, 1) = done ? from[0] : sigmoid_of(from[0]);
            out(r, 0) = done ? 1 - from[0] : sigmoid_of(-from[0]);
        } else if (done) {
            std::copy_n(from, k, &out(r, 0));
        } else if (meaning == runners::outputs_mean::classes) {
            write_softmax(from, &out(r, 0), k);
        } else {
            std::transform(from, from + k, &out(r, 0), sigmoid_of<T>);
        }
    }
    return out;
}

template <class T>
auto as_classes(xt::xtensor<T, 2> const& outputs, outputs_are what, runners::outputs_mean meaning)
    -> std::vector<std::int32_t>
{
    if (meaning == runners::outputs_mean::several_labels) {
        throw argument_error(
            "classify: the model was trained on several labels an example, any number of which "
            "may hold; labels_of(model, x, threshold(0.5)) says which do");
    }
    require_logits("classify", what, meaning);
    T const middle = what == outputs_are::logits ? T(0) : T(0.5);
    std::vector<std::int32_t> classes(outputs.shape(0));
    auto const k = outputs.shape(1);
    for (std::size_t r = 0; r < classes.size(); ++r) {
        T const* const row = &outputs(r, 0);
        classes[r] = k == 1 ? (row[0] > middle ? 1 : 0)
                            : static_cast<std::int32_t>(std::max_element(row, row + k) - row);
    }
    return classes;
}

template <class T>
auto as_labels(xt::xtensor<T, 2> const& outputs, outputs_are what, runners::outputs_mean meaning,
               double above) -> xt::xtensor<std::int32_t, 2>
{
    require_logits("labels_of", what, meaning);
    bool const sigmoids = what == outputs_are::sigmoids ||
        (what == outputs_are::logits && (meaning != runners::outputs_mean::classes || outputs.shape(1) == 1));
    if (!sigmoids) {
        throw argument_error(
            "labels_of: the model's outputs are classes, of which one holds; classify(model, x) "
            "says which, and binary_cross_entropy trains a model of several labels");
    }
    auto found = xt::xtensor<std::int32_t, 2>::from_shape({outputs.shape(0), outputs.shape(1)});
    std::transform(outputs.begin(), outputs.end(), found.begin(), [&](T output) {
        auto const x = static_cast<double>(output);
        return (what == outputs_are::sigmoids ? x : sigmoid_of(x)) > above ? 1 : 0;
    });
    return found;
}

} // namespace trainers

#define LAGOM_OUTPUTS(T, D)                                                                                  \
    template auto trainers::outputs_of(runners::runner<T>&, runners::team&, basic_data_set<D> const&)        \
        -> xt::xtensor<T, 2>;
#define LAGOM_PREDICT(T)                                                                                     \
    LAGOM_OUTPUTS(T, float)                                                                                  \
    LAGOM_OUTPUTS(T, double)                                                                                 \
    LAGOM_OUTPUTS(T, std::uint8_t)                                                                           \
    template auto trainers::read_examples(tile_view<T>)->xt::xtensor<T, 2>;                                  \
    template auto trainers::as_probabilities(xt::xtensor<T, 2> const&, outputs_are, runners::outputs_mean)   \
        -> xt::xtensor<T, 2>;                                                                                \
    template auto trainers::as_classes(xt::xtensor<T, 2> const&, outputs_are, runners::outputs_mean)         \
        -> std::vector<std::int32_t>;                                                                        \
    template auto trainers::as_labels(xt::xtensor<T, 2> const&, outputs_are, runners::outputs_mean, double)  \
        -> xt::xtensor<std::int32_t, 2>;
LAGOM_PREDICT(float)
LAGOM_PREDICT(double)
#undef LAGOM_PREDICT
#undef LAGOM_OUTPUTS

} // namespace lagom
