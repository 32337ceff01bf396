// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp> // first, so that errors in it come without a list of includes

#include <lagom/run/xtensor.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace lagom {

template <class T>
struct array_holds_float_double_bool_or_integers_and_not {};

namespace detail {

template <class T>
inline constexpr bool is_array_number =
    std::is_integral_v<T> || std::is_same_v<T, float> || std::is_same_v<T, double>;

template <class T>
using array_of =
    std::conditional_t<is_array_number<T>, no_mistake, array_holds_float_double_bool_or_integers_and_not<T>>;

template <std::size_t Size, bool Signed>
struct integer_of;
template <>
struct integer_of<1, true> {
    using type = std::int8_t;
};
template <>
struct integer_of<1, false> {
    using type = std::uint8_t;
};
template <>
struct integer_of<2, true> {
    using type = std::int16_t;
};
template <>
struct integer_of<2, false> {
    using type = std::uint16_t;
};
template <>
struct integer_of<4, true> {
    using type = std::int32_t;
};
template <>
struct integer_of<4, false> {
    using type = std::uint32_t;
};
template <>
struct integer_of<8, true> {
    using type = std::int64_t;
};
template <>
struct integer_of<8, false> {
    using type = std::uint64_t;
};

/// The type that src/ knows T as: long long is an integer of 64 bits.
template <class T>
constexpr auto as_array_number()
{
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, bool>) {
        return T();
    } else if constexpr (std::is_integral_v<T>) {
        return typename integer_of<sizeof(T), std::is_signed_v<T>>::type();
    } else {
        return 0.0F; // so that a type that is refused is refused once
    }
}
template <class T>
using array_number = decltype(as_array_number<T>());

/// What `read` gives for the type that src/ knows, as an array of T.
template <class T, class Read>
auto read_array(Read read) -> xt::xarray<T>
{
    refuse(array_of<T>());
    if constexpr (std::is_same_v<T, array_number<T>>) {
        return read(T());
    } else {
        auto const values = read(array_number<T>());
        auto result = xt::xarray<T>::from_shape(values.shape());
        std::copy(values.data(), values.data() + values.size(), result.data());
        return result;
    }
}

} // namespace detail

} // namespace lagom
