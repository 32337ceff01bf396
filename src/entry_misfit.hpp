// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "range_text.hpp"
#include "shape_text.hpp"

#include <lagom/run/store.hpp>
#include <lagom/run/xtensor.hpp>

#include <array>

namespace lagom {

/// What is wrong with the first of the numbers that a state cannot hold, "is -1 at [3], but must be at least
/// 0"; nothing if they fit. A parameter may be any number.
template <class T>
auto misfit_of(stored_entry const& e, xt::xarray<T> const& values) -> std::string
{
    if (plan::is_parameter(e.is)) {
        return "";
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        T const value = values.data()[i];
        if (!(static_cast<double>(value) >= e.low && static_cast<double>(value) <= e.high)) {
            return misfit_text(value, e.low, e.high, " at " + shape_text(std::array<std::size_t, 1>{i}));
        }
    }
    return "";
}

} // namespace lagom
