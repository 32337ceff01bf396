// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/npy.hpp>

#include "formats.hpp"
#include "npy_header.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

namespace lagom {
namespace {

using formats::shape_type;
using std::to_string;

static_assert(std::endian::native == std::endian::little, "lagom: npy files are read and written in place");

constexpr auto magic = std::string_view("\x93NUMPY");

/// No array may have more than memory can hold of the widest numbers.
auto count_elements(std::string const& path, shape_type const& shape) -> std::size_t
{
    auto const bytes = formats::byte_count(shape, sizeof(double));
    if (!bytes) {
        throw file_error(path + ": the shape in the header has more elements than memory can hold");
    }
    return *bytes / sizeof(double);
}

template <class T>
auto text_of(T value) -> std::string
{
    char text[40];
    return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

/// Whether T holds the value, as the documentation of read_npy promises.
template <class T, class Stored>
auto fits(Stored value) -> bool
{
    if constexpr (std::floating_point<Stored>) {
        return !std::isfinite(value) || std::abs(value) <= std::numeric_limits<T>::max();
    } else if constexpr (std::integral<T>) {
        return std::in_range<T>(value);
    } else {
        auto const size =
            value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
        return size == 0 || (size >> std::countr_zero(size)) >> std::numeric_limits<T>::digits == 0;
    }
}

template <class T, class Stored>
void convert(std::string const& path, std::string_view bytes, T* out)
{
    for (auto at = std::size_t{0}; at < bytes.size(); at += sizeof(Stored)) {
        auto value = Stored();
        std::memcpy(&value, bytes.data() + at, sizeof(Stored));
        if (!fits<T>(value)) {
            throw file_error(path + ": element " + to_string(at / sizeof(Stored)) + " is " + text_of(value) +
                             ", expected a value that the type it is read as can hold");
        }
        *out++ = static_cast<T>(value);
    }
}

template <class T>
struct stored_type {
    std::string_view descr;
    std::size_t size;
    void (*convert)(std::string const&, std::string_view, T*); ///< null if T takes no such numbers
};

template <class T, class Stored>
constexpr auto stored_as(std::string_view descr) -> stored_type<T>
{
    if constexpr (std::integral<T> && std::floating_point<Stored>) {
        return {descr, sizeof(Stored), nullptr};
    } else {
        return {descr, sizeof(Stored), convert<T, Stored>};
    }
}

template <class T>
constexpr auto stored_types = std::array{
    stored_as<T, float>("<f4"),        stored_as<T, double>("<f8"),       stored_as<T, std::uint8_t>("|u1"),
    stored_as<T, std::int32_t>("<i4"), stored_as<T, std::int64_t>("<i8"), stored_as<T, std::uint32_t>("<u4"),
};

template <class T>
auto find_stored(std::string const& path, std::string const& descr) -> stored_type<T>
{
    auto const& all = stored_types<T>;
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& s) {
        return s.descr == descr;
    });
    if (found == all.end()) {
        throw file_error(path + ": numbers of type '" + descr + "'" +
                         (descr.starts_with('>') ? " are big-endian" : "") +
                         ", expected <f4, <f8, |u1, <i4, <i8 or <u4");
    }
    if (found->convert == nullptr) {
        throw file_error(path + ": real numbers of type '" + descr + "', expected whole numbers");
    }
    return *found;
}

/// Steps through row-major places and gives the place of the same element when the first axis runs fastest.
template <class T>
auto transposed(xt::xarray<T> const& stored, shape_type const& shape) -> xt::xarray<T>
{
    auto result = xt::xarray<T>::from_shape(stored.shape());
    auto strides = shape_type();
    auto stride = std::size_t{1};
    for (auto const length : shape) {
        strides.push_back(stride);
        stride *= length;
    }
    auto index = shape_type(shape.size());
    auto place = std::size_t{0};
    for (auto i = std::size_t{0}; i < stored.size(); ++i) {
        result.data()[i] = stored.data()[place];
        for (auto axis = shape.size(); axis-- > 0;) {
            place += strides[axis];
            if (++index[axis] < shape[axis]) {
                break;
            }
            place -= strides[axis] * std::exchange(index[axis], 0);
        }
    }
    return result;
}

struct parts {
    npy::header about;
    std::string_view data;
    std::size_t data_offset;
};

[[noreturn]] void refuse_length(std::string const& path, std::size_t length, std::size_t needed,
                                char const* what)
{
    throw file_error(path + ": the file has " + to_string(length) + " bytes, expected " + to_string(needed) +
                     " " + what);
}

auto take_apart(std::string const& path, std::string_view bytes) -> parts
{
    if (bytes.substr(0, magic.size()) != magic.substr(0, bytes.size())) {
        throw file_error(path + ": the file does not begin with \\x93NUMPY, expected an npy file");
    }
    if (bytes.size() < 10) {
        refuse_length(path, bytes.size(), 10, "at least");
    }
    if ((bytes[6] != 1 && bytes[6] != 2) || bytes[7] != 0) {
        throw file_error(path + ": format " + to_string(static_cast<unsigned char>(bytes[6])) + "." +
                         to_string(static_cast<unsigned char>(bytes[7])) + ", expected 1.0 or 2.0");
    }
    auto const start = std::size_t{bytes[6] == 1 ? 10U : 12U};
    if (bytes.size() < start) {
        refuse_length(path, bytes.size(), start, "at least");
    }
    auto const length = formats::little_endian(bytes.substr(8, start - 8));
    if (bytes.size() - start < length) {
        refuse_length(path, bytes.size(), start + length, "at least, for its header");
    }
    auto about = npy::read_header(path, bytes.substr(start, length), start);
    return {std::move(about), bytes.substr(start + length), start + length};
}

template <class T>
constexpr auto descr_of() -> std::string_view
{
    auto const& all = stored_types<T>;
    auto const index = std::floating_point<T> ? (sizeof(T) == 4 ? 0U : 1U)
        : std::signed_integral<T>             ? (sizeof(T) == 4 ? 3U : 4U)
                                              : (sizeof(T) == 1 ? 2U : 5U);
    return all[index].descr;
}

template <class T>
auto written_header(xt::xarray<T> const& values) -> std::string
{
    auto text = "{'descr': '" + std::string(descr_of<T>()) + "', 'fortran_order': False, 'shape': (" +
        formats::joined(values.shape(), ", ") + (values.dimension() == 1 ? "," : "") + "), }";
    auto const unpadded = 10 + text.size() + 1;
    text.append((64 - unpadded % 64) % 64, ' '); // so that the data can be mapped into memory aligned
    return text + '\n';
}

} // namespace

