// SPDX-License-Identifier: BSL-1.0
#include "data/stored_numbers.hpp"

#include "core/formats.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstring>
#include <limits>
#include <utility>

namespace lagom::formats {
namespace {

static_assert(std::endian::native == std::endian::little,
              "lagom: stored numbers are read and written in place");

template <std::size_t Size>
using word =
    std::conditional_t<Size == 1, std::uint8_t,
                       std::conditional_t<Size == 2, std::uint16_t,
                                          std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

/// A number of one sign bit, `Exponent` bits and `Fraction` bits. Each is a float exactly. The highest exponent is for
/// infinity and NaN, or, where the format is finite, holds one NaN.
template <int Exponent, int Fraction, bool Finite>
auto small_real(unsigned bits) -> float
{
    constexpr auto highest = (1U << Exponent) - 1, fractions = 1U << Fraction;
    constexpr auto bias = (1 << (Exponent - 1)) - 1;
    auto const negative = (bits >> (Exponent + Fraction) & 1U) != 0;
    auto const exponent = bits >> Fraction & highest, fraction = bits & (fractions - 1);
    auto size = 0.0F;
    if (exponent == highest && (!Finite || fraction == fractions - 1)) {
        size = !Finite && fraction == 0 ? std::numeric_limits<float>::infinity()
                                        : std::numeric_limits<float>::quiet_NaN();
    } else {
        auto const whole = exponent == 0 ? fraction : fraction + fractions;
        auto const power = (exponent == 0 ? 1 : static_cast<int>(exponent)) - bias - Fraction;
        size = std::ldexp(static_cast<float>(whole), power);
    }
    return negative ? -size : size;
}

/// How each type lies in a file: its bytes as one word, and what the word means.
template <number_type Type>
struct stored;

template <class T>
struct stored_as {
    static constexpr auto size = sizeof(T);
    static auto value(word<size> bits) -> T { return std::bit_cast<T>(bits); }
};
template <>
struct stored<number_type::boolean> : stored_as<std::uint8_t> {};
template <>
struct stored<number_type::i8> : stored_as<std::int8_t> {};
template <>
struct stored<number_type::u8> : stored_as<std::uint8_t> {};
template <>
struct stored<number_type::i16> : stored_as<std::int16_t> {};
template <>
struct stored<number_type::u16> : stored_as<std::uint16_t> {};
template <>
struct stored<number_type::i32> : stored_as<std::int32_t> {};
template <>
struct stored<number_type::u32> : stored_as<std::uint32_t> {};
template <>
struct stored<number_type::i64> : stored_as<std::int64_t> {};
template <>
struct stored<number_type::u64> : stored_as<std::uint64_t> {};
template <>
struct stored<number_type::f32> : stored_as<float> {};
template <>
struct stored<number_type::f64> : stored_as<double> {};
template <>
struct stored<number_type::f8_e4m3> {
    static constexpr auto size = std::size_t{1};
    static auto value(std::uint8_t bits) -> float { return small_real<4, 3, true>(bits); }
};
template <>
struct stored<number_type::f8_e5m2> {
    static constexpr auto size = std::size_t{1};
    static auto value(std::uint8_t bits) -> float { return small_real<5, 2, false>(bits); }
};
template <>
struct stored<number_type::f16> {
    static constexpr auto size = std::size_t{2};
    static auto value(std::uint16_t bits) -> float { return small_real<5, 10, false>(bits); }
};
template <>
struct stored<number_type::bf16> {
    static constexpr auto size = std::size_t{2};
    static auto value(std::uint16_t bits) -> float
    {
        return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
    }
};

/// Calls `f` with the type as a constant.
template <class F>
auto with_constant(number_type type, F f)
{
    using enum number_type;
    switch (type) {
    case boolean:
        return f(std::integral_constant<number_type, boolean>());
    case i8:
        return f(std::integral_constant<number_type, i8>());
    case u8:
        return f(std::integral_constant<number_type, u8>());
    case i16:
        return f(std::integral_constant<number_type, i16>());
    case u16:
        return f(std::integral_constant<number_type, u16>());
    case i32:
        return f(std::integral_constant<number_type, i32>());
    case u32:
        return f(std::integral_constant<number_type, u32>());
    case i64:
        return f(std::integral_constant<number_type, i64>());
    case u64:
        return f(std::integral_constant<number_type, u64>());
    case f8_e4m3:
        return f(std::integral_constant<number_type, f8_e4m3>());
    case f8_e5m2:
        return f(std::integral_constant<number_type, f8_e5m2>());
    case f16:
        return f(std::integral_constant<number_type, f16>());
    case bf16:
        return f(std::integral_constant<number_type, bf16>());
    case f32:
        return f(std::integral_constant<number_type, f32>());
    default:
        return f(std::integral_constant<number_type, f64>());
    }
}

template <class T, class Value>
auto fits(Value value) -> bool
{
    if constexpr (std::same_as<T, bool>) {
        return value == Value{0} || value == Value{1};
    } else if constexpr (std::floating_point<Value>) {
        return !std::isfinite(value) || std::abs(value) <= std::numeric_limits<T>::max();
    } else if constexpr (std::integral<T>) {
        return std::in_range<T>(value);
    } else {
        auto const size =
            value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
        return size == 0 || (size >> std::countr_zero(size)) >> std::numeric_limits<T>::digits == 0;
    }
}

template <class T>
auto text_of(T value) -> std::string
{
    char text[40];
    return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

template <class Word>
auto reversed(Word bits) -> Word
{
    auto result = Word{0};
    for (auto i = std::size_t{0}; i < sizeof(Word); ++i) {
        result = static_cast<Word>(result << 8 % (8 * sizeof(Word)) | (bits >> 8 * i & 0xFF));
    }
    return result;
}

template <class T, number_type Type>
auto convert_all(byte_order order, std::string_view bytes, T* out) -> std::optional<misfit>
{
    constexpr auto size = stored<Type>::size;
    for (auto at = std::size_t{0}; at + size <= bytes.size(); at += size) {
        auto bits = word<size>();
        std::memcpy(&bits, bytes.data() + at, size);
        auto const value = stored<Type>::value(order == byte_order::big ? reversed(bits) : bits);
        if (!fits<T>(value) || (Type == number_type::boolean && !fits<bool>(value))) {
            return misfit{at / size, text_of(value)};
        }
        *out++ = static_cast<T>(value);
    }
    return {};
}

} // namespace

auto size_of(number_type type) -> std::size_t
{
    return with_constant(type, []<number_type Type>(std::integral_constant<number_type, Type>) {
        return stored<Type>::size;
    });
}

auto is_real(number_type type) -> bool { return type >= number_type::f8_e4m3; }

template <class T>
auto convert(number_type type, byte_order order, std::string_view bytes, T* out) -> std::optional<misfit>
{
    return with_constant(type, [&]<number_type Type>(std::integral_constant<number_type, Type>) {
        if constexpr (std::integral<T> && Type >= number_type::f8_e4m3) {
            return std::optional(misfit{0, "a real number"});
        } else {
            return convert_all<T, Type>(order, bytes, out);
        }
    });
}

#define LAGOM_CONVERT(T)                                                                                     \
    template auto convert<T>(number_type, byte_order, std::string_view, T*) -> std::optional<misfit>;
LAGOM_CONVERT(float)
LAGOM_CONVERT(double)
LAGOM_CONVERT(bool)
LAGOM_CONVERT(std::int8_t)
LAGOM_CONVERT(std::uint8_t)
LAGOM_CONVERT(std::int16_t)
LAGOM_CONVERT(std::uint16_t)
LAGOM_CONVERT(std::int32_t)
LAGOM_CONVERT(std::uint32_t)
LAGOM_CONVERT(std::int64_t)
LAGOM_CONVERT(std::uint64_t)

} // namespace lagom::formats
