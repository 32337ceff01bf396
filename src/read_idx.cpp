// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_idx.hpp>

#include "formats.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace lagom {
namespace {

using formats::refuse;
using formats::shape_type;
using std::to_string;

auto byte_at(std::string_view bytes, std::size_t place) -> unsigned
{
    return static_cast<unsigned char>(bytes[place]);
}

/// Type and shape, from the start of a file.
struct header {
    unsigned type = 0;
    std::size_t element = 0; ///< bytes an element
    shape_type shape;
    std::size_t start = 0; ///< where the elements begin
    std::size_t end = 0; ///< where they must end
};

auto element_size(std::string const& path, unsigned type) -> std::size_t
{
    switch (type) {
    case 0x08:
    case 0x09:
        return 1;
    case 0x0B:
        return 2;
    case 0x0C:
    case 0x0D:
        return 4;
    case 0x0E:
        return 8;
    default:
        refuse(path, 2,
               "the type is " + to_string(type) +
                   ", expected 8 (unsigned byte), 9 (signed byte), 11 (short), 12 (int), 13 (float) or 14 "
                   "(double)");
    }
}

/// No array may have more than memory can hold of the widest elements.
auto data_size(std::string const& path, header const& about) -> std::size_t
{
    auto const widest = formats::byte_count(about.shape, 8);
    if (!widest) {
        refuse(path, 4, "the shape has more elements than memory can hold");
    }
    return *widest / 8 * about.element;
}

/// Nothing if there are too few bytes yet to tell.
auto read_header(std::string const& path, std::string_view bytes) -> std::optional<header>
{
    auto const zeros = std::min(bytes.find_first_not_of('\0'), bytes.size());
    if (zeros < 2 && zeros < bytes.size()) {
        refuse(path, zeros,
               "found " + to_string(byte_at(bytes, zeros)) + ", expected 0 as an IDX file begins");
    }
    if (bytes.size() < 4) {
        return {};
    }
    auto about = header();
    about.type = byte_at(bytes, 2);
    about.element = element_size(path, about.type);
    auto const rank = std::size_t{byte_at(bytes, 3)};
    if (rank == 0) {
        refuse(path, 3, "the number of axes is 0, expected at least 1");
    }
    about.start = 4 + 4 * rank;
    if (bytes.size() < about.start) {
        return {};
    }
    for (auto axis = std::size_t{0}; axis < rank; ++axis) {
        about.shape.push_back(formats::big_endian(bytes.substr(4 + 4 * axis, 4)));
    }
    about.end = about.start + data_size(path, about);
    return about;
}

/// zlib's inflate, closed when its owner ends.
class gunzip {
public:
    gunzip(std::string const& path, std::string& packed) : path_(path), size_(packed.size())
    {
        stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
        constexpr auto gzip_only = 15 + 16;
        if (inflateInit2(&stream_, gzip_only) != Z_OK) {
            throw file_error(path + ": zlib cannot start");
        }
    }
    ~gunzip() { inflateEnd(&stream_); }
    gunzip(gunzip const&) = delete;
    auto operator=(gunzip const&) -> gunzip& = delete;

    /// Appends up to 1 MiB more. False at the end of the file.
    auto more(std::string& out) -> bool
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

private:
    auto place() const -> std::size_t { return given_ - stream_.avail_in; }
    void give()
    {
        if (stream_.avail_in == 0) { // its counter has 32 bits
            auto const count = std::min(size_ - given_, std::size_t{1} << 30);
            stream_.avail_in = static_cast<uInt>(count);
            given_ += count;
        }
    }
    auto fill() -> bool
    {
        while (stream_.avail_out != 0) {
            give();
            auto const state = inflate(&stream_, Z_NO_FLUSH);
            if (state == Z_STREAM_END) {
                if (place() == size_) {
                    return false;
                }
                inflateReset(&stream_); // a gzip file may have several members
            } else if (state == Z_BUF_ERROR ||
                       (state == Z_OK && place() == size_ && stream_.avail_out != 0)) {
                refuse(path_, place(), "the compressed data are cut off here");
            } else if (state != Z_OK) {
                refuse(path_, place(), "the compressed data are damaged" + reason());
            }
        }
        return true;
    }
    auto reason() const -> std::string
    {
        return stream_.msg != nullptr ? ": " + std::string(stream_.msg) : std::string();
    }

