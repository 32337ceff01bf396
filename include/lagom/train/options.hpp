// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/exceptions.hpp>
#include <lagom/core/random.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/expr/stop/steps.hpp>
#include <lagom/run/policy.hpp>
#include <lagom/train/history.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace lagom {

/// Examples a step; 64, or all of smaller data, if not given. `fit` refuses more than there are.
struct batch {
    long rows;
    template <std::integral Count> // 32.7 is no batch
    constexpr explicit batch(Count count)
        : rows(static_cast<long>(in_range("batch", "rows", static_cast<double>(count), 1, 1e9)))
    {
    }
};
/// The most threads that share the work; if not given, one for each core that the process may use, by its
/// affinity and by the quota of its container. Fewer take part where more would not pay: in little work, beyond
/// the cores that there are, and while other processes keep them busy. The numbers that come out do not depend
/// on it.
struct threads {
    int count;
    template <std::integral Count>
    constexpr explicit threads(Count n)
        : count(static_cast<int>(in_range("threads", "count", static_cast<double>(n), 1, 1024)))
    {
    }
};
/// Called after each epoch with its record. What it changes in the model (rates, parameters) holds from the next
/// step on. If it returns a bool, false ends the run.
///
/// Example  on_epoch([&](epoch_record const& r) { return r.validation_loss < 2; })
struct on_epoch {
    std::function<bool(epoch_record const&)> call; // whether to go on
    template <class F>
    explicit on_epoch(F f)
    {
        if constexpr (!std::is_invocable_v<F&, epoch_record const&>) {
            static_assert(std::is_invocable_v<F&, epoch_record const&>,
                          "lagom: on_epoch takes a function of an epoch_record const&");
        } else if constexpr (std::is_same_v<std::invoke_result_t<F&, epoch_record const&>, bool>) {
            call = std::move(f);
        } else {
            static_assert(
                std::is_void_v<std::invoke_result_t<F&, epoch_record const&>>,
                "lagom: on_epoch takes a function that returns nothing, or a bool: whether to go on");
            call = [f = std::move(f)](epoch_record const& r) mutable {
                static_cast<void>(f(r));
                return true;
            };
        }
    }
};
/// Where stderr is no terminal: a line of progress every n-th epoch, and for the last; every epoch if not
/// given.
struct log_every {
    long epochs;
    constexpr explicit log_every(long n)
        : epochs(static_cast<long>(in_range("log_every", "epochs", static_cast<double>(n), 1, 1e9)))
    {
    }
};
struct quiet_t {};
/// No progress on stderr.
inline constexpr quiet_t quiet{};
struct strict_t {};
/// Advice becomes an error: a compile error on the expression, an exception on the validation data.
inline constexpr strict_t strict{};

/// A span of time.
struct run_time {
    double seconds;
};
/// So many seconds, for `checkpoint(...).every`.
constexpr auto seconds(double count) -> run_time
{
    return {in_range("seconds", "count", count, 0, unlimited)};
}
/// So many minutes, for `checkpoint(...).every`.
constexpr auto minutes(double count) -> run_time
{
    return {60 * in_range("minutes", "count", count, 0, unlimited / 60)};
}

/// Keeps a run in a file, so that the same call goes on with it after the process has ended, at any step and for
/// whatever reason: the trained model has the same bits as one whose run was never stopped. A run that a clause of
/// `until` or a divergence ended gives its stored result at once. Under another `until` it is what it would have been
/// under that one: it goes on, or has ended, or is refused where it has gone too far. Each fit has a file of its own.
/// Seed, batch, type of numbers, policy, network with its rates, augmentation, objective, optimizer, learning rates so
/// far, data, restoring_best and the weights at the start must be those of the file; threads and what is printed need
/// not.
///
/// State    written durably before the first step of each part, every five minutes unless told otherwise, and when the run ends
/// Throws   file_error that says what differs, or that the file cannot be written or read; nothing has changed then
/// Example  fit(model, train, validation, objective, optimizer, until, checkpoint("run.safetensors").every(minutes(5)))
struct checkpoint {
    std::string path;
    double seconds = 300;
    long steps = 0; // 0: by time

    explicit checkpoint(std::string file) : path(std::move(file))
    {
        if (path.empty()) {
            throw argument_error("checkpoint: the file has no name");
        }
    }
    [[nodiscard]] auto every(run_time t) const -> checkpoint
    {
        auto copy = *this;
        copy.seconds = t.seconds;
        copy.steps = 0;
        return copy;
    }
    [[nodiscard]] auto every(steps_t count) const -> checkpoint
    {
        auto copy = *this;
        copy.steps = count.count;
        return copy;
    }
};

namespace trainers {

/// The trailing options of a call, in whatever order they came.
struct options {
    long rows = 64;
    bool rows_are_given = false;
    int workers = 0;
    long epochs_a_line = 1;
    std::optional<seed> noise;
    std::function<bool(epoch_record const&)> after_epoch;
    std::shared_ptr<lagom::checkpoint const>
        kept; // null: nowhere (g++ 12 takes an optional for uninitialized)
    bool is_quiet = false, is_strict = false;

    void take(batch b)
    {
        rows = b.rows;
        rows_are_given = true;
    }
    void take(threads t) { workers = t.count; }
    void take(seed s) { noise = s; }
    void take(on_epoch f) { after_epoch = std::move(f.call); }
    void take(log_every l) { epochs_a_line = l.epochs; }
    void take(lagom::checkpoint c) { kept = std::make_shared<lagom::checkpoint>(std::move(c)); }
    void take(quiet_t) { is_quiet = true; }
    void take(strict_t) { is_strict = true; }
    template <policy P>
    void take(P)
    {
    }
};

} // namespace trainers

template <class O>
concept option = requires(trainers::options& all, O o) { all.take(o); };

/// An option of what trains nothing: those that only a run has are refused there.
template <class O>
concept reading_option =
    option<O> && !std::same_as<O, on_epoch> && !std::same_as<O, log_every> && !std::same_as<O, checkpoint>;

namespace trainers {

template <option... O>
auto read_options(O... given) -> options
{
    options all;
    (all.take(std::move(given)), ...);
    return all;
}

/// The policy among the options; fused if there is none.
template <class... O>
struct policy_among {
    using type = fused_t;
};
template <class First, class... Rest>
struct policy_among<First, Rest...> {
    using type = typename policy_among<Rest...>::type;
};
template <policy P, class... Rest>
struct policy_among<P, Rest...> {
    using type = P;
};

template <class... O>
inline constexpr bool is_strict = (false || ... || std::is_same_v<O, strict_t>);

template <class... O>
inline constexpr bool keeps_run = (false || ... || std::is_same_v<O, checkpoint>);

/// The workers that an option asks for.
auto workers_of(options const& o) -> int;

} // namespace trainers

} // namespace lagom
