// SPDX-License-Identifier: BSL-1.0
#include "core/number_format.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace lagom {

namespace {

/// What std::to_chars writes, however long; without a sign where only zeros are left.
auto written(double x, std::chars_format format, int decimals) -> std::string
{
    std::string text(32, '\0');
    auto end = std::to_chars(text.data(), text.data() + text.size(), x, format, decimals);
    while (end.ec != std::errc()) {
        text.resize(2 * text.size());
        end = std::to_chars(text.data(), text.data() + text.size(), x, format, decimals);
    }
    text.resize(static_cast<std::size_t>(end.ptr - text.data()));
    bool const is_zero = text.find_first_not_of("-0.") == std::string::npos;
    return is_zero && text.front() == '-' ? text.substr(1) : text;
}

auto not_finite(double x) -> std::string { return std::isnan(x) ? "nan" : x > 0 ? "inf" : "-inf"; }

auto of_two(long n) -> std::string { return (n < 10 ? "0" : "") + std::to_string(n); }

} // namespace

auto coordinate(double x, int decimals) -> std::string
{
    return std::isfinite(x) ? written(x, std::chars_format::fixed, decimals) : not_finite(x);
}

auto shown(double x, int decimals) -> std::string
{
    double const size = std::abs(x);
    if (!std::isfinite(x)) {
        return not_finite(x);
    }
    if (size == 0 || (size >= std::pow(10, 1 - decimals) && size < 1e6)) {
        return written(x, std::chars_format::fixed, decimals);
    }
    return written(x, std::chars_format::scientific, decimals - 1);
}

auto with_digits(double x, int digits) -> std::string
{
    if (!std::isfinite(x)) {
        return not_finite(x);
    }
    auto const text = written(x, std::chars_format::scientific, digits - 1);
    auto const power = std::atoi(text.c_str() + text.find('e') + 1); // of the rounded number
    if (power < -4 || power >= 6) {
        return text;
    }
    return written(x, std::chars_format::fixed, power < digits - 1 ? digits - 1 - power : 0);
}

auto time_text(double seconds) -> std::string
{
    if (!(seconds < 59.95)) {
        if (!(seconds < 1e10)) {
            return with_digits(seconds, 3) + " s";
        }
        auto const s = std::lround(seconds), minutes = s / 60, hours = minutes / 60;
        return s < 3600  ? std::to_string(minutes) + " min " + of_two(s % 60) + " s"
            : hours < 48 ? std::to_string(hours) + " h " + of_two(minutes % 60) + " min"
                         : std::to_string(hours / 24) + " d " + std::to_string(hours % 24) + " h";
    }
    return with_digits(seconds, 3) + " s";
}

} // namespace lagom
