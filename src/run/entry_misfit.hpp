// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/range_text.hpp"
#include "core/shape_text.hpp"

#include <lagom/run/store.hpp>
#include <lagom/run/xtensor.hpp>

#include <vector>

namespace lagom::runners {

/// What is wrong with the first of an entry's numbers that it cannot hold, "is -1 at [3], but must be at least
/// 0"; nothing if they fit. A state has its range; a parameter is finite.
template <class T>
auto misfit_of(stored_entry const& e, xt::xarray<T> const& values) -> std::string
{
    auto const is_learnt = graphs::is_parameter(e.is);
    double const low = is_learnt ? -unlimited : e.low, high = is_learnt ? unlimited : e.high;
    for (std::size_t i = 0; i < values.size(); ++i) {
        T const value = values.data()[i];
        if (!is_within(static_cast<double>(value), low, high)) {
            auto const cols = static_cast<std::size_t>(e.cols);
            auto const place = e.shape().size() == 1 ? std::vector{i} : std::vector{i / cols, i % cols};
            return misfit_text(value, low, high, " at " + shape_text(place));
        }
    }
    return "";
}

} // namespace lagom::runners
