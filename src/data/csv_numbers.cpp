// SPDX-License-Identifier: BSL-1.0
#include "data/csv_numbers.hpp"

#include "core/range_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

/// Whether a number is written as 0: no digit ahead of the exponent is another.
auto is_zero(std::string_view text) -> bool
{
    return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") == std::string_view::npos;
}

/// Whether a number that no double holds is above all of them, not below.
auto is_large(std::string_view text) -> bool
{
    auto const power = text.find_first_of("eE");
    return power == std::string_view::npos ? text.find_first_of("123456789") < text.find('.')
                                           : !text.substr(power + 1).starts_with('-');
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
    if (result.ec == std::errc::result_out_of_range || value == T{0}) {
        auto wider = 0.0; // too large and too small look alike, and what is too small may be read as 0
        auto const of_double = std::from_chars(text.data(), end, wider).ec;
        if (is_zero(text)) {
            value = text.starts_with('-') ? -T{0} : T{0};
            return reading::number;
        }
        if (of_double != std::errc() || wider == 0) {
            return is_large(text) ? reading::too_large : reading::too_small;
        }
        if (sizeof(T) == sizeof(float) && std::abs(wider) > 1) {
            return reading::too_large;
        }
        value = static_cast<T>(wider);
    }
    return std::isfinite(value) ? reading::number : reading::word;
}

/// What programs write for a bool.
template <class T>
auto parse_bool(std::string_view text, T& value) -> bool
{
    auto const yes = text == "True" || text == "true" || text == "TRUE";
    auto const no = text == "False" || text == "false" || text == "FALSE";
    value = yes || no ? static_cast<T>(yes) : value;
    return yes || no;
}

template <class T>
auto parse_any(std::string_view text, T& value) -> reading
{
    if (parse_short(text, value)) {
        return reading::number;
    }
    auto const result = parse_number(text, value);
    return result == reading::word && parse_bool(text, value) ? reading::number : result;
}

auto whole_number(std::string_view text) -> std::optional<std::int64_t>
{
    auto value = std::int64_t{0};
    text.remove_prefix(text.size() > 1 && text.front() == '+' && text[1] != '-' ? 1 : 0);
    auto const* const end = text.data() + text.size();
    auto const [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

} // namespace

number_reader::number_reader(bool decimal_comma, std::vector<std::string> const& missing_words)
    : decimal_comma_(decimal_comma), words_(missing_words)
{
    for (auto const& word : words_) {
        if (auto value = 0.0; read_as_written(word, value) == reading::number) {
            missing_numbers_.push_back(value);
        }
    }
}

auto number_reader::is_missing(std::string_view text) const -> bool
{
    constexpr auto words = std::array<std::string_view, 6>{"", "NA", "NaN", "nan", "?", "null"};
    return std::find(words.begin(), words.end(), text) != words.end() || is_own_word(text);
}

auto number_reader::is_own_word(std::string_view text) const -> bool
{
    if (std::find(words_.begin(), words_.end(), text) != words_.end()) {
        return true;
    }
    auto value = 0.0;
    return !missing_numbers_.empty() && read_as_written(text, value) == reading::number &&
        std::find(missing_numbers_.begin(), missing_numbers_.end(), value) != missing_numbers_.end();
}

template <class T>
auto number_reader::read(std::string_view text, T& value) const -> reading
{
    auto const plain = words_.empty() && !decimal_comma_;
    if (plain && parse_short(text, value)) { // nearly always
        return reading::number;
    }
    if (!words_.empty() && is_own_word(text)) {
        return reading::missing;
    }
    auto const result = read_as_written(text, value);
    return result == reading::word && is_missing(text) ? reading::missing : result;
}

template <class T>
auto number_reader::read_as_written(std::string_view text, T& value) const -> reading
{
    if (decimal_comma_) {
        return read_with_comma(text, value);
    }
    return parse_any(text, value);
}

template <class T>
auto number_reader::read_with_comma(std::string_view text, T& value) const -> reading
{
    if (text.find('.') != std::string_view::npos) { // what separates thousands
        return reading::word;
    }
    auto with_point = std::string(text);
    std::replace(with_point.begin(), with_point.end(), ',', '.');
    return parse_any<T>(with_point, value);
}

auto number_reader::canonical(std::string_view text) const -> std::optional<std::string>
{
    if (auto const whole = whole_number(text)) {
        return std::to_string(*whole);
    }
    auto value = 0.0, ignored = 0.0;
    if (parse_bool(text, ignored) || read_as_written(text, value) != reading::number) {
        return {};
    }
    constexpr auto exact = 0x1p53; // beyond, other whole numbers are rounded to this one
    if (std::abs(value) < exact && value == std::floor(value)) {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    return std::abs(value) < exact ? std::optional(number_text(value)) : std::nullopt;
}

template auto number_reader::read<float>(std::string_view, float&) const -> reading;
template auto number_reader::read<double>(std::string_view, double&) const -> reading;

} // namespace lagom::csv
