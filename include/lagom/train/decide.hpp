// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/core/errors.hpp>
#include <lagom/core/exceptions.hpp>
#include <lagom/expr/stop/best.hpp>
#include <lagom/expr/stop/write_rule.hpp>
#include <lagom/train/run_memory.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>

namespace lagom {

/// Whether a run ends, and by which clause: "patience", "patience && epochs".
struct verdict {
    bool stop = false;
    std::string clause;
    std::string written;

    /// The clause as it was written: "patience(10).restoring_best()".
    auto describe() const -> std::string const& { return written; }
};

namespace trainers {

/// An argument of a clause as it was written: a word, or a number in the fewest digits that say it.
struct rule_argument {
    std::string text;

    rule_argument(char const* word); // NOLINT(google-explicit-constructor)
    rule_argument(double number); // NOLINT(google-explicit-constructor)
    rule_argument(long number); // NOLINT(google-explicit-constructor)
};

/// Collects what a clause's `describe` writes: a word, and its arguments in parentheses if it has any.
struct rule_writer {
    std::string text;

    void operator()(char const* word, auto... arguments) { write(word, {arguments...}); }
    void write(char const* word, std::initializer_list<rule_argument> arguments);
};

} // namespace trainers

/// The rule as it was written: "patience(10).restoring_best() || epochs(200)".
template <stop_rule Rule>
auto describe(Rule const& rule) -> std::string
{
    trainers::rule_writer write;
    expr::write_rule(rule, write);
    return write.text;
}

template <class... A>
auto describe(A const&...) -> std::string
{
    refuse(describe_takes_a_stopping_rule<A...>{});
    return {};
}

namespace trainers {

/// A clause and what it remembers.
template <class Rule>
struct watcher {
    Rule rule;
    typename Rule::state state;

    explicit watcher(Rule const& r) : rule(r), state() {}

    auto see(evaluation const& now, long seen) -> verdict { return says(rule.see(state, now, seen)); }

    auto within([[maybe_unused]] long step, [[maybe_unused]] double seconds) const -> verdict
    {
        if constexpr (requires { rule.within(step, seconds); }) {
            return says(rule.within(step, seconds));
        } else {
            return {};
        }
    }

    void remember(run_memory& m, std::string const& name)
    {
        if constexpr (!std::is_empty_v<typename Rule::state>) {
            auto own = name + Rule::name + ".";
            if constexpr (requires { typename Rule::metric; }) {
                own += std::string(Rule::metric::name) + ".";
            }
            state.remember([&](char const* word, auto& number) {
                m.number(own + word, number);
            });
        }
    }

    auto says(bool holds) const -> verdict
    {
        return holds ? verdict{.stop = true, .clause = Rule::name, .written = lagom::describe(rule)}
                     : verdict{};
    }
};

/// Both sides of a joint see every value: none is skipped because the other one has decided.
template <expr::joined Rule>
struct watcher<Rule> {
    watcher<typename Rule::left_rule> left;
    watcher<typename Rule::right_rule> right;

    explicit watcher(Rule const& r) : left(r.left), right(r.right) {}

    auto see(evaluation const& now, long seen) -> verdict
    {
        return join(left.see(now, seen), right.see(now, seen));
    }

    auto within(long step, double seconds) const -> verdict
    {
        return join(left.within(step, seconds), right.within(step, seconds));
    }

    void remember(run_memory& m, std::string const& name)
    {
        left.remember(m, name + "left.");
        right.remember(m, name + "right.");
    }

    static auto join(verdict const& a, verdict const& b) -> verdict
    {
        if constexpr (expr::is_any<Rule>) {
            return a.stop ? a : b;
        } else if (a.stop && b.stop) {
            return {.stop = true,
                    .clause = a.clause + " && " + b.clause,
                    .written = a.written + " && " + b.written};
        } else {
            return {};
        }
    }
};

/// Follows a run under a stopping rule: when it ends and why, and which evaluation is the best so far.
template <stop_rule Rule>
class tracker {
public:
    explicit tracker(Rule const& rule) : clauses_(rule), best_{.min_delta = expr::best_min_delta(rule)} {}

