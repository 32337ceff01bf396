// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "../error_of.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

/// What several tests of data need: files that do not stay, and the texts of errors.
namespace support {

/// A file that is gone when the test ends.
struct temporary_file {
    std::string path;

    explicit temporary_file(std::string_view content = {})
    {
        static auto count = 0;
        auto const name = "lagom-data-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
        path = (std::filesystem::temp_directory_path() / name).string();
        std::ofstream(path, std::ios::binary) << content;
    }
    ~temporary_file() { std::filesystem::remove(path); }
    temporary_file(temporary_file const&) = delete;
    auto operator=(temporary_file const&) -> temporary_file& = delete;
};

} // namespace support
