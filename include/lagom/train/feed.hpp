// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>
#include <lagom/run/model.hpp>
#include <lagom/run/runner.hpp>

#include <cstdint>
#include <functional>
#include <span>

namespace lagom {

/// What the loss wants to compare with.
struct target_rule {
    bool classifies = false; // an example has a class: its label, or the likeliest of its probabilities
    bool binary = false; // one output for two classes
    bool several = false; // each output is a label of its own
    int outputs = 1; // of a position
    long positions = 1; // of an example's output
};

/// What a network and its loss ask of data.
struct data_needs {
    char const* loss = ""; // its name
    bool classifies = false; // targets are classes, or probabilities
    bool many_in_one = false; // one output stands for two classes; each target is a probability of its own
    bool adds_up = false; // the targets of an example are probabilities that add up to 1
    shape in; // of one example
    shape out = vector_of(1); // of its output

    [[nodiscard]] constexpr auto outputs() const -> int { return out.channels(); }
    [[nodiscard]] constexpr auto positions() const -> int { return out.positions(); }
};

/// The rule for targets of `data`. Throws data_error if features or targets do not fit the network, the loss
/// or the model's type T, naming counts, or row and column. `who` is what errors call the data.
template <class T, class D>
auto check_data(basic_data_set<D> const& data, data_needs const& needs, char const* who = "the data")
    -> target_rule;

/// The same for features alone.
template <class T, class D>
void check_features(basic_data_set<D> const& data, shape in, char const* who = "the data");

/// Throws data_error for features whose container has axes in another order than the network's input, or no
/// axis of examples.
void check_axes(std::vector<std::size_t> const& given, shape in);

/// Throws data_error if data have other columns or other classes than those a model was trained on, or the same
/// in another order. Where one of the two has no names there is nothing to compare.
template <class D>
void check_known_data(model_notes const& model, basic_data_set<D> const& data);

/// Throws data_error if data have classes and a model was trained on several labels, or the other way round.
void check_reading(model_notes const& model, target_rule const& rule);

/// Throws data_error if a network needs the statistics of its batch and is given one example.
void check_examples(std::size_t examples, bool needs_two);

/// Changes the features of one example, given its place in the data set: an augmentation.
template <class T>
using row_change = std::function<void(T* features, std::uint32_t place)>;
/// Changes the features and targets of a batch, given the batch's number in its epoch.
template <class T>
using batch_change =
    std::function<void(tile_view<T> features, tile_view<T> targets, std::uint32_t number)>;

/// first, first + 1, ...: `count` places of a data set.
auto places_from(std::size_t first, std::size_t count) -> std::vector<std::uint32_t>;

/// Writes the examples at `places` into a program's input; the padding becomes zero.
template <class T, class D>
void feed_features(runner<T>& to, basic_data_set<D> const& data, std::span<std::uint32_t const> places,
                   row_change<T> const& change = {});

/// Writes their targets: classes as one 1 among zeros.
template <class T, class D>
void feed_targets(runner<T>& to, basic_data_set<D> const& data, std::span<std::uint32_t const> places,
                  target_rule const& rule);

/// Examples that are fed at once where nothing is learnt.
inline constexpr std::size_t examples_at_once = 256;

/// Runs a program over a whole data set, `examples_at_once` at a time, and calls f(first, count) after each run.
/// Targets are fed where there is a rule for them.
template <class T, class D>
void run_in_chunks(runner<T>& program, team& workers, basic_data_set<D> const& data, target_rule const* rule,
                   std::function<void(std::size_t first, std::size_t count)> const& f);

} // namespace lagom
