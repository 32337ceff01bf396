// SPDX-License-Identifier: BSL-1.0
#include "data/gunzip.hpp"

#include "core/formats.hpp"

#include <algorithm>

namespace lagom::formats {

gunzip::gunzip(std::string const& path, std::string_view packed) : path_(path), size_(packed.size())
{
    // zlib only reads what is given
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    constexpr auto gzip_only = 15 + 16; // the largest window; 16 more: gzip's header, and not zlib's
    if (inflateInit2(&stream_, gzip_only) != Z_OK) {
        throw file_error(path + ": zlib cannot start");
    }
}

auto gunzip::more(std::string& out) -> bool
{
    constexpr auto step = std::size_t{1} << 20;
    auto const used = out.size();
    out.resize(used + step);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream_.avail_out = static_cast<uInt>(step);
    auto const more = fill();
    out.resize(used + step - stream_.avail_out);
    return more;
}

void gunzip::give()
{
    if (stream_.avail_in == 0) { // its counter has 32 bits
        auto const count = std::min(size_ - given_, std::size_t{1} << 30);
        stream_.avail_in = static_cast<uInt>(count);
        given_ += count;
    }
}

auto gunzip::fill() -> bool
{
    while (stream_.avail_out != 0) {
        give();
        auto const state = inflate(&stream_, Z_NO_FLUSH);
        if (state == Z_STREAM_END) {
            if (place() == size_) {
                return false;
            }
            inflateReset(&stream_); // a gzip file may have several members
        } else if (state == Z_BUF_ERROR || (state == Z_OK && place() == size_ && stream_.avail_out != 0)) {
            refuse(path_, place(), "the compressed data are cut off here");
        } else if (state != Z_OK) {
            refuse(path_, place(), "the compressed data are damaged" + reason());
        }
    }
    return true;
}

auto gunzip::reason() const -> std::string
{
    return stream_.msg != nullptr ? ": " + std::string(stream_.msg) : std::string();
}

auto unpack(std::string const& path, std::string_view packed, std::size_t most) -> std::string
{
    auto out = std::string();
    auto source = gunzip(path, packed);
    while (source.more(out)) {
        if (out.size() > most) {
            break;
        }
    }
    if (out.size() > most) {
        throw file_error(path + ": the compressed file holds more than " + std::to_string(most) +
                         " bytes, which is the most that is read of one; unpack it first");
    }
    return out;
}

} // namespace lagom::formats
