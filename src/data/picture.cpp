// SPDX-License-Identifier: BSL-1.0
#include "data/picture.hpp"

#include "core/formats.hpp"
#include "core/json_header.hpp"
#include "data/read_jpeg.hpp"
#include "data/read_png.hpp"

#include <lagom/core/exceptions.hpp>

#include <algorithm>

namespace lagom::formats {
namespace {

using detail::image_flag;
using std::to_string;

/// The name of a format of pictures that is not read, with its article.
auto other_format(std::string_view bytes) -> char const*
{
    if (bytes.starts_with("GIF8")) {
        return "a GIF";
    }
    if (bytes.starts_with("BM")) {
        return "a BMP";
    }
    if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) {
        return "a WebP";
    }
    if (bytes.starts_with(std::string_view("II*\0", 4)) || bytes.starts_with(std::string_view("MM\0*", 4))) {
        return "a TIFF";
    }
    if (bytes.substr(0, 8).ends_with("ftyp")) {
        return "an HEIF, an AVIF or a video";
    }
    return bytes.starts_with("\x1F\x8B") ? "a gzip file" : nullptr;
}

[[noreturn]] void refuse_format(std::string const& name, std::string_view bytes)
{
    if (bytes.empty()) {
        throw file_error(name + ": the file is empty, expected a PNG or a JPEG");
    }
    auto const* const other = other_format(bytes);
    refuse(name, 0,
           std::string("the file is ") + (other == nullptr ? "no picture" : other) +
               ", expected a PNG or a JPEG");
}

/// a / 255, rounded, for a up to 255^2.
constexpr auto in_255(unsigned a) -> std::uint8_t { return static_cast<std::uint8_t>((a + 127) / 255); }

} // namespace

auto path_text(std::string_view path) -> std::string
{
    auto text = std::string();
    while (!path.empty()) {
        auto const code = static_cast<unsigned char>(path.front());
        auto const length = json::utf8_length(path);
        if (code < 32 || code == 127 || length == 0) {
            text += "\\x" + hexadecimal(code);
            path.remove_prefix(1);
        } else {
            text += path.substr(0, length);
            path.remove_prefix(length);
        }
    }
    return text;
}

auto is_picture(std::string_view bytes) -> bool { return is_png(bytes) || is_jpeg(bytes); }

void decode_picture(std::string const& name, std::string_view bytes, picture_check const& check, picture& out)
{
    if (is_png(bytes)) {
        return read_png(name, bytes, check, out);
    }
    if (is_jpeg(bytes)) {
        return read_jpeg(name, bytes, check, out);
    }
    refuse_format(name, bytes);
}

void make_room(std::string const& name, picture_check const& check, picture& out)
{
    constexpr auto most = std::size_t{1} << 28;
    auto const count = byte_count({out.size.height, out.size.width}, out.numbers_a_pixel());
    if (!count || *count > most) {
        throw file_error(name + ": the picture says that it has " + to_string(out.size.height) + " rows of " +
                         to_string(out.size.width) + " pixels, and " + to_string(most) +
                         " numbers is the most that is read of one");
    }
    check(out.size);
    out.levels.resize(*count);
}

void remove_alpha(std::string const& name, std::optional<image_flag> background, picture& out)
{
    if (!out.has_alpha) {
        return;
    }
    auto const channels = out.size.channels;
    auto const behind = background == image_flag::over_white ? 255U : 0U;
    auto* to = out.levels.data();
    auto const* from = out.levels.data();
    auto const pixels = out.size.height * out.size.width;
    for (auto pixel = std::size_t{0}; pixel < pixels; ++pixel, from += channels + 1) {
        auto const alpha = unsigned{from[channels]};
        if (!background && alpha != 255) {
            throw file_error(name + ": the pixel in row " + to_string(pixel / out.size.width) + ", column " +
                             to_string(pixel % out.size.width) + " (both counted from 0) has an alpha of " +
                             to_string(alpha) +
                             ", expected 255, which hides nothing; over_black or over_white says what shows "
                             "behind it");
        }
        for (auto channel = std::size_t{0}; channel < channels; ++channel) {
            *to++ = in_255(alpha * from[channel] + (255 - alpha) * behind);
        }
    }
    out.has_alpha = false;
    out.levels.resize(pixels * channels);
}

void change_colours(image_flag how, picture& out)
{
    auto const pixels = out.size.height * out.size.width;
    if (how == image_flag::as_gray && out.size.channels == 3) {
        auto const* from = out.levels.data();
        for (auto pixel = std::size_t{0}; pixel < pixels; ++pixel, from += 3) {
            auto const gray = 299U * from[0] + 587U * from[1] + 114U * from[2];
            out.levels[pixel] = static_cast<std::uint8_t>((gray + 500) / 1000);
        }
        out.size.channels = 1;
    } else if (how == image_flag::as_rgb && out.size.channels == 1) {
        out.levels.resize(3 * pixels);
        for (auto pixel = pixels; pixel-- > 0;) {
            std::fill_n(out.levels.data() + 3 * pixel, 3, std::uint8_t{out.levels[pixel]});
        }
        out.size.channels = 3;
    }
    out.levels.resize(pixels * out.size.channels);
}

} // namespace lagom::formats
