// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <stdexcept>

namespace lagom {

/// What every exception of the library is. Its text says what was wrong, where, and what was expected.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A file that cannot be opened, read or written as what it should be.
struct file_error : error {
    using error::error;
};

/// Data that do not fit a network, a loss or each other.
struct data_error : error {
    using error::error;
};

/// An argument outside its range, or a path that names nothing.
struct argument_error : error {
    using error::error;
};

} // namespace lagom
