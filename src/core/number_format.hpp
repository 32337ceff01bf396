// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

/// Numbers as people read them: of any size, in a form that fits, and with a point in every locale.
/// `number_text` in range_text.hpp is for machines and errors: it keeps every digit.
namespace lagom {

/// With `decimals` behind the point, so that a column lines up: "0.0231", "-12.5000", "0.0000" for 0. Where
/// that shows fewer than two digits of the number, or more than six before the point, by powers of ten:
/// "2.310e-08", "1.000e+115". "nan", "inf", "-inf".
auto shown(double x, int decimals = 4) -> std::string;

/// The first `digits` of a number: "0.0123", "12.3", "1230". By powers of ten below 1e-4 and from 1e6.
auto with_digits(double x, int digits) -> std::string;

/// A time: "0.0312 s", "12.3 s", "1 min 23 s", "2 h 05 min", "3 d 4 h".
auto time_text(double seconds) -> std::string;

/// Always with `decimals` behind the point: coordinates in a picture.
auto coordinate(double x, int decimals = 1) -> std::string;

} // namespace lagom
