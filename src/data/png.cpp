// SPDX-License-Identifier: BSL-1.0
#include "data/png.hpp"

#include <lagom/core/config.hpp>
#include <lagom/core/exceptions.hpp>

#include <zlib.h>

#include <string_view>

namespace lagom::formats {

namespace {

void append_word(std::string& to, std::size_t word)
{
    for (int bits = 24; bits >= 0; bits -= 8) {
        to += static_cast<char>(word >> bits & 255);
    }
}

/// Length, name, content, and the check sum of the last two.
void append_chunk(std::string& to, char const* name, std::string const& content)
{
    append_word(to, content.size());
    auto const start = to.size();
    to += name + content;
    auto const* const bytes = reinterpret_cast<Bytef const*>(to.data() + start);
    append_word(to, crc32(0, bytes, static_cast<uInt>(to.size() - start)));
}

auto compressed(std::string const& bytes) -> std::string
{
    auto size = compressBound(static_cast<uLong>(bytes.size()));
    auto packed = std::string(size, '\0');
    auto const failure = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                                   reinterpret_cast<Bytef const*>(bytes.data()),
                                   static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
    if (failure != Z_OK) {
        throw file_error("a picture of " + std::to_string(bytes.size()) +
                         " bytes finds no memory to be packed in");
    }
    packed.resize(size);
    return packed;
}

} // namespace

auto png_of(std::span<std::uint8_t const> levels, std::size_t height, std::size_t width, std::size_t channels)
    -> std::string
{
    LAGOM_EXPECTS(channels == 1 || channels == 3);
    LAGOM_EXPECTS(height > 0 && width > 0 && levels.size() == height * width * channels);
    constexpr char bits = 8, gray = 0, colour = 2, without_filter = 0;
    auto about = std::string();
    append_word(about, width);
    append_word(about, height);
    about += {bits, channels == 1 ? gray : colour, 0, 0, 0};
    auto lines = std::string();
    for (std::size_t row = 0; row < height; ++row) {
        auto const line = levels.subspan(row * width * channels, width * channels);
        lines += without_filter;
        lines.append(reinterpret_cast<char const*>(line.data()), line.size());
    }
    auto file = std::string("\x89PNG\r\n\x1a\n");
    append_chunk(file, "IHDR", about);
    append_chunk(file, "IDAT", compressed(lines));
    append_chunk(file, "IEND", "");
    return file;
}

} // namespace lagom::formats
