// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/npy.hpp>

#include "core/formats.hpp"
#include "data/npy_header.hpp"
#include "data/stored_numbers.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace lagom {
namespace {

using formats::number_type;
using formats::shape_type;
using std::to_string;

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

struct named_type {
    std::string_view name; ///< as NumPy names it, without byte order
    number_type type;
};
constexpr auto named_types = std::array{
    named_type{"b1", number_type::boolean}, named_type{"i1", number_type::i8},
    named_type{"u1", number_type::u8},      named_type{"i2", number_type::i16},
    named_type{"u2", number_type::u16},     named_type{"i4", number_type::i32},
    named_type{"u4", number_type::u32},     named_type{"i8", number_type::i64},
    named_type{"u8", number_type::u64},     named_type{"f2", number_type::f16},
    named_type{"f4", number_type::f32},     named_type{"f8", number_type::f64},
};

auto find_stored(std::string const& path, std::string const& descr) -> number_type
{
    auto const order = descr.substr(0, 1), name = descr.substr(order.size());
    auto const found = std::find_if(named_types.begin(), named_types.end(), [&](auto const& known) {
        return known.name == name;
    });
    auto const one_byte = found != named_types.end() && formats::size_of(found->type) == 1;
    if (found == named_types.end() || !(order == "<" || order == ">" || (order == "|" && one_byte))) {
        throw file_error(path + ": numbers of type '" + descr +
                         "', expected bool, integers of 1 to 8 bytes, or real numbers of 2, 4 or 8 bytes");
    }
    return found->type;
}

template <class T>
void convert(std::string const& path, npy::header const& about, std::string_view data, T* out)
{
    auto const type = find_stored(path, about.descr);
    if (std::integral<T> && formats::is_real(type)) {
        throw file_error(path + ": real numbers of type '" + about.descr + "', expected whole numbers");
    }
    auto const order = about.descr.front() == '>' ? formats::byte_order::big : formats::byte_order::little;
    if (auto const misfit = formats::convert(type, order, data, out)) {
        throw file_error(path + ": element " + to_string(misfit->element) + " is " + misfit->text +
                         ", expected a value that the type it is read as can hold");
    }
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
auto descr_of() -> std::string
{
    auto const letter = std::is_same_v<T, bool> ? 'b'
        : std::floating_point<T>                ? 'f'
        : std::signed_integral<T>               ? 'i'
                                                : 'u';
    return {sizeof(T) == 1 ? '|' : '<', letter, static_cast<char>('0' + sizeof(T))};
}

template <class T>
auto written_header(xt::xarray<T> const& values) -> std::string
{
    auto text = "{'descr': '" + descr_of<T>() + "', 'fortran_order': False, 'shape': (" +
        formats::joined(values.shape(), ", ") + (values.dimension() == 1 ? "," : "") + "), }";
    auto const unpadded = 10 + text.size() + 1; // magic, version and length before it, a line end behind
    text.append((64 - unpadded % 64) % 64, ' '); // so that the data can be mapped into memory aligned
    return text + '\n';
}

} // namespace

namespace detail {

template <class T>
auto read_npy(std::string const& path) -> xt::xarray<T>
{
    auto const bytes = read_whole(path);
    auto const [about, data, offset] = take_apart(path, bytes);
    auto const needed = count_elements(path, about.shape) * formats::size_of(find_stored(path, about.descr));
    if (data.size() != needed) {
        refuse_length(path, bytes.size(), offset + needed,
                      ("(" + to_string(offset) + " of header, " + to_string(needed) + " of data)").c_str());
    }
    auto values = xt::xarray<T>::from_shape(about.shape);
    convert(path, about, data, values.data());
    return about.fortran_order && about.shape.size() > 1 ? transposed(values, about.shape) : values;
}

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

#define LAGOM_NPY(T)                                                                                         \
    template auto read_npy<T>(std::string const&) -> xt::xarray<T>;                                          \
    template void write_npy<T>(std::string const&, xt::xarray<T> const&);
LAGOM_NPY(float)
LAGOM_NPY(double)
LAGOM_NPY(bool)
LAGOM_NPY(std::int8_t)
LAGOM_NPY(std::uint8_t)
LAGOM_NPY(std::int16_t)
LAGOM_NPY(std::uint16_t)
LAGOM_NPY(std::int32_t)
LAGOM_NPY(std::uint32_t)
LAGOM_NPY(std::int64_t)
LAGOM_NPY(std::uint64_t)

} // namespace detail

} // namespace lagom
