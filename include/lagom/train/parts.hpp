// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/penalty/penalty.hpp>
#include <lagom/plan/facts.hpp>
#include <lagom/train/fit.hpp>
#include <lagom/train/predict.hpp>

#include <map>

/// The parts of training that work alone, for research and for comparison with other libraries. They take numbers as they
/// are: a model of pixels is given values in [0, 1], x / 255.
namespace lagom {

namespace trainers {

struct training_mode {
    static constexpr bool trains = true;
};
struct inference_mode {
    static constexpr bool trains = false;
};

} // namespace trainers

/// forward and backward with noise and the batch's statistics.
inline constexpr trainers::training_mode training{};
/// forward and backward without noise and with the running statistics: what they do unless told.
inline constexpr trainers::inference_mode inference{};

template <class M>
concept run_mode = std::same_as<M, trainers::training_mode> || std::same_as<M, trainers::inference_mode>;

/// Gradients by the path of their parameter, each in the shape that model.parameter gives.
template <class T>
using named_gradients = std::map<std::string, xt::xarray<T>>;

/// What `backward` and `gradient` find.
template <class T>
struct gradient_result {
    double loss = 0; // `gradient` only: the data loss, the mean over the batch
    xt::xtensor<T, 2> dx; // [batch, features], of a series or an image all of an example's, row-major
    named_gradients<T> gradients;
};

namespace trainers {

/// Reads the gradients that a program kept.
template <class T>
auto collect_gradients(runners::runner<T>& program, runners::store<T> const& values) -> gradient_result<T>;

/// Examples with their targets: integers are classes among `outputs` (two for one output), numbers are
/// targets.
template <class T, number_tensor X, class Y>
auto labelled_examples(X const& x, Y const& y, int outputs) -> basic_data_set<T>
{
    if constexpr (integer_labels<Y>) {
        std::vector<std::string> names;
        for (int i = 0; i < std::max(outputs, 2); ++i) {
            names.push_back(std::to_string(i));
        }
        return basic_data_set<T>(x, y, std::move(names));
    } else {
        return basic_data_set<T>(x, y);
    }
}

/// The features of a batch that a model can be given.
template <class Net, class T, number_tensor X>
auto batch_of(network_model<T, Net> const& m, X const& x) -> basic_data_set<T>
{
    check_known_numbers(m.notes(), std::is_integral_v<typename X::value_type>);
    return as_examples<T>(x, plan::shape_of_input<Net>());
}

/// Writes a gradient of the outputs [examples, numbers of an example] into a tile. Throws data_error for another
/// shape.
template <class T>
void write_examples(tile_view<T> to, xt::xtensor<T, 2> const& from);

/// Feeds a program a batch.
template <class Net, class T>
void prepare(runners::runner<T>& program, basic_data_set<T> const& data, options const& asked)
{
    check_examples(data.size(), plan::trains(program.plan().why) && plan::needs_two_examples<Net>);
    program.set_seed(asked.noise.value_or(seed(0)));
    program.read_rates();
    program.set_batch(static_cast<long>(data.size()));
    program.take_model();
    feed_features<T, T>(program, data, places_from(0, data.size()));
}

} // namespace trainers

/// The outputs of a batch: `forward(model, x)` in inference mode; `forward(model, x, training)` with noise
/// (drawn by `seed(n)`, step 1) and the batch's statistics, moving the running ones on.
///
/// Returns  [batch, outputs]; of a series [batch, positions, outputs]
template <class T, class Net, number_tensor X, run_mode M = trainers::inference_mode, reading_option... O>
auto forward(network_model<T, Net>& m, X const& x, M = {}, O... given) -> outputs_array<T, Net>
{
    constexpr auto why = M::trains ? plan::purpose::forward_training : plan::purpose::infer;
    auto const asked = trainers::read_options(given...);
    auto const program = runners::make_runner<Net, no_objective, plan::no_chain, why,
                                              typename trainers::policy_among<O...>::type>(m.values());
    auto const data = trainers::batch_of<Net>(m, x);
    trainers::prepare<Net>(*program, data, asked);
    runners::team workers(trainers::workers_of(asked));
    program->run(workers, 1);
    program->give_model();
    return trainers::with_axes<Net>(trainers::read_examples(program->tile(program->plan().output)),
                                    data.size());
}

/// The gradients of sum(y * dy) by the input and the parameters, in inference mode or `training`; the model
/// stays as it is.
///
/// @param dy  [batch, outputs]; of a series [batch, positions, outputs]
template <class T, class Net, number_tensor X, number_tensor Y, run_mode M = trainers::inference_mode,
          reading_option... O>
auto backward(network_model<T, Net> const& m, X const& x, Y const& dy, M = {}, O... given)
    -> gradient_result<T>
{
    constexpr auto why = M::trains ? plan::purpose::backward_training : plan::purpose::backward;
    auto const asked = trainers::read_options(given...);
    auto const data = trainers::batch_of<Net>(m, x);
    auto const program =
        runners::make_reader<Net, no_objective, why, typename trainers::policy_among<O...>::type>(m.values());
    trainers::prepare<Net>(*program, data, asked);
    auto const& p = program->plan();
    trainers::check_output_axes({dy.shape().begin(), dy.shape().end()}, Net::output(no_shape),
                                "gradients dy");
    trainers::write_examples(program->tile(p.incoming), detail::as_rows<T>("dy", dy));
    runners::team workers(trainers::workers_of(asked));
    program->run(workers, 1);
    return trainers::collect_gradients(*program, m.values());
}

/// The gradients of the objective on a batch, in training mode: of the data loss and of the penalties that
/// have one (l2, l1_subgradient; l1 acts by its proximal map). The model stays as it is. Noise is drawn by
/// `seed(n)`, step 1.
///
/// @param y  classes [batch], or targets [batch, outputs]; of a series [batch, positions], [batch, positions, outputs]
template <class T, class Net, number_tensor X, class Y, objective_like Terms, reading_option... O>
auto gradient(network_model<T, Net> const& m, X const& x, Y const& y, Terms const& terms, O... given)
    -> gradient_result<T>
{
    auto const all = expr::as_objective(terms);
    using objective_type = std::remove_const_t<decltype(all)>;
    if constexpr (passes<decltype(refuse(
                      checking::judging<plan::forward_of<T, Net>, Net, objective_type>()))>) {
        using facts = trainers::loss_facts<Net, objective_type>;
        auto const asked = trainers::read_options(given...);
        trainers::check_known_numbers(m.notes(), std::is_integral_v<typename X::value_type>);
        trainers::check_axes({x.shape().begin(), x.shape().end()}, facts::needs.in);
        auto const data = trainers::labelled_examples<T>(x, y, facts::out.channels());
        auto const rule = trainers::check_data<T>(data, facts::needs);
        auto const program = runners::make_reader<Net, objective_type, plan::purpose::gradient,
                                                  typename trainers::policy_among<O...>::type>(m.values());
        trainers::prepare<Net>(*program, data, asked);
        trainers::set_settings(*program, all, plan::no_chain{});
        trainers::feed_targets<T, T>(*program, data, trainers::places_from(0, data.size()), rule);
        runners::team workers(trainers::workers_of(asked));
        program->run(workers, 1);
        auto found = trainers::collect_gradients(*program, m.values());
        auto const* const losses = program->column(program->plan().loss);
        auto const rows = static_cast<long>(data.size()) * facts::out.positions();
        for (long r = 0; r < rows; ++r) {
            found.loss += static_cast<double>(losses[r]) / static_cast<double>(rows);
        }
        return found;
    } else {
        return gradient_result<T>{};
    }
}

/// The value of a penalty on an array.
template <class Kind, selector On, number_tensor W>
auto value(penalty_t<Kind, On> const& penalty, W const& w) -> double
{
    double total = 0;
    for (auto const x : w) {
        total += typename Kind::value{}(static_cast<double>(x), penalty.strength);
    }
    return total;
}

/// Its gradient, or for l1 the subgradient with sign(0) = 0.
template <class Kind, selector On, number_tensor W>
auto gradient(penalty_t<Kind, On> const& penalty, W const& w) -> xt::xarray<typename W::value_type>
{
    using T = typename W::value_type;
    xt::xarray<T> out = w;
    for (auto& x : out) {
        x = static_cast<T>(typename Kind::slope{}(x, static_cast<T>(penalty.strength)));
    }
    return out;
}

/// Its proximal map: argmin over v of step * penalty(v) + 1/2 |v - w|^2.
template <class Kind, selector On, number_tensor W>
auto prox(penalty_t<Kind, On> const& penalty, W const& w, double step) -> xt::xarray<typename W::value_type>
{
    using T = typename W::value_type;
    xt::xarray<T> out = w;
    for (auto& x : out) {
        x = static_cast<T>(typename Kind::prox{}(x, static_cast<T>(penalty.strength), static_cast<T>(step)));
    }
    return out;
}

namespace trainers {

/// What keeps a chain of updates from being used alone, as a type.
template <class Plan, class Objective, class Chain>
constexpr auto updating()
{
    using chain_mistake = decltype(checking::updates<Chain>());
    if constexpr (!passes<chain_mistake>) {
        return chain_mistake{};
    } else {
        using term_mistake = decltype(checking::selection<Plan, Objective>());
        using part_mistake = decltype(checking::selection<Plan, Chain>());
        if constexpr (!passes<term_mistake>) {
            return term_mistake{};
        } else if constexpr (!passes<part_mistake>) {
            return part_mistake{};
        } else {
            return schedules<Chain, false>();
        }
    }
}

} // namespace trainers

/// An optimizer chain with its state, applied to gradients that come from anywhere.
///
/// Example  updater u(model, adam(1e-3) | decay(0.01)); u.update({{"dense.0.kernel", g}, {"dense.0.bias",
/// h}});
template <class T>
class updater {
public:
    template <class Net, updates_like Updates, class Terms = no_objective, reading_option... O>
    updater(network_model<T, Net>& m, Updates const& updates, Terms const& terms = {}, O... /*policy*/)
        : values_(m.shared_values())
    {
        auto const chain = expr::as_chain(updates);
        auto const objective = expr::as_objective(terms);
        using chain_type = std::remove_const_t<decltype(chain)>;
        using objective_type = std::remove_const_t<decltype(objective)>;
        if constexpr (passes<decltype(refuse(
                          trainers::updating<plan::forward_of<T, Net>, objective_type, chain_type>()))>) {
            program_ = runners::make_runner<Net, objective_type, chain_type, plan::purpose::update,
                                            typename trainers::policy_among<O...>::type>(m.values());
            trainers::set_settings(*program_, objective, chain);
            program_->read_rates();
            program_->set_batch(1);
            optimizer_ = checking::name_of<std::remove_cvref_t<decltype(chain.optimizer())>>();
            rate_ = [rate = chain.optimizer().rate](moment const& now) {
                return rate.at(now);
            };
        }
    }

