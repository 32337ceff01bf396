// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/array_number.hpp>
#include <lagom/run/xtensor.hpp>

#include <string>

namespace lagom {

namespace detail {

template <class T>
auto read_npy(std::string const& path) -> xt::xarray<T>;
template <class T>
void write_npy(std::string const& path, xt::xarray<T> const& values);

} // namespace detail

/// Reads an array that numpy.save wrote, in T: float, double, bool, or any integer of 8 to 64 bits.
///
/// Shape   as stored, any rank; Fortran order is transposed
/// State   the file holds bool, integers of 8 to 64 bits, half, float or double, of either byte order, and
///         has a header of format 1.0 or 2.0, from Python 2, too
/// Throws  file_error with what was found and expected: for other types, for a file that is not exactly as
///         long as its header says, and for a value T cannot take: real numbers are rounded to a real T and
///         must stay finite, whole numbers must be exact, a bool is 0 or 1, and a whole T takes no real
///         numbers
/// Source  https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
template <class T>
auto read_npy(std::string const& path) -> xt::xarray<T>
{
    return detail::read_array<T>([&]<class Number>(Number) {
        return detail::read_npy<Number>(path);
    });
}

/// Writes an array of one of these types as numpy.save does, format 1.0, durably.
///
/// Throws  file_error with the system's reason; the old file is then as it was
template <class X>
    requires xt::is_xexpression<X>::value
void write_npy(std::string const& path, X const& values)
{
    using T = typename X::value_type;
    refuse(detail::array_of<T>());
    detail::write_npy<detail::array_number<T>>(path, values);
}

} // namespace lagom
