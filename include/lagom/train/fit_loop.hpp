// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/schedule/schedule.hpp>
#include <lagom/expr/stop/evaluation.hpp>
#include <lagom/kernel/numbers.hpp>
#include <lagom/train/decide.hpp>
#include <lagom/train/evaluate.hpp>
#include <lagom/train/identity.hpp>
#include <lagom/train/interrupt.hpp>
#include <lagom/train/progress.hpp>

namespace lagom::trainers {

/// A stopping rule of any type, as the loop sees it.
class stopper {
public:
    virtual ~stopper() = default;
    virtual auto see(evaluation const& now) -> verdict = 0;
    virtual auto within(long step, double seconds) -> verdict = 0;
    virtual void consider(evaluation const& start) = 0;
    virtual void remember(run_memory& m) = 0;
    [[nodiscard]] virtual auto is_best() const -> bool = 0;
    [[nodiscard]] virtual auto best_index() const -> long = 0;
};

template <class Rule>
class stopper_of final : public stopper {
public:
    explicit stopper_of(Rule const& rule) : tracker_(rule) {}
    auto see(evaluation const& now) -> verdict override { return tracker_.see(now); }
    auto within(long step, double seconds) -> verdict override { return tracker_.within(step, seconds); }
    void consider(evaluation const& start) override { tracker_.consider(start); }
    void remember(run_memory& m) override { tracker_.remember(m); }
    [[nodiscard]] auto is_best() const -> bool override { return tracker_.is_best(); }
    [[nodiscard]] auto best_index() const -> long override { return tracker_.best_index(); }

private:
    tracker<Rule> tracker_;
};

/// What `fit` hands to the loop: everything that depends on the types of an expression, behind values and
/// functions.
template <class T, class D>
struct fit_job {
    runners::runner<T>* training = nullptr;
    kernels::map_of_numbers formulas = nullptr; // of its plan
    runners::runner<T>* evaluating = nullptr; // without validation data none
    runners::model_base<T>* model = nullptr;
    basic_data_set<D> const* train = nullptr;
    basic_data_set<D> const* validation = nullptr;
    target_rule rule{}, validation_rule{};
    char const* optimizer = "the optimizer"; // its name
    std::function<double(moment const&)> rate{};
    stopper* until = nullptr;
    bool restores = false, needs_two_examples = false, watches_balanced_accuracy = false;
    std::function<long(long steps_per_epoch)> total_steps{}; // 0 if the rule does not say
    std::function<std::vector<term_value>()> penalties{};
    std::function<row_change<augmented_number<T, D>>(std::uint32_t epoch)> augment{}; // empty: none does
    bool augments = false; // rows
    char const* of_light = nullptr; // the first augmentation that reads values in [0, 1]
    std::function<batch_change<T>(std::uint32_t epoch)> mix{}; // empty if nothing mixes a batch
    runners::outputs_mean outputs = runners::outputs_mean::classes; // as the loss reads them
    options asked{};
    seed noise{0};
    std::function<std::vector<run_fact>()> facts{}; // for a run that is kept
    std::string described_until{};
    bool spans = false; // the schedule depends on the length of the run
};

/// The epochs of a run.
///
/// Throws  argument_error before a step whose rate the optimizer cannot take: the model is as the step before
/// left it
template <class T, class D>
auto run_fit(fit_job<T, D>& job) -> fit_result;

} // namespace lagom::trainers
