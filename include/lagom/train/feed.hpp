// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/runner.hpp>
#include <lagom/train/check_data.hpp>

#include <cstdint>
#include <functional>
#include <span>

namespace lagom::trainers {

/// Changes the features of one example, given its place in the data set: an augmentation.
template <class T>
using row_change = std::function<void(T* features, std::uint32_t place)>;
/// Changes the features and targets of a batch, given the batch's number in its epoch.
template <class T>
using batch_change = std::function<void(tile_view<T> features, tile_view<T> targets, std::uint32_t number)>;

/// first, first + 1, ...: `count` places of a data set.
auto places_from(std::size_t first, std::size_t count) -> std::vector<std::uint32_t>;

/// Writes the examples at `places` into a program's input; the padding becomes zero.
template <class T, class D>
void feed_features(runners::runner<T>& to, basic_data_set<D> const& data,
                   std::span<std::uint32_t const> places, row_change<T> const& change = {});

/// Writes their targets: classes as one 1 among zeros.
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

} // namespace lagom::trainers
