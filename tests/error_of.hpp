// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace support {

/// The text of the exception that `action` throws, or nothing.
template <class Error, class Action>
auto error_of(Action action) -> std::string
{
    try {
        action();
    } catch (Error const& error) {
        return error.what();
    }
    return "";
}

} // namespace support
