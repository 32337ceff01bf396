// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_idx.hpp>

#include "core/formats.hpp"
#include "data/gunzip.hpp"
#include "data/stored_numbers.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace lagom {
namespace {

using formats::refuse;
using formats::shape_type;
using std::to_string;
using names = std::vector<std::string>;

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

void require_end(std::string const& path, header const& about, std::size_t size)
{
    if (size > about.end) {
        refuse(path, about.end,
               "found more bytes, expected the end of the file after " + to_string(about.end - about.start) +
                   " bytes of data");
    }
}

auto number_type_of(unsigned type) -> formats::number_type
{
    using enum formats::number_type;
    switch (type) {
    case 0x08:
        return u8;
    case 0x09:
        return i8;
    case 0x0B:
        return i16;
    case 0x0C:
        return i32;
    case 0x0D:
        return f32;
    default:
        return f64;
    }
}

/// Converts the elements of `data`, of which the first is the `first` of the file.
template <class T>
void convert(std::string const& path, header const& about, std::size_t first, std::string_view data, T* out)
{
    auto const type = number_type_of(about.type);
    if (std::integral<T> && formats::is_real(type)) {
        refuse(path, 2, "the type is " + to_string(about.type) + ", real numbers, expected whole ones");
    }
    if (auto const misfit = formats::convert(type, formats::byte_order::big, data, out)) {
        auto const expected = std::floating_point<T> ? "a number in the range of float"
                                                     : "a number that the type it is read as can hold";
        refuse(path, about.start + (first + misfit->element) * about.element,
               "found " + misfit->text + ", expected " + expected);
    }
    if (std::floating_point<T> && type == formats::number_type::u8) { // pixels
        std::transform(out, out + data.size(), out, [](T value) {
            return static_cast<T>(value / T(255));
        });
    }
}

[[noreturn]] void refuse_end(std::string const& name, header const& about, std::size_t size)
{
    refuse(name, size,
           "the file ends, expected " + to_string(about.end - about.start) + " bytes of data up to byte " +
               to_string(about.end));
}

/// What a small file unpacks to should not fill the memory.
void require_room(std::string const& path, header const& about, std::size_t element)
{
    if (auto const bytes = (about.end - about.start) / about.element * element;
        bytes > formats::most_unpacked) {
        throw file_error(path + ": the compressed file says that it holds an array of " + to_string(bytes) +
                         " bytes, and " + to_string(formats::most_unpacked) +
                         " is the most that is read of one; unpack it first");
    }
}

/// The elements of a compressed file, of which no more than a part is unpacked at a time.
template <class T, class Allocate>
void read_packed(std::string const& path, std::string_view packed, Allocate allocate)
{
    auto const name = path + " (uncompressed)";
    auto source = formats::gunzip(path, packed);
    auto part = std::string();
    auto about = std::optional<header>();
    auto more = true;
    while (more && !about) {
        more = source.more(part);
        about = read_header(path, part);
    }
    if (!about) {
        refuse(name, part.size(), "the file ends in its header");
    }
    require_room(path, *about, sizeof(T));
    T* const out = allocate(*about);
    part.erase(0, about->start);
    auto done = std::size_t{0};
    for (;;) {
        require_end(name, *about, about->start + done * about->element + part.size());
        auto const count = part.size() / about->element;
        convert(path, *about, done, std::string_view(part).substr(0, count * about->element), out + done);
        part.erase(0, count * about->element);
        done += count;
        if (!more) {
            break;
        }
        more = source.more(part);
    }
    if (auto const size = about->start + done * about->element + part.size(); size < about->end) {
        refuse_end(name, *about, size);
    }
}

/// The elements of a file, plain or gzip, in the memory that `allocate(header)` gives.
template <class T, class Allocate>
void read_elements(std::string const& path, Allocate allocate)
{
    auto const bytes = read_whole(path);
    if (formats::is_gzip(bytes)) {
        return read_packed<T>(path, bytes, allocate);
    }
    auto const about = read_header(path, bytes);
    if (!about) {
        refuse(path, bytes.size(), "the file ends in its header");
    }
    require_end(path, *about, bytes.size());
    if (bytes.size() < about->end) {
        refuse_end(path, *about, bytes.size());
    }
    convert(path, *about, 0, std::string_view(bytes).substr(about->start), allocate(*about));
}

auto read_labels(std::string const& path) -> std::vector<std::int64_t>
{
    auto labels = std::vector<std::int64_t>();
    read_elements<std::int64_t>(path, [&](header const& about) {
        if (formats::is_real(number_type_of(about.type)) || about.shape.size() != 1) {
            refuse(path, 2,
                   "labels of type " + to_string(about.type) + " with " + to_string(about.shape.size()) +
                       " axes, expected type 8 (unsigned byte) or another of whole numbers, with 1 axis");
        }
        labels.resize(about.shape.front());
        return labels.data();
    });
    return labels;
}

auto place_in(names const& all, std::string const& name) -> std::optional<std::size_t>
{
    auto const found = std::find(all.begin(), all.end(), name);
    return found == all.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - all.begin()));
}

