// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <zlib.h>

namespace lagom::formats {

inline auto is_gzip(std::string_view bytes) -> bool { return bytes.starts_with("\x1F\x8B"); }

/// The most bytes that one compressed file becomes in memory: text, or numbers. What a small one can unpack to should
/// not fill the memory; what is larger is unpacked first.
inline constexpr auto most_unpacked = std::size_t{1} << 32;

/// zlib's inflate over a whole file, closed when its owner ends.
class gunzip {
public:
    gunzip(std::string const& path, std::string_view packed);
    ~gunzip() { inflateEnd(&stream_); }
    gunzip(gunzip const&) = delete;
    auto operator=(gunzip const&) -> gunzip& = delete;

    /// Appends up to 1 MiB more. False at the end of the file.
    ///
    /// Throws  file_error with the byte where the data are damaged or cut off
    auto more(std::string& out) -> bool;

private:
    auto place() const -> std::size_t { return given_ - stream_.avail_in; }
    void give();
    auto fill() -> bool;
    auto reason() const -> std::string;

    std::string const& path_;
    std::size_t size_;
    std::size_t given_ = 0;
    z_stream stream_{};
};

/// All that is packed.
///
/// Throws  file_error as above, and for more than `most` bytes
auto unpack(std::string const& path, std::string_view packed, std::size_t most) -> std::string;

} // namespace lagom::formats
