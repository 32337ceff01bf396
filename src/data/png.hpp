// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace lagom::formats {

/// A picture as a PNG file: bytes [height, width, channels], of 1 channel gray, of 3 red, green and blue.
///
/// Requires  levels.size() == height width channels, none of them 0; each side below 2^31
/// Source    ISO/IEC 15948: Portable Network Graphics
auto png_of(std::span<std::uint8_t const> levels, std::size_t height, std::size_t width, std::size_t channels)
    -> std::string;

} // namespace lagom::formats
