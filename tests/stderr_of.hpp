// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <string>

#include <unistd.h>

namespace support {

/// What `action` writes to stderr.
template <class Action>
auto stderr_of(Action action) -> std::string
{
    std::fflush(stderr);
    auto* const file = std::tmpfile();
    auto const before = ::dup(STDERR_FILENO);
    ::dup2(::fileno(file), STDERR_FILENO);
    auto const restore = [&] {
        std::fflush(stderr);
        ::dup2(before, STDERR_FILENO);
        ::close(before);
    };
    try {
        action();
    } catch (...) {
        restore();
        std::fclose(file);
        throw;
    }
    restore();
    std::rewind(file);
    std::string text;
    for (auto c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
        text += static_cast<char>(c);
    }
    std::fclose(file);
    return text;
}

} // namespace support
