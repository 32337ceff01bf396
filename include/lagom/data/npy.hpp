// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/xtensor.hpp>

#include <string>

namespace lagom {

namespace detail {

template <class T>
void write_npy(std::string const& path, xt::xarray<T> const& values);

} // namespace detail

/// Reads an array that numpy.save wrote, in T: float, double, std::int32_t, std::int64_t, std::uint8_t or
/// std::uint32_t.
///
/// Shape   as stored, any rank; Fortran order is transposed
/// Throws  file_error with what was found and expected: for anything but format 1.0 or 2.0 with <f4, <f8,
///         |u1, <i4, <i8 or <u4, for a file that is not exactly as long as its header says, and for a value T
///         cannot take: real numbers are rounded to a real T and must stay finite, whole numbers must be
///         exact, and a whole T takes no real numbers
template <class T>
auto read_npy(std::string const& path) -> xt::xarray<T>;

/// Writes an array of one of these types as numpy.save does, format 1.0, durably.
///
/// Throws  file_error with the system's reason; the old file is then as it was
template <class X>
    requires xt::is_xexpression<X>::value
void write_npy(std::string const& path, X const& values)
{
    detail::write_npy<typename X::value_type>(path, values);
}

} // namespace lagom
