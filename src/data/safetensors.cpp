// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/safetensors.hpp>

#include "core/formats.hpp"
#include "core/json_header.hpp"
#include "data/stored_numbers.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lagom {
namespace {

using formats::byte_count;
using formats::number_type;
using formats::shape_type;
using std::to_string;

constexpr auto longest_header = std::size_t{100'000'000}; // that of the format's own reader
constexpr auto most_tensors =
    std::size_t{100'000}; // each takes some hundred bytes of memory, whatever it holds
constexpr auto metadata_key = std::string_view("__metadata__");

struct named_type {
    std::string_view dtype;
    number_type type;
};
constexpr auto named_types = std::array{
    named_type{"BOOL", number_type::boolean},    named_type{"I8", number_type::i8},
    named_type{"U8", number_type::u8},           named_type{"I16", number_type::i16},
    named_type{"U16", number_type::u16},         named_type{"I32", number_type::i32},
    named_type{"U32", number_type::u32},         named_type{"I64", number_type::i64},
    named_type{"U64", number_type::u64},         named_type{"F8_E4M3", number_type::f8_e4m3},
    named_type{"F8_E5M2", number_type::f8_e5m2}, named_type{"F16", number_type::f16},
    named_type{"BF16", number_type::bf16},       named_type{"F32", number_type::f32},
    named_type{"F64", number_type::f64},
};

auto type_of(std::string_view dtype) -> std::optional<number_type>
{
    auto const found = std::find_if(named_types.begin(), named_types.end(), [&](auto const& known) {
        return known.dtype == dtype;
    });
    return found == named_types.end() ? std::nullopt : std::optional(found->type);
}

/// How errors say a dtype that is not known.
auto unknown_type(stored_tensor const& tensor) -> std::string
{
    auto text = "has the dtype " + formats::quoted(tensor.dtype) + ", expected one of";
    for (auto const& known : named_types) {
        text += ' ' + std::string(known.dtype);
    }
    return text;
}

/// A tensor's entry in the header.
struct entry {
    stored_tensor tensor;
    std::size_t begin = 0, end = 0;
    std::size_t place = 0; ///< where its name stands, for errors
};

void check_entry(json::header_reader const& source, entry const& tensor)
{
    auto const who = "the tensor " + formats::quoted(tensor.tensor.name) + " ";
    auto const type = type_of(tensor.tensor.dtype);
    auto const bounds = to_string(tensor.begin) + " to " + to_string(tensor.end) + ", expected ";
    if (!type) { // how long its elements are is not known
        if (tensor.end < tensor.begin) {
            source.refuse_at(tensor.place,
                             who + "has data_offsets " + bounds + "an end behind the beginning");
        }
        return;
    }
    auto const size = byte_count(tensor.tensor.shape, formats::size_of(*type));
    if (!size) {
        source.refuse_at(tensor.place, who + "has a shape of more bytes than memory can hold");
    }
    if (tensor.end < tensor.begin || tensor.end - tensor.begin != *size) {
        source.refuse_at(tensor.place,
                         who + "has data_offsets " + bounds + to_string(*size) +
                             " bytes as shape and dtype say");
    }
}

auto read_entry(json::header_reader& source, std::string const& name, std::size_t place) -> entry
{
    auto result = entry{{name, {}, {}, {}}, 0, 0, place};
    auto keys = std::set<std::string>();
    source.read_object([&](std::string const& key, std::size_t key_place) {
        keys.insert(key);
        if (key == "dtype") {
            result.tensor.dtype = source.read_string();
        } else if (key == "shape") {
            result.tensor.shape = source.read_numbers();
        } else if (key == "data_offsets") {
            auto const offsets = source.read_numbers();
            if (offsets.size() != 2) {
                source.refuse_at(key_place,
                                 "found " + to_string(offsets.size()) + " data_offsets, expected 2");
            }
            result.begin = offsets[0];
            result.end = offsets[1];
        } else {
            source.refuse_at(key_place,
                             "found the key " + formats::quoted(key) + ", expected dtype, shape and data_offsets");
        }
    });
    if (keys.size() != 3) {
        source.refuse_at(place, "the tensor " + formats::quoted(name) + " lacks one of dtype, shape and data_offsets");
    }
    check_entry(source, result);
    return result;
}

/// The tensors in order of their bytes must follow each other, from the first byte of the data to the last.
void check_tiling(json::header_reader const& source, std::vector<entry> const& entries, std::size_t start,
                  std::size_t size)
{
    auto order = std::vector<entry const*>();
    for (auto const& one : entries) {
        order.push_back(&one);
    }
    std::sort(order.begin(), order.end(), [](auto const* a, auto const* b) {
        return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
    });
    auto end = std::size_t{0};
    for (auto const* one : order) {
        if (one->begin != end) {
            source.refuse_at(one->place,
                             "the tensor " + formats::quoted(one->tensor.name) + " begins at " +
                                 to_string(one->begin) + " of the data, expected " + to_string(end) +
                                 (one->begin > end ? ": a gap" : ": an overlap"));
        }
        end = one->end;
    }
    if (end != size) {
        source.refuse_at(source.place(),
                         "the header asks for " + to_string(end) + " bytes of data, the file has " +
                             to_string(size) + " from byte " + to_string(start));
    }
}

auto read_metadata(json::header_reader& source) -> std::map<std::string, std::string>
{
    auto metadata = std::map<std::string, std::string>();
    source.read_object([&](std::string const& key, std::size_t) {
        metadata[key] = source.read_string();
    });
    return metadata;
}

auto header_size(std::string const& path, std::string_view bytes) -> std::size_t
{
    if (bytes.size() < 8) {
        formats::refuse(path, bytes.size(), "the file ends, expected 8 bytes with the length of the header");
    }
    auto const size = formats::little_endian(bytes.substr(0, 8));
    auto const most = std::min(longest_header, bytes.size() - 8);
    if (size > most) {
        formats::refuse(path, 0,
                        "the header has a length of " + to_string(size) + ", expected at most " +
                            to_string(most) + (most == longest_header ? "" : " as the file has no more"));
    }
    return size;
}

auto to_bytes(std::string_view text) -> std::vector<std::byte>
{
    auto bytes = std::vector<std::byte>(text.size());
    std::transform(text.begin(), text.end(), bytes.begin(), [](char c) {
        return static_cast<std::byte>(c);
    });
    return bytes;
}

auto written_string(std::string_view text) -> std::string { return json::quoted(text, "write_safetensors"); }

auto written_numbers(shape_type const& numbers) -> std::string
{
    return '[' + formats::joined(numbers, ",") + ']';
}

void require_writable(stored_tensor const& tensor)
{
    auto const who = "write_safetensors: the tensor " + formats::quoted(tensor.name) + " ";
    auto const type = type_of(tensor.dtype);
    if (!type) {
        throw argument_error(who + unknown_type(tensor));
    }
    if (tensor.name == metadata_key) {
        throw argument_error(who + "has a reserved name");
    }
    auto const size = byte_count(tensor.shape, formats::size_of(*type));
    if (size != tensor.bytes.size()) {
        throw argument_error(who + "has " + to_string(tensor.bytes.size()) + " bytes, expected " +
                             (size ? to_string(*size) : "more than memory can hold") + " as its shape says");
    }
}

auto written_header(safetensors_file const& file) -> std::string
{
    if (file.tensors.size() > most_tensors) {
        throw argument_error("write_safetensors: " + to_string(file.tensors.size()) +
                             " tensors are given, and at most " + to_string(most_tensors) +
                             " are read again");
    }
    auto out = std::string("{");
    if (!file.metadata.empty()) {
        out += written_string(metadata_key) + ":{";
        for (auto const& [key, text] : file.metadata) {
            out += (out.back() == '{' ? "" : ",") + written_string(key) + ':' + written_string(text);
        }
        out += '}';
    }
    auto names = std::set<std::string>();
    auto begin = std::size_t{0};
    for (auto const& tensor : file.tensors) {
        require_writable(tensor);
        if (!names.insert(tensor.name).second) {
            throw argument_error("write_safetensors: the name " + formats::quoted(tensor.name) + " is given twice");
        }
        auto const end = begin + tensor.bytes.size();
        out += (out.back() == '{' ? "" : ",") + written_string(tensor.name) + ":{\"dtype\":\"" +
            tensor.dtype + "\",\"shape\":" + written_numbers(tensor.shape) +
            ",\"data_offsets\":" + written_numbers({begin, end}) + '}';
        begin = end;
    }
    out += '}';
    out.append((8 - out.size() % 8) % 8, ' '); // so that the data begin aligned
    return out;
}

} // namespace

void write_safetensors(std::string const& path, safetensors_file const& file)
{
    auto const header = written_header(file);
    auto out = formats::as_little_endian(header.size(), 8) + header;
    for (auto const& tensor : file.tensors) {
        out.append(reinterpret_cast<char const*>(tensor.bytes.data()), tensor.bytes.size());
    }
    write_durably(path, out);
}

auto read_safetensors(std::string const& path) -> safetensors_file
{
    auto const bytes = read_whole(path);
    auto const size = header_size(path, bytes);
    auto const data = std::string_view(bytes).substr(8 + size);
    auto source = json::header_reader(path, std::string_view(bytes).substr(8, size), 8);
    auto file = safetensors_file();
    auto entries = std::vector<entry>();
    if (size == 0 || bytes[8] != '{') {
        source.refuse("expected { at the start of the header");
    }
    source.read_object([&](std::string const& key, std::size_t place) {
        if (key == metadata_key) {
            file.metadata = read_metadata(source);
        } else if (entries.size() == most_tensors) {
            source.refuse_at(place,
                             "the header names more than " + to_string(most_tensors) +
                                 " tensors, which is the most that is read");
        } else {
            entries.push_back(read_entry(source, key, place));
        }
    });
    source.expect_end();
    check_tiling(source, entries, 8 + size, data.size());
    for (auto& one : entries) {
        one.tensor.bytes = to_bytes(data.substr(one.begin, one.end - one.begin));
        file.tensors.push_back(std::move(one.tensor));
    }
    return file;
}

template <class T>
auto detail::numbers_of(stored_tensor const& tensor) -> xt::xarray<T>
{
    auto const who = "numbers_of: the tensor " + formats::quoted(tensor.name) + " ";
    auto const type = type_of(tensor.dtype);
    if (!type) {
        throw data_error(who + unknown_type(tensor));
    }
    if (std::is_integral_v<T> && formats::is_real(*type)) {
        throw data_error(who + "holds real numbers, " + tensor.dtype + ", expected whole numbers");
    }
    auto const size = byte_count(tensor.shape, formats::size_of(*type));
    if (size != tensor.bytes.size()) {
        throw data_error(who + "has " + to_string(tensor.bytes.size()) +
                         " bytes, which is not what its shape and dtype say");
    }
    auto values = xt::xarray<T>::from_shape(tensor.shape);
    auto const bytes =
        std::string_view(reinterpret_cast<char const*>(tensor.bytes.data()), tensor.bytes.size());
    if (auto const misfit = formats::convert(*type, formats::byte_order::little, bytes, values.data())) {
        throw data_error(who + "holds " + misfit->text + " as element " + to_string(misfit->element) +
                         ", expected a value that the type it is read as can hold");
    }
    return values;
}

#define LAGOM_NUMBERS_OF(T) template auto detail::numbers_of<T>(stored_tensor const&) -> xt::xarray<T>;
LAGOM_NUMBERS_OF(float)
LAGOM_NUMBERS_OF(double)
LAGOM_NUMBERS_OF(bool)
LAGOM_NUMBERS_OF(std::int8_t)
LAGOM_NUMBERS_OF(std::uint8_t)
LAGOM_NUMBERS_OF(std::int16_t)
LAGOM_NUMBERS_OF(std::uint16_t)
LAGOM_NUMBERS_OF(std::int32_t)
LAGOM_NUMBERS_OF(std::uint32_t)
LAGOM_NUMBERS_OF(std::int64_t)
LAGOM_NUMBERS_OF(std::uint64_t)

} // namespace lagom