    /// One step with these gradients, one for each parameter that is not frozen; the parameters are the
    /// model's.
    ///
    /// Throws  argument_error for a gradient that is missing, or of another shape, and for a rate that the
    /// optimizer cannot take; the model has not changed then
    void update(named_gradients<T> const& gradients);
    [[nodiscard]] auto steps() const -> long { return steps_; }

private:
    std::shared_ptr<runners::store<T>> values_; // the model may move, or go
    std::unique_ptr<runners::runner<T>> program_;
    std::function<double(moment const&)> rate_;
    char const* optimizer_ = "";
    long steps_ = 0;
};

/// One step of an optimizer chain on given gradients: see updater.
template <class T>
void update(updater<T>& chain, named_gradients<T> const& gradients)
{
    chain.update(gradients);
}

// Arguments that are missing, too many, or of another type.
template <class... A>
    requires(sizeof...(A) > 1) // std::forward<T>(x) stays what it is beside `using namespace lagom`
auto forward(A const&...) -> xt::xtensor<float, 2>
{
    refuse(forward_takes_a_model_features_a_mode_options<A...>{});
    return {};
}
template <class... A>
auto backward(A const&...) -> gradient_result<float>
{
    refuse(backward_takes_a_model_features_a_gradient_of_the_outputs_a_mode_options<A...>{});
    return {};
}
template <class... A>
auto gradient(A const&...) -> gradient_result<float>
{
    refuse(gradient_takes_a_model_features_targets_objective_options_or_a_penalty_and_weights<A...>{});
    return {};
}
template <class... A>
auto value(A const&...) -> double
{
    refuse(value_takes_a_penalty_and_weights<A...>{});
    return 0;
}
template <class... A>
    requires(!requires(A&&... a) { lagom::prox(static_cast<A&&>(a)...); })
auto prox(A&&...) -> xt::xarray<float>
{
    refuse(prox_takes_a_penalty_weights_and_a_step<std::remove_cvref_t<A>...>{});
    return {};
}
template <class... A>
    requires(!requires(A&&... a) { lagom::update(static_cast<A&&>(a)...); })
void update(A&&...)
{
    refuse(update_takes_an_updater_and_gradients_by_path<std::remove_cvref_t<A>...>{});
}
template <>
class updater<not_made> {
public:
    template <class... A>
    explicit updater(A const&...)
    {
        refuse(updater_takes_a_model_updates_objective<A...>{});
    }
    void update(auto const&...) {}
    [[nodiscard]] auto steps() const -> long { return 0; }
};
template <class... A>
updater(A const&...) -> updater<not_made>;

} // namespace lagom
