// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What several file formats need: shapes, byte order, small steps through a header, the words of errors.
namespace lagom::formats {

using shape_type = std::vector<std::size_t>;

/// The bytes of an array, or nothing if memory can never hold them. Zeros are left out of the check, so that
/// no partial product overflows either.
inline auto byte_count(shape_type const& shape, std::size_t element) -> std::optional<std::size_t>
{
    auto product = element;
    for (auto const length : shape) {
        if (length != 0 && product > static_cast<std::size_t>(PTRDIFF_MAX) / length) {
            return {};
        }
        product *= std::max(length, std::size_t{1});
    }
    return std::find(shape.begin(), shape.end(), 0U) == shape.end() ? product : 0;
}

inline auto big_endian(std::string_view bytes) -> std::uint64_t
{
    auto value = std::uint64_t{0};
    for (auto const byte : bytes) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    return value;
}

inline auto little_endian(std::string_view bytes) -> std::uint64_t
{
    auto value = std::uint64_t{0};
    for (auto i = bytes.size(); i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

inline auto as_little_endian(std::uint64_t value, std::size_t count) -> std::string
{
    auto bytes = std::string();
    for (auto i = std::size_t{0}; i < count; ++i) {
        bytes += static_cast<char>(value >> 8 * i & 0xFF);
    }
    return bytes;
}

/// Where in a file something stands, as errors begin.
inline auto at_byte(std::string const& path, std::size_t byte) -> std::string
{
    return path + ", byte " + std::to_string(byte);
}

[[noreturn]] inline void refuse(std::string const& path, std::size_t byte, std::string const& what)
{
    throw file_error(at_byte(path, byte) + ": " + what);
}

inline auto quoted(std::string_view text) -> std::string { return '"' + std::string(text) + '"'; }

/// Two hexadecimal digits.
inline auto hexadecimal(unsigned char byte) -> std::string
{
    constexpr auto digits = std::string_view("0123456789abcdef");
    return {digits[byte / 16], digits[byte % 16]};
}

template <class Numbers>
auto joined(Numbers const& numbers, std::string_view separator) -> std::string
{
    auto text = std::string();
    for (auto const number : numbers) {
        text.append(text.empty() ? std::string_view() : separator).append(std::to_string(number));
    }
    return text;
}

/// A place in the text of a header, which moves on over what is read.
class text_cursor {
public:
    text_cursor(std::string_view text, std::string_view blanks) : text_(text), blanks_(blanks) {}

    auto place() const -> std::size_t { return at_; }
    auto rest() const -> std::string_view { return text_.substr(at_); }
    void step(std::size_t count) { at_ += count; }
    void skip(std::string_view blanks) { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }
    void skip_blanks() { skip(blanks_); }
    auto accept(std::string_view word) -> bool
    {
        skip_blanks();
        auto const found = rest().starts_with(word);
        at_ += found ? word.size() : 0;
        return found;
    }
    /// A whole number below 2^64, or nothing and no step beyond the blanks.
    auto read_size() -> std::optional<std::size_t>
    {
        skip_blanks();
        auto size = std::size_t{0};
        auto const* const begin = text_.data() + at_;
        auto const [stop, failure] = std::from_chars(begin, text_.data() + text_.size(), size);
        if (failure != std::errc()) {
            return {};
        }
        at_ += static_cast<std::size_t>(stop - begin);
        return size;
    }

private:
    std::string_view text_;
    std::string_view blanks_;
    std::size_t at_ = 0;
};

} // namespace lagom::formats
