// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <string>
#include <string_view>

namespace lagom {

/// Replaces a file as a whole: after a crash or a failure there is the old one or the new one, never a part.
///
/// State   written beside the file, flushed to the disk, renamed onto it; an old file's permissions are kept. A
///         symbolic link stays, and the file that it leads to is replaced. A process that is killed leaves
///         "<path>.PROCESS-COUNT.tmp"; the next write of the same file removes it
/// Throws  file_error with the system's reason, and for a FIFO, a device, a socket, a folder or a read-only file. The
///         old file is then as it was and nothing is left behind; only where the folder cannot be flushed is the new
///         file in place already, and the text says so
void write_durably(std::string const& path, std::string_view bytes);

/// All bytes of a file.
///
/// Throws  file_error with the system's reason
auto read_whole(std::string const& path) -> std::string;

} // namespace lagom
