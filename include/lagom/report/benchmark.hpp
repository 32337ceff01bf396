// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>
#include <lagom/run/unfused.hpp>
#include <lagom/train/fit.hpp>

namespace lagom {

/// A segment of the fused step, and the same ops unfused, in microseconds (medians).
struct segment_time {
    std::string what;
    double fused = 0, unfused = 0;
};

/// A training step under both policies, on one thread, by segment. Printed, it is a table.
struct benchmark_result {
    std::vector<segment_time> segments;
    long rows = 0;
    double flops = 0; // of the contractions of a step

    [[nodiscard]] auto fused() const -> double;
    [[nodiscard]] auto unfused() const -> double;
};

auto operator<<(std::ostream& out, benchmark_result const& r) -> std::ostream&;

namespace reports {

/// Fills a program's inputs with random numbers and classes.
template <class T>
void feed_at_random(runners::runner<T>& program, long rows);

/// Runs both programs in turn and takes the median of each segment's times; an unfused op counts where its
/// segment is.
template <class T>
auto time_both(runners::runner<T>& fused, runners::runner<T>& unfused, int rounds)
    -> std::vector<segment_time>;

/// Multiplications and additions of a segment's contraction; 0 if it has none.
auto segment_flops(plan::view const& p, int segment, long rows) -> double;

/// The same of all contractions of a step.
auto contraction_flops(plan::view const& p, long rows) -> double;

/// A training step under a policy, with random data at its inputs.
template <policy Policy, class Net, class Objective, class Chain, class T>
auto make_step(runners::store<T>& values, Objective const& objective, Chain const& chain, long rows)
    -> std::unique_ptr<runners::runner<T>>
{
    auto step = runners::make_runner<Net, Objective, Chain, plan::purpose::train, Policy>(values);
    trainers::set_settings(*step, objective, chain);
    step->read_rates();
    step->set_seed(seed(1));
    step->set_batch(rows);
    step->take_model();
    step->set_learning_rate(chain.optimizer().rate.at({.step = 0, .steps_per_epoch = 1, .total_steps = 1}));
    feed_at_random(*step, rows);
    return step;
}

} // namespace reports

/// What fusion is worth to a network: a training step, fused against unfused, by segment, on random data and
/// one thread.
///
/// Example  std::cout << benchmark(net, objective, optimizer, batch(128));
template <class T = float, node Net, objective_like Terms, updates_like Updates, reading_option... O>
auto benchmark(Net const& net, Terms const& terms, Updates const& updates, O... given) -> benchmark_result
{
    auto const all = expr::as_objective(terms);
    auto const chain = expr::as_chain(updates);
    using objective_type = std::remove_const_t<decltype(all)>;
    using chain_type = std::remove_const_t<decltype(chain)>;
    benchmark_result r;
    if constexpr (passes<decltype(refuse(
                      checking::training<plan::forward_of<T, Net>, Net, objective_type, chain_type>()))>) {
        auto m = make_model<T>(net, seed(1)), copy = m;
        r.rows = trainers::read_options(given...).rows;
        auto const a = reports::make_step<fused_t, Net>(m.values(), all, chain, r.rows);
        auto const b = reports::make_step<unfused_t, Net>(copy.values(), all, chain, r.rows);
        r.flops = reports::contraction_flops(a->plan(), r.rows);
        r.segments = reports::time_both(*a, *b, 25);
    }
    return r;
}

template <class T = float, class... A>
auto benchmark(A const&...) -> benchmark_result
{
    refuse(benchmark_takes_a_network_objective_updates_options<A...>{});
    return {};
}

} // namespace lagom
