// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace lagom::trainers {

/// A number of 64 bits that stands for bytes: it changes with any change of up to eight bytes that lie in one word,
/// and with others but for one case in 2^64.
///
/// Source  Fowler, Noll, Vo: FNV-1a, on words of eight bytes, lengths of pieces included
class digest {
public:
    void add(void const* bytes, std::size_t count)
    {
        auto const* at = static_cast<char const*>(bytes);
        add_word(count);
        for (std::size_t i = 0; i + sizeof(std::uint64_t) <= count; i += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, at + i, sizeof word);
            add_word(word);
        }
        std::uint64_t rest = 0;
        if (auto const left = count % sizeof(std::uint64_t); left > 0) {
            std::memcpy(&rest, at + (count - left), left);
            add_word(rest);
        }
    }
    void add(std::string_view text) { add(text.data(), text.size()); }
    void add(std::uint64_t number) { add_word(number); }

    /// Sixteen hexadecimal digits.
    [[nodiscard]] auto text() const -> std::string
    {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string t;
        for (int shift = 60; shift >= 0; shift -= 4) {
            t += digits[state_ >> shift & 15];
        }
        return t;
    }

private:
    std::uint64_t state_ = 0xcbf29ce484222325U;

    void add_word(std::uint64_t word)
    {
        state_ = (state_ ^ word) * 0x100000001b3U;
        state_ ^= state_ >> 32; // the product carries upwards only
    }
};

} // namespace lagom::trainers
