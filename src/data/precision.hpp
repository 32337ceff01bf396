// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/formats.hpp"
#include "core/range_text.hpp"

#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

/// Numbers that lie so close together, far from 0, that a narrower type tells them apart no more.
namespace lagom::precision {

/// Whether a T is this number.
template <std::floating_point T, class V>
auto holds(V value) -> bool
{
    if constexpr (std::floating_point<V>) {
        return static_cast<V>(static_cast<T>(value)) == value;
    } else {
        auto const bits = static_cast<std::uint64_t>(value);
        auto const size = value < 0 ? 0 - bits : bits;
        return size == 0 || (size >> std::countr_zero(size)) >> std::numeric_limits<T>::digits == 0;
    }
}

/// The distance of numbers of T as far from 0 as this one.
template <std::floating_point T>
auto distance_at(double size) -> double
{
    constexpr auto least = static_cast<double>(std::numeric_limits<T>::denorm_min());
    auto const power = size > 0 ? std::ilogb(size) + 1 - std::numeric_limits<T>::digits : 0;
    return size > 0 ? std::max(std::ldexp(1.0, power), least) : least;
}

/// Whether numbers that are `apart` move by more than a thousandth of the width of their column.
inline auto is_too_coarse(double apart, double width) -> bool { return apart / 2 > width * 1e-3; }

/// What a column of numbers spans.
template <class V>
class column_range {
public:
    template <std::floating_point T>
    void add(V value)
    {
        if constexpr (std::floating_point<V>) {
            if (!std::isfinite(value)) { // found elsewhere
                return;
            }
        }
        low_ = any_ ? std::min(low_, value) : value;
        high_ = any_ ? std::max(high_, value) : value;
        any_ = true;
        exact_ = exact_ && holds<T>(value);
    }
    /// What an error says of the column, with what computes `in_double`; nothing where T keeps its numbers apart.
    template <std::floating_point T>
    auto misfit(std::string const& in_double) const -> std::optional<std::string>
    {
        auto const size = std::max(std::abs(as_double(low_)), std::abs(as_double(high_)));
        auto const apart = distance_at<T>(size);
        if (exact_ || width() <= noise(size) || !is_too_coarse(apart, width())) {
            return {};
        }
        constexpr auto narrow = sizeof(T) == sizeof(float);
        return " lies in [" + text(low_) + ", " + text(high_) + "], where a " +
            (narrow ? "float" : "double") + " keeps no numbers nearer together than " + number_text(apart) +
            "; take an offset off it first" + (narrow ? ", or compute in double: " + in_double : "");
    }

private:
    static auto as_double(V value) -> double { return static_cast<double>(value); }
    static auto text(V value) -> std::string
    {
        if constexpr (std::floating_point<V>) {
            return number_text(value);
        } else {
            return std::to_string(value);
        }
    }
    auto width() const -> double
    {
        if constexpr (std::floating_point<V>) {
            return as_double(high_) - as_double(low_);
        } else { // whole numbers may be too large for a double, their distance is not
            return static_cast<double>(static_cast<std::uint64_t>(high_) - static_cast<std::uint64_t>(low_));
        }
    }
    /// What a constant that was computed may vary by.
    static auto noise(double size) -> double
    {
        return std::floating_point<V> ? 64 * size * std::numeric_limits<double>::epsilon() : 0;
    }

    V low_{}, high_{};
    bool any_ = false, exact_ = true;
};

/// Passes rows that a T can tell apart. `what` and the column's name or number begin the error.
///
/// Throws  data_error
template <std::floating_point T, class V>
void require(V const* values, std::size_t rows, std::size_t columns, std::vector<std::string> const& names,
             std::string const& what, std::string const& in_double)
{
    auto ranges = std::vector<column_range<V>>(columns);
    for (auto r = std::size_t{0}; r < rows; ++r) {
        for (auto c = std::size_t{0}; c < columns; ++c) {
            ranges[c].template add<T>(values[r * columns + c]);
        }
    }
    for (auto c = std::size_t{0}; c < columns; ++c) {
        if (auto const misfit = ranges[c].template misfit<T>(in_double)) {
            throw data_error(what + " " + (c < names.size() ? "'" + names[c] + "'" : std::to_string(c)) +
                             *misfit);
        }
    }
}

} // namespace lagom::precision
