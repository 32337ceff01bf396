// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "line.hpp"
#include "rounding.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace law {

/// Examples with a target of each kind: a line takes the one that its loss reads.
template <class T>
struct examples {
    xt::xtensor<T, 2> x;
    xt::xtensor<int, 2> classes;
    xt::xtensor<T, 2> numbers, shares;
};

/// What an array of numbers should be, each with the bound of its error.
template <class T>
using bounds_by_path = std::map<std::string, std::vector<rounding::bounded<T>>>;

/// How a run of the resuming law is taken.
struct run {
    long rows = 64; // a batch
    long last_step = 1'000'000, last_epoch = 1'000'000; // where it is stopped, if it is
    std::string kept_in{}; // the file of the run; none if empty
    int threads = 1;
    bool is_stepwise = false;
};

/// A line as the laws see it, in one type of numbers: functions, whatever its network. So the laws compile once.
template <class T>
struct subject {
    int inputs = 0, outputs = 0, positions = 1; // outputs of each position
    lagom::shape in{};
    bool needs_two_rows = false; // in training
    bool sees_batch = false; // batch norm: an example's numbers depend on those beside it
    bool draws_by_row = false; // of a tensor with positions, whose rows are numbered through the batch
    bool reads_classes = true; // else numbers
    bool reads_light = false; // values in [0, 1]
    bool spans_run = false; // its schedule hangs on the length of the run
    groups asked{};

    virtual ~subject() = default;
    [[nodiscard]] virtual auto make(lagom::seed) const -> std::shared_ptr<lagom::runners::model_base<T>> = 0;
    [[nodiscard]] virtual auto gradient(lagom::runners::model_base<T> const&, examples<T> const&,
                                        bool fused) const -> lagom::gradient_result<T> = 0;
    /// Those of the objective's penalties that have a gradient.
    [[nodiscard]] virtual auto penalties(lagom::runners::model_base<T> const&) const -> double = 0;
    /// The gradients, the loss (""), and the gradient of the features ("x").
    [[nodiscard]] virtual auto bounds_of_gradient(lagom::runners::model_base<T>&, examples<T> const&) const
        -> bounds_by_path<T> = 0;
    /// Parameters after so many updates with given gradients; and what they should be.
    virtual void update(lagom::runners::model_base<T>&, lagom::named_gradients<T> const&, long steps,
                        bool fused) const = 0;
    [[nodiscard]] virtual auto bounds_of_update(lagom::runners::model_base<T>&,
                                                lagom::named_gradients<T> const&, long steps) const
        -> bounds_by_path<T> = 0;
    /// A training step with data at its inputs.
    [[nodiscard]] virtual auto step(lagom::runners::model_base<T>&, long rows) const
        -> std::unique_ptr<lagom::runners::runner<T>> = 0;
    virtual auto fit(lagom::runners::model_base<T>&, run const&) const -> lagom::fit_result = 0;
    [[nodiscard]] virtual auto predict(lagom::runners::model_base<T> const&, xt::xtensor<T, 2> const&) const
        -> xt::xtensor<T, 2> = 0;
    [[nodiscard]] virtual auto serve(lagom::runners::model_base<T> const&) const
        -> std::unique_ptr<lagom::trainers::basic_predictor<T>> = 0;
};

/// Examples of so many rows for a subject.
template <class T>
auto examples_for(subject<T> const& s, long rows) -> examples<T>;
/// The data of the runs.
template <class T>
auto training_data(subject<T> const& s) -> lagom::basic_data_set<T>;
template <class T>
auto held_out_data(subject<T> const& s) -> lagom::basic_data_set<T>;

/// Numbers without a bound, in the order of a tensor.
template <class T>
void read_bounds(rounding::program<T>& exact, short t, std::vector<rounding::bounded<T>>& to);
/// Feeds gradients, one a parameter.
template <class T>
void feed_gradients(rounding::program<T>& exact, lagom::runners::store<T> const& values,
                    lagom::named_gradients<T> const& gradients);

template <class T, class Line>
class subject_of final : public subject<T> {
    using Net = typename Line::network_type;
    using Objective = std::remove_const_t<decltype(lagom::expr::as_objective(std::declval<Line>().terms))>;
    using Chain = std::remove_const_t<decltype(lagom::expr::as_chain(std::declval<Line>().updates))>;
    using facts = lagom::trainers::loss_facts<Net, Objective>;
    using model = lagom::network_model<T, Net>;
    using seen = lagom::plan::compiled<Net, Objective, lagom::plan::no_chain, lagom::plan::purpose::gradient,
                                       lagom::plan::fusion::fused, T>;

#ifdef LAGOM_LAW_OF_BITS
    static constexpr groups asked_of{.with_validation = Line::asked.with_validation};
#else
    static constexpr groups asked_of = Line::asked;
#endif

#ifdef LAGOM_LAW_OF_BITS
    static constexpr bool runs = true;
#else
    static constexpr bool runs =
        (std::is_same_v<T, float> || asked_of.in_double) && (asked_of.of_training || asked_of.of_serving);
#endif