    std::string const& path_;
    std::size_t size_;
    std::size_t given_ = 0;
    z_stream stream_{};
};

struct idx_file {
    header about;
    std::string bytes;
};

void require_end(std::string const& path, header const& about, std::size_t size)
{
    if (size > about.end) {
        refuse(path, about.end,
               "found more bytes, expected the end of the file after " + to_string(about.end - about.start) +
                   " bytes of data");
    }
}

/// Stops as soon as there is more than the header asks for, whatever the compressed file claims to hold.
auto unpack(std::string const& path, std::string packed) -> std::string
{
    auto out = std::string();
    auto source = gunzip(path, packed);
    auto about = std::optional<header>();
    for (auto more = true; more;) {
        more = source.more(out);
        about = about ? about : read_header(path, out);
        if (about) {
            require_end(path + " (uncompressed)", *about, out.size());
        }
    }
    return out;
}

auto read_file(std::string const& path) -> idx_file
{
    auto bytes = read_whole(path);
    auto name = path;
    if (bytes.starts_with("\x1F\x8B")) {
        bytes = unpack(path, std::move(bytes));
        name += " (uncompressed)";
    }
    auto const about = read_header(name, bytes);
    if (!about) {
        refuse(name, bytes.size(), "the file ends in its header");
    }
    require_end(name, *about, bytes.size());
    if (bytes.size() < about->end) {
        refuse(name, bytes.size(),
               "the file ends, expected " + to_string(about->end - about->start) +
                   " bytes of data up to byte " + to_string(about->end));
    }
    return {*about, std::move(bytes)};
}

template <class Stored>
auto decode(char const* bytes) -> Stored
{
    using word = std::conditional_t<sizeof(Stored) == 8, std::uint64_t, std::uint32_t>;
    auto const value = static_cast<word>(formats::big_endian({bytes, sizeof(Stored)}));
    if constexpr (std::floating_point<Stored>) {
        return std::bit_cast<Stored>(value);
    } else {
        return static_cast<Stored>(value);
    }
}

template <class T, class Stored>
void convert(idx_file const& file, T* out)
{
    for (auto at = file.about.start; at < file.about.end; at += sizeof(Stored)) {
        *out++ = static_cast<T>(decode<Stored>(file.bytes.data() + at));
    }
}

template <class T>
void convert_doubles(std::string const& path, idx_file const& file, T* out)
{
    for (auto at = file.about.start; at < file.about.end; at += sizeof(double)) {
        auto const value = decode<double>(file.bytes.data() + at);
        if (std::isfinite(value) && std::abs(value) > static_cast<double>(std::numeric_limits<T>::max())) {
            refuse(path, at, "found " + to_string(value) + ", expected a number in the range of float");
        }
        *out++ = static_cast<T>(value);
    }
}

template <class T>
void convert_pixels(idx_file const& file, T* out)
{
    std::transform(file.bytes.begin() + static_cast<std::ptrdiff_t>(file.about.start), file.bytes.end(), out,
                   [](char c) {
                       return static_cast<T>(static_cast<unsigned char>(c)) / T{255};
                   });
}

template <class T>
void convert(std::string const& path, idx_file const& file, T* out)
{
    switch (file.about.type) {
    case 0x08:
        return convert_pixels(file, out);
    case 0x09:
        return convert<T, std::int8_t>(file, out);
    case 0x0B:
        return convert<T, std::int16_t>(file, out);
    case 0x0C:
        return convert<T, std::int32_t>(file, out);
    case 0x0D:
        return convert<T, float>(file, out);
    default:
        return convert_doubles(path, file, out);
    }
}

auto read_labels(std::string const& path) -> std::vector<std::int32_t>
{
    auto const file = read_file(path);
    auto const& about = file.about;
    if (about.type != 0x08 || about.shape.size() != 1) {
        refuse(path, 2,
               "labels of type " + to_string(about.type) + " with " + to_string(about.shape.size()) +
                   " axes, expected type 8 (unsigned byte) with 1 axis");
    }
    auto labels = std::vector<std::int32_t>();
    for (auto at = about.start; at < about.end; ++at) {
        auto const label = byte_at(file.bytes, at);
        if (label > 9) {
            refuse(path, at, "found the label " + to_string(label) + ", expected 0 to 9");
        }
        labels.push_back(static_cast<std::int32_t>(label));
    }
    return labels;
}

template <class T>
auto read_rows(std::string const& path) -> xt::xtensor<T, 2>
{
    auto const file = read_file(path);
    auto const& shape = file.about.shape;
    auto width = std::size_t{1};
    std::for_each(shape.begin() + 1, shape.end(), [&](auto length) {
        width *= length;
    });
    auto rows = xt::xtensor<T, 2>::from_shape({shape.front(), width});
    convert(path, file, rows.data());
    return rows;
}

} // namespace

template <class T>
auto read_idx(std::string const& path) -> xt::xarray<T>
{
    auto const file = read_file(path);
    auto values = xt::xarray<T>::from_shape(file.about.shape);
    convert(path, file, values.data());
    return values;
}

template <class T>
auto read_idx(std::string const& images, std::string const& labels) -> basic_data_set<T>
{
    return {read_rows<T>(images), read_labels(labels),
            std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}};
}

template auto read_idx<float>(std::string const&) -> xt::xarray<float>;
template auto read_idx<double>(std::string const&) -> xt::xarray<double>;
template auto read_idx<float>(std::string const&, std::string const&) -> basic_data_set<float>;
template auto read_idx<double>(std::string const&, std::string const&) -> basic_data_set<double>;

} // namespace lagom