template <class T>
auto read_npy(std::string const& path) -> xt::xarray<T>
{
    auto const bytes = read_whole(path);
    auto const [about, data, offset] = take_apart(path, bytes);
    auto const stored = find_stored<T>(path, about.descr);
    auto const needed = count_elements(path, about.shape) * stored.size;
    if (data.size() != needed) {
        refuse_length(path, bytes.size(), offset + needed,
                      ("(" + to_string(offset) + " of header, " + to_string(needed) + " of data)").c_str());
    }
    auto values = xt::xarray<T>::from_shape(about.shape);
    stored.convert(path, data, values.data());
    return about.fortran_order && about.shape.size() > 1 ? transposed(values, about.shape) : values;
}

namespace detail {

template <class T>
void write_npy(std::string const& path, xt::xarray<T> const& values)
{
    auto const header = written_header(values);
    auto bytes = std::string(magic) + '\1' + '\0';
    bytes += formats::as_little_endian(header.size(), 2) + header;
    auto const start = bytes.size();
    bytes.resize(start + values.size() * sizeof(T));
    if (values.size() != 0) {
        std::memcpy(bytes.data() + start, values.data(), values.size() * sizeof(T));
    }
    write_durably(path, bytes);
}

template void write_npy<float>(std::string const&, xt::xarray<float> const&);
template void write_npy<double>(std::string const&, xt::xarray<double> const&);
template void write_npy<std::int32_t>(std::string const&, xt::xarray<std::int32_t> const&);
template void write_npy<std::int64_t>(std::string const&, xt::xarray<std::int64_t> const&);
template void write_npy<std::uint8_t>(std::string const&, xt::xarray<std::uint8_t> const&);
template void write_npy<std::uint32_t>(std::string const&, xt::xarray<std::uint32_t> const&);

} // namespace detail

template auto read_npy<float>(std::string const&) -> xt::xarray<float>;
template auto read_npy<double>(std::string const&) -> xt::xarray<double>;
template auto read_npy<std::int32_t>(std::string const&) -> xt::xarray<std::int32_t>;
template auto read_npy<std::int64_t>(std::string const&) -> xt::xarray<std::int64_t>;
template auto read_npy<std::uint8_t>(std::string const&) -> xt::xarray<std::uint8_t>;
template auto read_npy<std::uint32_t>(std::string const&) -> xt::xarray<std::uint32_t>;

} // namespace lagom
