// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "files.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <jpeglib.h>
#include <png.h>

/// Pictures that tests write, by libpng and libjpeg themselves.
namespace support {

using levels = std::vector<std::uint8_t>;

struct png_look {
    int bits = 8, colours = PNG_COLOR_TYPE_GRAY;
    bool interlaced = false;
    std::vector<png_color> palette = {};
    std::vector<std::uint8_t> palette_alpha = {};
    int transparent_gray = -1;
    bool with_extras = false; ///< gamma, text
};

/// A PNG of rows that are packed as libpng packs them.
inline auto png_of(std::size_t height, std::size_t width, levels rows, png_look const& look = {})
    -> std::string
{
    auto bytes = std::string();
    auto* png = png_create_write_struct(
        PNG_LIBPNG_VER_STRING, nullptr,
        [](png_structp, png_const_charp message) {
            throw std::logic_error(message);
        },
        nullptr);
    auto* info = png_create_info_struct(png);
    png_set_check_for_invalid_index(png, 0); // a mistake, too, can be written
    png_set_write_fn(
        png, &bytes,
        [](png_structp writer, png_bytep from, std::size_t count) {
            static_cast<std::string*>(png_get_io_ptr(writer))->append(reinterpret_cast<char*>(from), count);
        },
        [](png_structp) {});
    png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), look.bits,
                 look.colours, look.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!look.palette.empty()) {
        png_set_PLTE(png, info, look.palette.data(), static_cast<int>(look.palette.size()));
    }
    if (!look.palette_alpha.empty()) {
        png_set_tRNS(png, info, look.palette_alpha.data(), static_cast<int>(look.palette_alpha.size()),
                     nullptr);
    }
    if (look.transparent_gray >= 0) {
        auto colour = png_color_16();
        colour.gray = static_cast<png_uint_16>(look.transparent_gray);
        png_set_tRNS(png, info, nullptr, 1, &colour);
    }
    if (look.with_extras) {
        png_set_gAMA(png, info, 0.1);
        char key[] = "Comment", text[] = "a gamma that is not applied";
        auto note = png_text();
        note.compression = PNG_TEXT_COMPRESSION_NONE;
        note.key = key;
        note.text = text;
        png_set_text(png, info, &note, 1);
    }
    png_write_info(png, info);
    auto lines = std::vector<png_bytep>();
    for (auto row = std::size_t{0}; row < height; ++row) {
        lines.push_back(rows.data() + row * png_get_rowbytes(png, info));
    }
    png_write_image(png, lines.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return bytes;
}

inline auto jpeg_of(std::size_t height, std::size_t width, levels rows, J_COLOR_SPACE colours,
                    bool progressive = false, int quality = 100) -> std::string
{
    auto state = jpeg_compress_struct();
    auto errors = jpeg_error_mgr();
    state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&state);
    unsigned char* bytes = nullptr;
    auto size = 0UL;
    jpeg_mem_dest(&state, &bytes, &size);
    state.image_height = static_cast<JDIMENSION>(height);
    state.image_width = static_cast<JDIMENSION>(width);
    state.in_color_space = colours;
    state.input_components = colours == JCS_GRAYSCALE ? 1 : colours == JCS_CMYK ? 4 : 3;
    jpeg_set_defaults(&state);
    jpeg_set_quality(&state, quality, TRUE);
    if (progressive) {
        jpeg_simple_progression(&state);
    }
    jpeg_start_compress(&state, TRUE);
    while (state.next_scanline < state.image_height) {
        auto* row =
            rows.data() + state.next_scanline * width * static_cast<std::size_t>(state.input_components);
        jpeg_write_scanlines(&state, &row, 1);
    }
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    auto text = std::string(reinterpret_cast<char*>(bytes), size);
    std::free(bytes);
    return text;
}

/// A folder that is gone when the test ends.
struct temporary_folder {
    std::string path;

    temporary_folder()
    {
        auto name = (std::filesystem::temp_directory_path() / "lagom-pictures-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        path = name;
    }
    ~temporary_folder() { std::filesystem::remove_all(path); }
    temporary_folder(temporary_folder const&) = delete;
    auto operator=(temporary_folder const&) -> temporary_folder& = delete;

    /// Writes a file, and the folders that it lies in.
    void write(std::string const& name, std::string_view content) const
    {
        auto const file = std::filesystem::path(path) / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
    }
    auto at(std::string const& name) const -> std::string { return path + "/" + name; }
};

} // namespace support
