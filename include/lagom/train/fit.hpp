// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/augmentation.hpp>
#include <lagom/plan/facts.hpp>
#include <lagom/train/advice.hpp>
#include <lagom/train/fit_loop.hpp>

namespace lagom {
namespace trainers {

/// A network whose nodes hold the rates that its model has now.
template <class T, class Net>
auto with_rates(Net net, runners::store<T> const& values) -> Net
{
    std::size_t i = 0;
    expr::visit_rates(net, [&](char const*, double& value, double, double) {
        value = values.rates()[i++].value;
    });
    return net;
}

template <class Net>
constexpr auto changes_rows() -> bool
{
    bool any = false;
    plan::for_each_node(Net{}, [&]<class N>(N const&) {
        any = any || (augment_node<N> && !mixing_augment<N>);
    });
    return any;
}
template <class Net>
constexpr auto mixes_batches() -> bool
{
    bool any = false;
    plan::for_each_node(Net{}, [&]<class N>(N const&) {
        any = any || mixing_augment<N>;
    });
    return any;
}

/// The name of the first augmentation that reads values in [0, 1], or nothing.
template <class Net>
constexpr auto first_of_light() -> char const*
{
    char const* name = nullptr;
    plan::for_each_node(Net{}, [&]<class N>(N const&) {
        if constexpr (light_augment<N>) {
            name = name == nullptr ? detail::light_name<N>() : name;
        }
    });
    return name;
}

/// The augmentations of one epoch, as a change of a row: drawn by (seed, epoch, place in the data set). P is float,
/// double or std::uint8_t.
template <class P, class Net>
auto row_augmentation(Net const& net, seed s, std::uint32_t epoch) -> row_change<P>
{
    return [=](P* row, P* scratch, std::uint32_t place) {
        random_stream draws(s, draws_for::augmentation, epoch, place);
        plan::for_each_node(net, [&]<class N>(N const& n) {
            if constexpr (augment_node<N> && !mixing_augment<N>) {
                augment(n, row, scratch, image_of(plan::shape_of_input<Net>()), draws);
            }
        });
    };
}

template <class T, class Net>
auto batch_mixing(Net const& net, seed s, std::uint32_t epoch) -> batch_change<T>
{
    return [=](tile_view<T> x, tile_view<T> y, std::uint32_t number) {
        random_stream draws(s, draws_for::mixing, epoch, number);
        plan::for_each_node(net, [&]<class N>(N const& n) {
            if constexpr (mixing_augment<N>) {
                mix_batch(n, draws, x, y, image_of(plan::shape_of_input<Net>()));
            }
        });
    };
}

/// A schedule that spans the run needs to know how long that is: epochs(n) or steps(n).
template <class Chain, bool LengthIsKnown>
constexpr auto schedules()
{
    using rate = std::remove_cvref_t<decltype(std::declval<Chain>().optimizer().rate)>;
    if constexpr (rate::needs_length && !LengthIsKnown) {
        return schedule_has_no_length<rate>{};
    } else {
        return no_mistake{};
    }
}

/// The first thing that keeps `fit` from starting, as a type.
template <class T, class Net, class Terms, class Updates, class Until, bool Validates, bool Strict>
constexpr auto fitting()
{
    using Objective = std::remove_const_t<Terms>;
    using Chain = std::remove_const_t<Updates>;
    using plan_type = plan::forward_of<T, Net>;
    using mistake = decltype(checking::training<plan_type, Net, Objective, Chain>());
    if constexpr (!passes<mistake>) {
        return mistake{};
    } else if constexpr (!checking::learns<plan_type, Chain>()) {
        return nothing_is_left_to_learn<Chain>{};
    } else if constexpr (!expr::bounded<Until>) {
        return run_may_never_end_so_join_epochs_by_or<Until>{};
    } else if constexpr (expr::watches_validation<Until> && !Validates) {
        return rule_watches_validation_and_none_is_given<Until>{};
    } else if constexpr (expr::watches_accuracy<Until> && !loss_facts<Net, Objective>::needs.classifies) {
        return rule_watches_accuracy_and_the_loss_has_none<
            Until, std::remove_cvref_t<decltype(std::declval<Objective>().loss())>>{};
    } else if constexpr (!passes<decltype(schedules<Chain, expr::has_length<Until>>())>) {
        return schedules<Chain, expr::has_length<Until>>();
    } else if constexpr (Strict) {
        return checking::strictly<plan_type, Objective, Chain>();
    } else {
        return no_mistake{};
    }
}

/// The settings of objective and chain, in the order in which the plan made them.
template <class T, class Objective, class Chain>
void set_settings(runners::runner<T>& program, Objective const& objective, Chain const& chain)
{
    std::size_t place = 0;
    auto const set = [&](auto const& part, int) {
        using type = std::remove_cvref_t<decltype(part)>;
        if constexpr (requires { type::settings(part, [](double, char const*, double, double) {}); }) {
            type::settings(part, [&](double value, char const*, double, double) {
                program.set_setting(place++, value);
            });
        }
    };
    objective.for_each(set);
    chain.for_each(set);
}

/// "random_shift, random_flip": what a network does to its data before they come in.
template <class Net>
auto text_of_augmentation() -> std::string
{
    std::string text;
    plan::for_each_node(Net{}, [&]<class N>(N const&) {
        if constexpr (augment_node<N>) {
            text += (text.empty() ? "" : ", ") + std::string(N::kind);
        }
    });
    return text.empty() ? "none" : text;
}

/// Tells a job what the file of its run must agree with.
template <class Net, class Policy, class T, class D, class Objective, class Chain>
void keep_run(fit_job<T, D>& job, Objective const& objective, Chain const& chain)
{
    using schedule = std::remove_cvref_t<decltype(chain.optimizer().rate)>;
    job.spans = schedule::needs_length;
    job.facts = [&] {
        auto const& plan = job.training->plan();
        return std::vector<run_fact>{
            {"network", text_of_parameters(plan) + "; layers " + digest_of_plan(plan, true)},
            {"augmentation", text_of_augmentation<Net>()},
            {"objective", text_of_parts(objective, " + ")},
            {"optimizer", text_of_parts(chain, " | ")},
            {"choice of parameters for its rules", digest_of_plan(plan, false)},
            {"training data", text_of_data(*job.train)},
            {"names of classes, columns and targets", text_of_names(*job.train)},
            {"validation data", job.validation == nullptr ? "none" : text_of_data(*job.validation)},
            {"policy", Policy::name},
            {"type of numbers", sizeof(T) == sizeof(float) ? "float" : "double"}};
    };
}

template <class T, class Net, class D, class Objective, class Chain, stop_rule Until, class... O>
auto fit(network_model<T, Net>& m, basic_data_set<D> const& train, basic_data_set<D> const* validation,
         Objective const& objective, Chain const& chain, Until const& until, O... given) -> fit_result
{
    using policy_type = typename policy_among<O...>::type;
    using facts = loss_facts<Net, Objective>;
    // Not assigned to: of an optional text that is, g++ 12 thinks it was never made.
    fit_job<T, D> job{.asked = read_options(std::move(given)...)};
    job.model = &m;
    job.train = &train;
    job.validation = validation;
    job.needs_two_examples = plan::needs_two_examples<Net>;
    job.watches_balanced_accuracy = expr::watches_balanced_accuracy<Until>;
    constexpr bool augments =
        trainers::changes_rows<Net>(); // constants, so that no code that runs walks the network
    constexpr auto of_light = trainers::first_of_light<Net>();
    job.augments = augments;
    job.of_light = of_light;
    check_job(job, facts::needs);
    constexpr auto advice = checking::advice_on<plan::forward_of<T, Net>, Objective, Chain>();
    advise(plan::outline_of<plan::forward_of<T, Net>>(), advice,
           {expr::watches_validation<Until>, validation == &train,
            validation == nullptr ? 0 : validation->size()},
           job.asked);
    job.noise = job.asked.noise.value_or(seed_of_fit(m.initial_seed(), m.fits()));
    auto const training =
        runners::make_runner<Net, Objective, Chain, plan::purpose::train, policy_type>(m.values());
    set_settings(*training, objective, chain);
    job.training = training.get();
    job.formulas = &kernels::map_of_plan<
        plan::compiled<Net, Objective, Chain, plan::purpose::train, policy_type::how, T>>;
    std::unique_ptr<runners::runner<T>> evaluating;
    if (validation != nullptr) {
        evaluating =
            runners::make_runner<Net, Objective, plan::no_chain, plan::purpose::evaluate, policy_type>(
                m.values());
        evaluating->read_rates();
        job.evaluating = evaluating.get();
    }
    job.optimizer = checking::name_of<std::remove_cvref_t<decltype(chain.optimizer())>>();
    job.rate = [rate = chain.optimizer().rate](moment const& now) {
        return rate.at(now);
    };
    stopper_of<Until> stops(until);
    job.until = &stops;
    job.outputs = !facts::needs.classifies ? runners::outputs_mean::numbers
        : !facts::many_in_one              ? runners::outputs_mean::classes
        : job.rule.several                 ? runners::outputs_mean::several_labels
                                           : runners::outputs_mean::sigmoids;
    job.restores = expr::restores_best<Until> && validation != nullptr;
    job.total_steps = [&](long steps_per_epoch) {
        return expr::steps_bound(until, steps_per_epoch);
    };
    job.penalties = [&] {
        return penalties_of<plan::forward_of<T, Net>>(m.values(), objective);
    };
    if constexpr (trainers::changes_rows<Net>()) {
        job.augment = [&](std::uint32_t epoch) {
            return trainers::row_augmentation<augmented_number<T, D>>(with_rates(m.net(), m.values()),
                                                                      job.noise, epoch);
        };
    }
    if constexpr (trainers::mixes_batches<Net>()) {
        job.mix = [&](std::uint32_t epoch) {
            return trainers::batch_mixing<T>(with_rates(m.net(), m.values()), job.noise, epoch);
        };
    }
    if constexpr (keeps_run<O...>) {
        keep_run<Net, policy_type>(job, objective, chain);
        job.described_until = describe(until);
    }
    return run_fit(job);
}

} // namespace trainers

/// Trains `model` on `train` until the stopping rule holds, looking at `validation` after each epoch.
///
/// @param terms    one data loss, plus penalties
/// @param updates  gradient transformations | optimizer | decay | constraints
/// @param until    a bounded stopping rule; a NaN or an infinity, and Ctrl-C, end a run too
/// @param given    batch(n) (64), threads(n) (all), seed(n), a policy, on_epoch(callable), quiet, strict, in
/// any order
///
/// The model's parameters and state change; the names of its classes and columns become the data's. `standardize`
/// is measured on `train` by the first fit, unless it was set. Each call starts the optimizer afresh, and without
/// seed(n) each draws its own shuffles and masks: the seed depends on the model's first one and on how often it was
/// fitted. The result does not depend on the number of threads.
///
/// Throws   data_error if the data do not fit the network, the loss, each other, or the names of columns and
///          classes that the model was trained on before; argument_error for a
///          batch(n) of more examples than there are, and for a rate of a schedule that the optimizer cannot
///          take. Refused before its first step, a fit changes nothing
template <class T, class Net, class D, objective_like Terms, updates_like Updates, stop_rule Until,
          option... O>
[[nodiscard]] auto fit(network_model<T, Net>& m, basic_data_set<D> const& train,
                       basic_data_set<D> const& validation, Terms const& terms, Updates const& updates,
                       Until const& until, O... given) -> fit_result
{
    auto const objective = expr::as_objective(terms);
    auto const chain = expr::as_chain(updates);
    if constexpr (passes<decltype(refuse(trainers::fitting<T, Net, decltype(objective), decltype(chain),
                                                           Until, true, trainers::is_strict<O...>>()))>) {
        return trainers::fit(m, train, &validation, objective, chain, until, std::move(given)...);
    }
    return {};
}

/// The same without validation data: rules that watch it do not compile.
template <class T, class Net, class D, objective_like Terms, updates_like Updates, stop_rule Until,
          option... O>
[[nodiscard]] auto fit(network_model<T, Net>& m, basic_data_set<D> const& train, Terms const& terms,
                       Updates const& updates, Until const& until, O... given) -> fit_result
{
    auto const objective = expr::as_objective(terms);
    auto const chain = expr::as_chain(updates);
    if constexpr (passes<decltype(refuse(trainers::fitting<T, Net, decltype(objective), decltype(chain),
                                                           Until, false, trainers::is_strict<O...>>()))>) {
        return trainers::fit(m, train, static_cast<basic_data_set<D> const*>(nullptr), objective, chain,
                             until, std::move(given)...);
    }
    return {};
}
template <class... A>
auto fit(not_made const&, A const&...) -> fit_result
{
    return {};
}
/// Arguments that are missing, too many, or in another order.
template <class T, class Net, class... A>
auto fit(network_model<T, Net>&, A const&...) -> fit_result
{
    refuse(fit_takes_a_model_training_data_validation_data_objective_updates_until_options<A...>{});
    return {};
}
/// A network is what a model is made of.
template <node Net, class... A>
auto fit(Net const&, A const&...) -> fit_result
{
    refuse(fit_takes_a_model_training_data_validation_data_objective_updates_until_options<Net, A...>{});
    return {};
}

/// Of what is no model, or one that must stay as it is.
template <class M, class... A>
auto fit(M const&, A const&...) -> fit_result
{
    refuse(fit_takes_a_model_training_data_validation_data_objective_updates_until_options<M const, A...>{});
    return {};
}

} // namespace lagom
