// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data/picture.hpp"

namespace lagom::formats {

/// The first four bytes of the eight: where a transfer as text changed the others, libpng says so.
inline auto is_png(std::string_view bytes) -> bool { return bytes.starts_with("\x89PNG"); }

/// Decodes a PNG of up to 8 bits a channel.
///
/// Throws  file_error with the byte up to which was read
void read_png(std::string const& name, std::string_view bytes, picture_check const& check, picture& out);

} // namespace lagom::formats
