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

/// Fills a program's inputs with random numbers and classes.
template <class T>
void feed_at_random(runner<T>& program, long rows);

/// Runs both programs in turn and takes the median of each segment's times; an unfused op counts where its
/// segment is.
template <class T>
auto time_both(runner<T>& fused, runner<T>& unfused, int rounds) -> std::vector<segment_time>;

/// Multiplications and additions of a step's contractions.
auto contraction_flops(plan::view const& p, long rows) -> double;

/// What fusion is worth to a network: a training step, fused against unfused, by segment, on random data and
/// one thread.
///
/// Example  std::cout << benchmark(net, objective, optimizer, batch(128));
template <class T = float, node Net, objective_like Terms, updates_like Updates, option... O>
auto benchmark(Net const& net, Terms const& terms, Updates const& updates, O... given) -> benchmark_result
{
    auto const all = as_objective(terms);
    auto const chain = as_chain(updates);
    using objective_type = std::remove_const_t<decltype(all)>;
    using chain_type = std::remove_const_t<decltype(chain)>;
    auto m = make_model<T>(net, seed(1)), copy = m;
    auto const a = make_runner<Net, objective_type, chain_type, plan::purpose::train, fused_t>(m.values());
    auto const b =
        make_runner<Net, objective_type, chain_type, plan::purpose::train, unfused_t>(copy.values());
    benchmark_result r;
    r.rows = read_options(given...).rows;
    for (auto* program : {a.get(), b.get()}) {
        auto& p = *program;
        set_settings(p, all, chain);
        p.read_rates();
        p.set_seed(seed(1));
        p.set_batch(r.rows);
        p.take_model();
        p.set_learning_rate(chain.optimizer().rate.at({.step = 0, .steps_per_epoch = 1, .total_steps = 1}));
        feed_at_random(p, r.rows);
    }
    r.flops = contraction_flops(a->plan(), r.rows);
    r.segments = time_both(*a, *b, 25);
    return r;
}

} // namespace lagom
