// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

namespace support {

/// A file's name that is free, and is again when its owner ends.
struct picture_name {
    std::string path = "picture_" + std::to_string(::getpid()) + ".png";
    picture_name() { std::filesystem::remove(path); }
    ~picture_name() { std::filesystem::remove(path); }
    picture_name(picture_name const&) = delete;
    auto operator=(picture_name const&) -> picture_name& = delete;
};

/// What a PNG file without filters holds, read by hand.
struct picture {
    std::size_t width = 0, height = 0, channels = 0;
    std::vector<std::uint8_t> levels;

    explicit picture(std::string const& file)
    {
        auto const word = [&](std::size_t at) {
            std::size_t value = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                value = value << 8 | static_cast<std::uint8_t>(file[at + i]);
            }
            return value;
        };
        REQUIRE(file.starts_with("\x89PNG\r\n\x1a\n"));
        REQUIRE(file.substr(12, 4) == "IHDR");
        width = word(16);
        height = word(20);
        channels = file[25] == 0 ? 1 : 3;
        for (std::size_t at = 8; at < file.size(); at += 12 + word(at)) { // each chunk's check sum is right
            auto const* const from = reinterpret_cast<Bytef const*>(file.data() + at + 4);
            CHECK(crc32(0, from, static_cast<uInt>(word(at) + 4)) == word(at + 8 + word(at)));
        }
        auto const line = width * channels + 1;
        std::vector<std::uint8_t> lines(line * height);
        auto size = static_cast<uLongf>(lines.size());
        REQUIRE(file.substr(37, 4) == "IDAT");
        REQUIRE(uncompress(lines.data(), &size, reinterpret_cast<Bytef const*>(file.data() + 41),
                           static_cast<uLong>(word(33))) == Z_OK);
        REQUIRE(size == lines.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (i % line != 0) {
                levels.push_back(lines[i]);
            }
        }
        CHECK(file.ends_with(std::string("IEND\xae\x42\x60\x82")));
    }
    auto at(std::size_t row, std::size_t column, std::size_t channel = 0) const -> int
    {
        return levels[(row * width + column) * channels + channel];
    }
};

} // namespace support
