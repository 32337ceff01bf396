// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/feed.hpp>

#include <algorithm>
#include <cmath>

namespace lagom::trainers {

/// The column of the largest number of a row, the first of equals.
template <class T>
auto likeliest(tile_view<T> const& tile, long row) -> int
{
    int best = 0;
    for (int c = 1; c < tile.cols; ++c) {
        best = tile.at(row, c) > tile.at(row, best) ? c : best;
    }
    return best;
}

/// Whether `column` holds the largest number of a row, and is the first of equals. Stops at the first panel
/// that says no.
template <class T>
auto is_likeliest(tile_view<T> const& tile, long row, int column) -> bool
{
    T const value = tile.at(row, column);
    bool is = !std::isnan(value);
    for (long first = 0; first < tile.cols && is; first += tile.panel) {
        T const* const at = &tile.at(row, first);
        long const count = std::min(tile.panel, tile.cols - first),
                   before = std::clamp(column - first, 0L, count);
        bool larger = false;
        for (long i = 0; i < before; ++i) {
            larger |= at[i] >= value;
        }
        for (long i = before; i < count; ++i) {
            larger |= at[i] > value;
        }
        is = !larger;
    }
    return is;
}

/// The labels of a row that were told right, as a share.
template <class T>
auto right_labels(tile_view<T> const& outputs, tile_view<T> const& targets, long row) -> double
{
    int right = 0;
    for (int c = 0; c < outputs.cols; ++c) {
        T const z = outputs.at(row, c);
        right += (z > 0) == (targets.at(row, c) > T(0.5)) && !std::isnan(z) ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(outputs.cols);
}

/// How many positions of the batch that a training program has just seen were told right (an example has one, or
/// those of its series); of several labels, which share of them. `labels` are the classes of the data set that `places` pick from; without them, and
/// where batches are mixed, the true class is the likeliest of the targets that were fed.
template <class T>
auto count_right(runners::runner<T>& program, std::span<std::int32_t const> labels,
                 std::span<std::uint32_t const> places, target_rule const& rule) -> double
{
    auto const& p = program.plan();
    auto const outputs = program.tile(p.output);
    bool const by_targets = rule.binary || rule.several || labels.empty();
    auto const targets = by_targets ? program.tile(p.target) : tile_view<T>{};
    double right = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (long position = 0; position < outputs.positions; ++position) {
            auto const row = position * outputs.batch + static_cast<long>(i);
            if (rule.binary || rule.several) {
                right += right_labels(outputs, targets, row);
            } else {
                auto const label = static_cast<std::size_t>(long{places[i]} * outputs.positions + position);
                int const truth = labels.empty() ? likeliest(targets, row) : labels[label];
                right += is_likeliest(outputs, row, truth) ? 1 : 0;
            }
        }
    }
    return right;
}

} // namespace lagom::trainers
