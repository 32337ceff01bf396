// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data/picture.hpp"

namespace lagom::formats {

inline auto is_jpeg(std::string_view bytes) -> bool { return bytes.starts_with("\xFF\xD8\xFF"); }

/// Decodes a JPEG of gray or of colours.
///
/// Throws  file_error with the byte up to which was read
void read_jpeg(std::string const& name, std::string_view bytes, picture_check const& check, picture& out);

} // namespace lagom::formats