/// The same labels as places among `all` names.
auto among(std::string const& path, detail::classes const& found, names const& all) -> detail::classes
{
    auto places = std::vector<std::optional<std::size_t>>();
    for (auto const& name : found.names) {
        places.push_back(place_in(all, name));
    }
    auto result = detail::classes{{}, all};
    for (auto const label : found.labels) {
        auto const place = places[static_cast<std::size_t>(label)];
        if (!place) {
            throw file_error(path + ": found the label " + found.names[static_cast<std::size_t>(label)] +
                             " in row " + to_string(result.labels.size()) +
                             " (counted from 0), expected one of the " + to_string(all.size()) +
                             " classes of the first data set");
        }
        result.labels.push_back(static_cast<std::int32_t>(*place));
    }
    return result;
}

/// Classes by number: those known beforehand, the ten digits if all labels are such, or those that occur.
auto read_classes(std::string const& path, names const& known) -> detail::classes
{
    auto const found = detail::number_classes({read_labels(path)});
    if (!known.empty()) {
        return among(path, found, known);
    }
    auto const digits = names{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    auto const only_digits = std::all_of(found.names.begin(), found.names.end(), [&](auto const& name) {
        return place_in(digits, name).has_value();
    });
    return only_digits ? among(path, found, digits) : found;
}

/// Pictures as rows, and whether they are stored as bytes: then those are pixels.
template <class T>
auto read_rows(std::string const& path) -> std::pair<xt::xtensor<T, 2>, bool>
{
    auto rows = xt::xtensor<T, 2>();
    auto are_bytes = false;
    read_elements<T>(path, [&](header const& about) {
        are_bytes = number_type_of(about.type) == formats::number_type::u8;
        auto const width =
            std::accumulate(about.shape.begin() + 1, about.shape.end(), std::size_t{1}, std::multiplies<>());
        rows.resize({about.shape.front(), width});
        return rows.data();
    });
    return {std::move(rows), are_bytes};
}

/// Pictures with their classes; bytes of a data set of bytes are marked.
template <class T>
auto made_of(xt::xtensor<T, 2> rows, [[maybe_unused]] bool are_bytes, std::vector<std::int32_t> const& labels,
             names classes) -> basic_data_set<T>
{
    if constexpr (std::is_same_v<T, std::uint8_t>) {
        if (are_bytes) {
            return basic_data_set<T>(pixels(std::move(rows)), labels, std::move(classes));
        }
    }
    return basic_data_set<T>(std::move(rows), labels, std::move(classes));
}

} // namespace

template <class T>
auto detail::read_idx(std::string const& path) -> xt::xarray<T>
{
    auto values = xt::xarray<T>();
    read_elements<T>(path, [&](header const& about) {
        values.resize(about.shape);
        return values.data();
    });
    return values;
}

template <class T>
auto detail::read_idx(std::string const& images, std::string const& labels, known_columns const* known)
    -> basic_data_set<T>
{
    auto [rows, are_bytes] = read_rows<T>(images);
    if (known != nullptr && known->classes.empty()) {
        throw argument_error("read_idx: classes_of is given a data set without classes");
    }
    if (known != nullptr && known->count != rows.shape(1)) {
        throw file_error(images + ": images of " + to_string(rows.shape(1)) + " pixels, expected " +
                         to_string(known->count) + " as in the first data set");
    }
    auto all = read_classes(labels, known == nullptr ? names() : known->classes);
    auto data = made_of<T>(std::move(rows), are_bytes, all.labels, std::move(all.names));
    if (known != nullptr && !known->columns.empty()) {
        data.name_columns(known->columns);
    }
    return data;
}

#define LAGOM_READ_IDX(T) template auto detail::read_idx<T>(std::string const&) -> xt::xarray<T>;
LAGOM_READ_IDX(float)
LAGOM_READ_IDX(double)
LAGOM_READ_IDX(bool)
LAGOM_READ_IDX(std::int8_t)
LAGOM_READ_IDX(std::uint8_t)
LAGOM_READ_IDX(std::int16_t)
LAGOM_READ_IDX(std::uint16_t)
LAGOM_READ_IDX(std::int32_t)
LAGOM_READ_IDX(std::uint32_t)
LAGOM_READ_IDX(std::int64_t)
LAGOM_READ_IDX(std::uint64_t)

template auto detail::read_idx<float>(std::string const&, std::string const&, known_columns const*)
    -> basic_data_set<float>;
template auto detail::read_idx<double>(std::string const&, std::string const&, known_columns const*)
    -> basic_data_set<double>;
template auto detail::read_idx<std::uint8_t>(std::string const&, std::string const&, known_columns const*)
    -> basic_data_set<std::uint8_t>;

} // namespace lagom
