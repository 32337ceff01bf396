// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/facts.hpp>
#include <lagom/run/make_runner.hpp>
#include <lagom/run/model.hpp>
#include <lagom/train/feed.hpp>
#include <lagom/train/metrics.hpp>
#include <lagom/train/options.hpp>
#include <lagom/train/penalties.hpp>

#include <memory>
#include <optional>

namespace lagom {

/// How well a model does on a data set. Printed, it is one figure a line; for classes and for labels the last is
/// `accuracy`.
struct evaluation_result {
    std::vector<term_value> terms; // the data loss, then the penalties
    std::vector<std::string> class_names;
    std::optional<lagom::classification> classification;
    std::optional<lagom::labelling> labelling; // of several labels an example
    std::optional<lagom::regression> regression;
    std::size_t examples = 0;
    long positions = 1; // of an example's output, each of which counts in all figures

    /// The data loss, the mean over the examples, or over the positions of all examples.
    [[nodiscard]] auto loss() const -> double { return terms.front().value; }
    /// The share of right classes, or of right answers to several labels; NaN for a regression.
    [[nodiscard]] auto accuracy() const -> double;
    /// The confusion matrix as a table, rows the true classes.
    [[nodiscard]] auto confusion_table() const -> std::string;
};

auto operator<<(std::ostream& out, evaluation_result const& r) -> std::ostream&;

namespace trainers {

/// A model's outputs and losses on a data set, batch by batch.
template <class T>
struct outputs_on_data {
    double loss = 0; // mean over the positions of the examples
    std::vector<double> outputs; // [examples, positions, outputs]; empty if not asked for
    std::vector<std::int32_t> classes; // [examples, positions]: the class of the largest output
    std::vector<std::uint8_t> labels; // [examples, positions, outputs], of several labels: whether each holds
};

/// Runs an evaluating program over a data set.
template <class T, class D>
auto run_over(runners::runner<T>& program, runners::team& workers, basic_data_set<D> const& data,
              target_rule const& rule, bool keep_outputs) -> outputs_on_data<T>;

/// What stopping rules may watch besides the loss; NaN for a regression. Where targets are probabilities, the
/// true class of an example is the likeliest, the first of equals, and a label holds above 1/2.
template <class T, class D>
auto scores_of(outputs_on_data<T> const& made, basic_data_set<D> const& data, target_rule const& rule)
    -> class_scores;

/// From outputs to figures.
template <class T, class D>
auto judge(outputs_on_data<T> const& made, basic_data_set<D> const& data, target_rule const& rule)
    -> evaluation_result;

/// Which column of an expression's output is what: the facts of a loss and a network that run-time code
/// needs.
template <class Net, class Objective>
struct loss_facts {
    using loss = std::remove_cvref_t<decltype(std::declval<Objective>().loss())>;
    static constexpr shape out = Net::output(no_shape);
    static constexpr bool many_in_one = requires { loss::holds_sigmoid; };
    static constexpr bool adds_up = requires { loss::holds_softmax; };
    static constexpr data_needs needs{.loss = loss::name,
                                      .classifies = loss::classifies,
                                      .many_in_one = many_in_one,
                                      .adds_up = adds_up,
                                      .in = plan::shape_of_input<Net>(),
                                      .out = out};
};

} // namespace trainers

/// How well `model` does on `data` in inference mode: the loss by term, and accuracy, balanced accuracy and
/// macro F1 for classes; for several labels (binary_cross_entropy with real targets) subset accuracy, F1 and
/// accuracy; or mean squared and absolute error and R2 for numbers. Rows of class probabilities count as the
/// likeliest class, the first of equals.
///
/// Throws   data_error if the data do not fit the network or the loss, or are not those the model knows: columns
///          or classes of other names; argument_error if the model holds a NaN or was never standardized
/// Example  std::cout << evaluate(model, test, objective);
template <class T, class Net, class D, objective_like Objective, reading_option... O>
auto evaluate(network_model<T, Net> const& m, basic_data_set<D> const& data, Objective const& terms,
              O... given) -> evaluation_result
{
    auto const all = expr::as_objective(terms);
    using objective_type = std::remove_const_t<decltype(all)>;
    if constexpr (passes<decltype(refuse(
                      checking::judging<plan::forward_of<T, Net>, Net, objective_type>()))>) {
        using facts = trainers::loss_facts<Net, objective_type>;
        auto const rule = trainers::check_data<T>(data, facts::needs);
        trainers::check_known_data(m.notes(), data);
        trainers::check_reading(m.notes(), rule);
        m.require_ready("evaluate");
        auto const program = runners::make_reader<Net, objective_type, plan::purpose::evaluate,
                                                  typename trainers::policy_among<O...>::type>(m.values());
        runners::team workers(trainers::workers_of(trainers::read_options(given...)));
        auto result = trainers::judge(trainers::run_over(*program, workers, data, rule, true), data, rule);
        result.terms.front().name = facts::needs.loss;
        for (auto& p : trainers::penalties_of<plan::forward_of<T, Net>>(m.values(), all)) {
            result.terms.push_back(std::move(p));
        }
        return result;
    } else {
        return {};
    }
}
template <class... A>
auto evaluate(not_made const&, A const&...) -> evaluation_result
{
    return {};
}
/// Arguments that are missing, too many, or in another order.
template <class T, class Net, class... A>
auto evaluate(network_model<T, Net> const&, A const&...) -> evaluation_result
{
    refuse(evaluate_takes_a_model_data_objective_options<A...>{});
    return {};
}

/// Of what is no model.
template <class... A>
auto evaluate(A const&...) -> evaluation_result
{
    refuse(evaluate_takes_a_model_data_objective_options<A...>{});
    return {};
}

} // namespace lagom
