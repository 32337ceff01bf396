// SPDX-License-Identifier: BSL-1.0
#include "csv_numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>

namespace lagom::csv {
namespace {

/// A short decimal, which is what most files hold: digits below 2^24 and a power of ten are both exact in
/// float, so their quotient is rounded once, as from_chars rounds.
template <class T>
auto parse_short(std::string_view text, T& value) -> bool
{
    constexpr auto powers =
        std::array<T, 9>{1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
    auto const negative = text.starts_with('-');
    text.remove_prefix(negative ? 1 : 0);
    if (text.size() > 9) {
        return false;
    }
    auto number = 0U, digits = 0U;
    auto point = text.size();
    for (auto i = std::size_t{0}; i < text.size(); ++i) {
        if (auto const digit = static_cast<unsigned>(text[i]) - '0'; digit < 10) {
            number = 10 * number + digit;
            ++digits;
        } else if (text[i] == '.' && point == text.size()) {
            point = i;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 8 || number >= 1U << 24) {
        return false;
    }
    auto const decimals = digits - std::min(point, std::size_t{digits});
    value = static_cast<T>(number) / powers[decimals];
    value = negative ? -value : value;
    return true;
}

template <class T>
auto parse_number(std::string_view text, T& value) -> reading
{
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') {
        text.remove_prefix(1);
    }
    auto const* const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value);
    if (result.ptr != end || result.ec == std::errc::invalid_argument) {
        return reading::word;
    }
    if (result.ec == std::errc::result_out_of_range) { // too large and too small look alike
        auto wider = 0.0;
        if (sizeof(T) == sizeof(double) || std::from_chars(text.data(), end, wider).ec != std::errc() ||
            std::abs(wider) > 1) {
            return reading::too_large;
        }
        value = static_cast<T>(wider);
    }
    return std::isfinite(value) ? reading::number : reading::word;
}

} // namespace

auto is_missing(std::string_view text) -> bool
{
    constexpr auto words = std::array<std::string_view, 6>{"", "NA", "NaN", "nan", "?", "null"};
    return std::find(words.begin(), words.end(), text) != words.end();
}

template <class T>
auto parse(std::string_view text, T& value) -> reading
{
    if (parse_short(text, value)) {
        return reading::number;
    }
    auto const result = parse_number(text, value);
    return result == reading::word && is_missing(text) ? reading::missing : result;
}

template auto parse<float>(std::string_view, float&) -> reading;
template auto parse<double>(std::string_view, double&) -> reading;

} // namespace lagom::csv