    static constexpr bool rounds = asked_of.of_rounding && (std::is_same_v<T, double> || asked_of.in_float);
    static constexpr bool has_unfused = rounds || (asked_of.of_likeness && std::is_same_v<T, double>);
    static constexpr bool serves = runs && asked_of.of_serving;

    Line line_;

    static auto as_model(lagom::runners::model_base<T>& m) -> model& { return static_cast<model&>(m); }
    static auto as_model(lagom::runners::model_base<T> const& m) -> model const&
    {
        return static_cast<model const&>(m);
    }
    static constexpr auto any_of(auto const& items, auto f) -> bool
    {
        bool any = false;
        for (auto const& item : items) {
            any = any || f(item);
        }
        return any;
    }
    static auto targets(examples<T> const& e) -> auto const&
    {
        if constexpr (facts::many_in_one) {
            return e.shares;
        } else if constexpr (facts::needs.classifies) {
            return e.classes;
        } else {
            return e.numbers;
        }
    }
    template <lagom::plan::purpose Why, class O, class C>
    static auto exact_program(model& m) -> rounding::program<T>
    {
        using plan_type = lagom::plan::compiled<Net, O, C, Why, lagom::fused_t::how, T>;
        return {lagom::plan::view_of<plan_type>(), rounding::formulas_of<plan_type>::table.data(),
                m.values()};
    }
    auto fitted(model& m, run const& how) const -> lagom::fit_result
    {
        auto const train = training_data(*this);
        auto const go = [&](auto const&... more) {
            auto const until = line_.until || lagom::steps(how.last_step);
            lagom::on_epoch const stop([&](lagom::epoch_record const& r) {
                return r.epoch < how.last_epoch;
            });
            auto const rows = lagom::batch(how.rows);
            if constexpr (asked_of.with_validation) {
                return lagom::fit(m, train, held_out_data(*this), line_.terms, line_.updates, until, rows,
                                  lagom::quiet, lagom::threads(how.threads), stop, more...);
            } else {
                return lagom::fit(m, train, line_.terms, line_.updates, until, rows, lagom::quiet,
                                  lagom::threads(how.threads), stop, more...);
            }
        };
#ifdef LAGOM_LAW_OF_BITS
        return how.is_stepwise ? go(lagom::stepwise) : go();
#else
        return how.kept_in.empty() ? go() : go(lagom::checkpoint(how.kept_in));
#endif
    }

public:
    explicit subject_of(Line const& l) : line_(l)
    {
        this->in = lagom::plan::shape_of_input<Net>();
        this->inputs = static_cast<int>(this->in.size());
        this->outputs = facts::out.channels();
        this->positions = facts::out.positions();
        this->needs_two_rows = lagom::plan::needs_two_examples<Net>;
        this->sees_batch = any_of(seen::graph.notes, [](auto const& n) {
            return n.what == lagom::graphs::remark::batch_normalized;
        });
        this->draws_by_row = any_of(seen::graph.tensors, [](auto const& t) {
            return t.is == lagom::role::random && t.over.rows.per_example > 1;
        });
        this->reads_classes = facts::needs.classifies && !facts::many_in_one;
        this->reads_light = lagom::trainers::first_of_light<Net>() != nullptr;
        this->spans_run = std::remove_cvref_t<decltype(std::declval<Chain>().optimizer().rate)>::needs_length;
        this->asked = asked_of;
    }
    auto make(lagom::seed s) const -> std::shared_ptr<lagom::runners::model_base<T>> override
    {
        return std::make_shared<model>(lagom::make_model<T>(line_.net, s));
    }
    auto gradient([[maybe_unused]] lagom::runners::model_base<T> const& m,
                  [[maybe_unused]] examples<T> const& e, [[maybe_unused]] bool fused) const
        -> lagom::gradient_result<T> override
    {
        [[maybe_unused]] auto const noise = lagom::seed(5);
        if constexpr (has_unfused) {
            if (!fused) {
                return lagom::gradient(as_model(m), e.x, targets(e), line_.terms, noise, lagom::unfused);
            }
        }
        if constexpr (asked_of.of_slopes || rounds) {
            return lagom::gradient(as_model(m), e.x, targets(e), line_.terms, noise, lagom::threads(1));
        }
        return {};
    }
    auto penalties([[maybe_unused]] lagom::runners::model_base<T> const& m) const -> double override
    {
        double value = 0;
        if constexpr (asked_of.of_slopes) {
            using plan_type = lagom::plan::forward_of<T, Net>;
            for (auto const& p : lagom::trainers::penalties_of<plan_type>(
                     m.values(), lagom::expr::as_objective(line_.terms))) {
                value += p.name == lagom::l1_kind::name ? 0 : p.value; // proximal: adds no gradient
            }
        }
        return value;
    }
    auto bounds_of_gradient([[maybe_unused]] lagom::runners::model_base<T>& base,
                            [[maybe_unused]] examples<T> const& e) const -> bounds_by_path<T> override
    {
        bounds_by_path<T> found;
        if constexpr (rounds) {
            auto& m = as_model(base);
            auto const data = lagom::trainers::labelled_examples<T>(e.x, targets(e), facts::out.channels());
            auto exact = exact_program<lagom::plan::purpose::gradient, Objective, lagom::plan::no_chain>(m);
            lagom::trainers::prepare<Net>(exact, data, lagom::trainers::read_options(lagom::seed(5)));
            lagom::trainers::set_settings(exact, lagom::expr::as_objective(line_.terms),
                                          lagom::plan::no_chain{});
            lagom::trainers::feed_targets<T, T>(exact, data, lagom::trainers::places_from(0, data.size()),
                                                lagom::trainers::check_data<T>(data, facts::needs));
            lagom::runners::team alone(1);
            exact.run(alone, 1);
            auto const& p = exact.plan();
            read_bounds(exact, p.loss, found[""]);
            read_bounds(exact, p.input_gradient, found["x"]);
            for (std::size_t k = 0; k < p.parameters.size(); ++k) {
                read_bounds(exact, p.gradients[k], found[m.values().entries()[k].path]);
            }
        }
        return found;
    }
    void update([[maybe_unused]] lagom::runners::model_base<T>& m,
                [[maybe_unused]] lagom::named_gradients<T> const& gradients, [[maybe_unused]] long steps,
                [[maybe_unused]] bool fused) const override
    {
        if constexpr (asked_of.of_updates) {
            auto u = fused ? lagom::updater<T>(as_model(m), line_.updates, line_.terms)
                           : lagom::updater<T>(as_model(m), line_.updates, line_.terms, lagom::unfused);
            for (long i = 0; i < steps; ++i) {
                u.update(gradients);
            }
        }
    }
    auto bounds_of_update([[maybe_unused]] lagom::runners::model_base<T>& base,
                          [[maybe_unused]] lagom::named_gradients<T> const& gradients,
                          [[maybe_unused]] long steps) const -> bounds_by_path<T> override
    {
        bounds_by_path<T> found;
        if constexpr (asked_of.of_updates) {
            auto& m = as_model(base);
            auto const chain = lagom::expr::as_chain(line_.updates);
            auto exact = exact_program<lagom::plan::purpose::update, Objective, Chain>(m);
            lagom::trainers::set_settings(exact, lagom::expr::as_objective(line_.terms), chain);
            exact.read_rates();
            exact.set_batch(1);
            feed_gradients(exact, m.values(), gradients);
            lagom::runners::team alone(1);
            for (long i = 0; i < steps; ++i) {
                exact.set_learning_rate(chain.optimizer().rate.at(
                    {.step = static_cast<double>(i), .steps_per_epoch = 1, .total_steps = 0}));
                exact.run(alone, static_cast<std::uint32_t>(i + 1));
            }
            for (std::size_t k = 0; k < exact.plan().parameters.size(); ++k) {
                read_bounds(exact, exact.plan().parameters[k], found[m.values().entries()[k].path]);
            }
        }
        return found;
    }
    auto step([[maybe_unused]] lagom::runners::model_base<T>& m, [[maybe_unused]] long rows) const
        -> std::unique_ptr<lagom::runners::runner<T>> override
    {
        if constexpr (runs) {
            return lagom::reports::make_step<lagom::fused_t, Net>(m.values(),
                                                                  lagom::expr::as_objective(line_.terms),
                                                                  lagom::expr::as_chain(line_.updates), rows);
        }
        return nullptr;
    }
    auto fit(lagom::runners::model_base<T>& base, run const& how) const -> lagom::fit_result override
    {
        if constexpr (runs) {
            return fitted(as_model(base), how);
        }
        return {};
    }
    auto predict([[maybe_unused]] lagom::runners::model_base<T> const& m,
                 [[maybe_unused]] xt::xtensor<T, 2> const& x) const -> xt::xtensor<T, 2> override
    {
        if constexpr (serves) {
            return lagom::trainers::predict_rows(as_model(m), x, lagom::threads(1));
        }
        return {};
    }
    auto serve([[maybe_unused]] lagom::runners::model_base<T> const& m) const
        -> std::unique_ptr<lagom::trainers::basic_predictor<T>> override
    {
        if constexpr (serves) {
            return std::make_unique<lagom::predictor<T, Net>>(as_model(m));
        }
        return nullptr;
    }
};

} // namespace law
