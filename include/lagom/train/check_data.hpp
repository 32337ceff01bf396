// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>
#include <lagom/run/model.hpp>

#include <cstddef>
#include <vector>

namespace lagom::trainers {

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

/// Throws data_error for features whose container has other axes than the network's input, or no axis of examples. Those
/// of 1 do not count, and an example may be given as one row, or a vector as an image.
void check_axes(std::vector<std::size_t> const& given, shape in);

/// The same for what is compared with outputs: targets, or a gradient of them. `what` is what errors call it.
void check_output_axes(std::vector<std::size_t> const& given, shape out, char const* what);

/// Throws data_error if data have other columns or other classes than those a model was trained on, or the same
/// in another order. Where one of the two has no names there is nothing to compare.
template <class D>
void check_known_data(runners::model_notes const& model, basic_data_set<D> const& data);

/// Throws data_error for bytes without a mark, or other whole numbers, where a model was trained on pixels.
void check_known_numbers(runners::model_notes const& model, bool are_whole);

/// Throws data_error if data have classes and a model was trained on several labels, or the other way round.
void check_reading(runners::model_notes const& model, target_rule const& rule);

/// Throws data_error if a network needs the statistics of its batch and is given one example.
void check_examples(std::size_t examples, bool needs_two);

/// Throws data_error for bytes that are augmented and are no pixels, and for values outside [0, 1] where an augmentation
/// reads light: `of_light` is its name, or nothing.
template <class D>
void check_augmented(basic_data_set<D> const& train, bool augments, char const* of_light);

template <class T, class D>
struct fit_job;

/// Sets a job's rules. Throws data_error if its data do not fit the network, the loss or each other, and
/// argument_error for a batch of more examples than there are; the model has not changed then.
template <class T, class D>
void check_job(fit_job<T, D>& job, data_needs const& needs);

} // namespace lagom::trainers
