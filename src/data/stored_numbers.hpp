// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

/// Numbers as files store them.
namespace lagom::formats {

enum class number_type : unsigned char {
    boolean,
    i8,
    u8,
    i16,
    u16,
    i32,
    u32,
    i64,
    u64,
    f8_e4m3, ///< 4 bits of exponent, no infinity
    f8_e5m2,
    f16,
    bf16, ///< the upper half of a float
    f32,
    f64
};

enum class byte_order : bool { little, big };

auto size_of(number_type type) -> std::size_t;
auto is_real(number_type type) -> bool;

/// The element that cannot be what it is read as.
struct misfit {
    std::size_t element;
    std::string text; ///< as an error shows it
};

/// Reads the numbers of `bytes` as T: real ones are rounded to a real T and must stay finite, whole ones must
/// be exact, a bool is 0 or 1. Nothing if all fit, the first that does not otherwise.
///
/// Requires  a real T where the numbers are real
template <class T>
auto convert(number_type type, byte_order order, std::string_view bytes, T* out) -> std::optional<misfit>;

} // namespace lagom::formats
