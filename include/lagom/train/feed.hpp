// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/runner.hpp>
#include <lagom/train/check_data.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>

namespace lagom::trainers {

/// What an example is while it is augmented: bytes stay bytes.
template <class T, class D>
using augmented_number = std::conditional_t<std::is_same_v<D, std::uint8_t>, D, T>;
/// Changes the features of one example, given its place in the data set: an augmentation. Several threads call it at once.
///
/// @param scratch  room for one example
template <class P>
using row_change = std::function<void(P* features, P* scratch, std::uint32_t place)>;
/// Changes the features and targets of a batch, given the batch's number in its epoch.
template <class T>
using batch_change = std::function<void(tile_view<T> features, tile_view<T> targets, std::uint32_t number)>;

/// first, first + 1, ...: `count` places of a data set.
auto places_from(std::size_t first, std::size_t count) -> std::vector<std::uint32_t>;

/// Writes the examples at `places` into a program's input; the padding becomes zero.
template <class T, class D>
void feed_features(runners::runner<T>& to, basic_data_set<D> const& data,
                   std::span<std::uint32_t const> places);

/// Writes their targets: classes as such where the program reads them so, else as one 1 among zeros.
template <class T, class D>
void feed_targets(runners::runner<T>& to, basic_data_set<D> const& data,
                  std::span<std::uint32_t const> places, target_rule const& rule);

/// Examples that are fed at once where nothing is learnt: 256, or fewer of long series and large images, whose
/// activations would fill the memory.
auto examples_at_once(plan::view const& p) -> std::size_t;

/// Runs a program over a whole data set, `examples_at_once` at a time, and calls f(first, count) after each run.
/// Targets are fed where there is a rule for them.
template <class T, class D>
void run_in_chunks(runners::runner<T>& program, runners::team& workers, basic_data_set<D> const& data,
                   target_rule const* rule,
                   std::function<void(std::size_t first, std::size_t count)> const& f);

/// Feeds a program the examples of a data set, batch by batch, each changed by an augmentation if there is one. The
/// workers share what is to be changed; what comes next is changed ahead, while a step runs, by a thread that the
/// system gives no core but one that nobody else wants. What comes out depends on neither.
template <class T, class D>
class feeder {
public:
    using number = augmented_number<T, D>;

    /// `threads` counts all that may run: of one, none is left to work ahead.
    feeder(runners::runner<T>& to, basic_data_set<D> const& data, int threads);
    feeder(feeder const&) = delete;
    auto operator=(feeder const&) -> feeder& = delete;
    ~feeder();

    /// The change from here on; an empty one changes nothing.
    void set_change(row_change<number> change);
    /// Writes the examples at `places` into the program's input; the padding becomes zero.
    void feed(runners::team& workers, std::span<std::uint32_t const> places);
    /// Says which examples will be fed next.
    void expect(std::span<std::uint32_t const> places);
    /// Of the examples that were changed, those that had been ahead.
    [[nodiscard]] auto were_ahead() const -> long { return were_ahead_; }

private:
    struct ahead;

    runners::runner<T>& to_;
    basic_data_set<D> const& data_;
    int threads_;
    std::shared_ptr<row_change<number> const> change_; // nothing: none
    runners::job job_;
    long were_ahead_ = 0;
    std::unique_ptr<ahead> ahead_;
};

} // namespace lagom::trainers