    /// After each epoch.
    auto see(evaluation const& now) -> verdict
    {
        best_.see(expr::best_metric<Rule>::sign * expr::best_metric<Rule>::of(now), seen_);
        return clauses_.see(now, ++seen_);
    }
    /// Between two steps of an epoch, where only `steps` and `time_limit` can hold.
    auto within(long step, double seconds) const -> verdict { return clauses_.within(step, seconds); }

    /// Before the first epoch: what the run starts from is a candidate for the best, and no evaluation that counts.
    void consider(evaluation const& start)
    {
        best_.start_from(expr::best_metric<Rule>::sign * expr::best_metric<Rule>::of(start));
    }
    /// Keeps or recalls all that has been seen.
    void remember(run_memory& m)
    {
        clauses_.remember(m, "until.");
        best_.remember([&](char const* word, auto& number) {
            m.number(std::string("until.best.") + expr::best_metric<Rule>::name + "." + word, number);
        });
        m.number("until.seen", seen_);
    }

    /// Evaluations seen.
    auto seen() const -> long { return seen_; }
    /// The evaluation, from 0, with the best finite value of the rule's best_metric, the first of equals; -1
    /// if there is none yet.
    auto best_index() const -> long { return best_.best; }
    /// Its value.
    ///
    /// Requires  best_index() >= 0
    auto best_value() const -> double
    {
        LAGOM_EXPECTS(best_.best >= 0);
        return expr::best_metric<Rule>::sign * best_.lowest;
    }
    /// Whether the last evaluation is the best so far: the moment to keep the weights.
    auto is_best() const -> bool { return seen_ > 0 && best_.best == seen_ - 1; }
    /// The last evaluation that was better than the last improvement by more than min_delta; -1 if there is
    /// none yet.
    auto last_improvement_index() const -> long { return best_.improved; }

private:
    trainers::watcher<Rule> clauses_;
    expr::best_so_far best_;
    long seen_ = 0;
};

} // namespace trainers

/// Where a rule ends a series, by which clause ("nothing" if it does not: then stop_index is -1), and which
/// values up to there are the best and the last improvement.
struct decision {
    long stop_index = -1;
    std::string fired = "nothing";
    long best_index = -1;
    long last_improvement_index = -1;
};

/// What a rule does on a recorded series, one value an epoch. The series is the loss, or the accuracy for
/// clauses that watch that; an epoch counts as one step and takes no time.
///
/// Throws  data_error if the training losses are not as many, where given or needed
template <stop_rule Rule>
auto decide(Rule const& until, std::span<double const> validation, std::span<double const> training = {})
    -> decision
{
    if ((expr::watches_training<Rule> || !training.empty()) && training.size() != validation.size()) {
        throw data_error("decide: " + std::to_string(training.size()) + " training losses, expected " +
                         std::to_string(validation.size()) + ", one for each validation value");
    }
    trainers::tracker<Rule> run(until);
    verdict end;
    for (std::size_t i = 0; i < validation.size() && !end.stop; ++i) {
        end = run.see({.loss = validation[i],
                       .accuracy = validation[i],
                       .training_loss = training.empty() ? 0 : training[i],
                       .step = run.seen() + 1,
                       .seconds = 0});
    }
    return {.stop_index = end.stop ? run.seen() - 1 : -1,
            .fired = end.stop ? end.clause : "nothing",
            .best_index = run.best_index(),
            .last_improvement_index = run.last_improvement_index()};
}

template <class... A>
    requires(!requires(A&&... a) { lagom::decide(static_cast<A&&>(a)...); })
auto decide(A&&...) -> decision
{
    refuse(decide_takes_a_stopping_rule_and_values_of_each_epoch<std::remove_cvref_t<A>...>{});
    return {};
}

} // namespace lagom
