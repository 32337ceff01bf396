// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/safetensors.hpp>

#include "formats.hpp"
#include "json_header.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lagom {
namespace {

using formats::byte_count;
using formats::quoted;
using formats::shape_type;
using std::to_string;

constexpr auto longest_header = std::size_t{100'000'000};
constexpr auto metadata_key = std::string_view("__metadata__");

auto element_size(std::string_view dtype) -> std::optional<std::size_t>
{
    if (dtype == "F32") {
        return 4;
    }
    return dtype == "F64" || dtype == "I64" ? std::optional(std::size_t{8}) : std::nullopt;
}

/// A tensor's entry in the header.
struct entry {
    stored_tensor tensor;
    std::size_t begin = 0, end = 0;
    std::size_t place = 0; ///< where its name stands, for errors
};

void check_entry(json::header_reader const& source, entry const& tensor)
{
    auto const element = element_size(tensor.tensor.dtype);
    auto const who = "the tensor " + quoted(tensor.tensor.name) + " ";
    if (!element) {
        source.refuse_at(tensor.place,
                         who + "has the dtype " + quoted(tensor.tensor.dtype) + ", expected F32, F64 or I64");
    }
    auto const size = byte_count(tensor.tensor.shape, *element);
    if (!size) {
        source.refuse_at(tensor.place, who + "has a shape of more bytes than memory can hold");
    }
    if (tensor.end < tensor.begin || tensor.end - tensor.begin != *size) {
        source.refuse_at(tensor.place,
                         who + "has data_offsets " + to_string(tensor.begin) + " to " +
                             to_string(tensor.end) + ", expected " + to_string(*size) +
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
                             "found the key " + quoted(key) + ", expected dtype, shape and data_offsets");
        }
    });
    if (keys.size() != 3) {
        source.refuse_at(place, "the tensor " + quoted(name) + " lacks one of dtype, shape and data_offsets");
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
                             "the tensor " + quoted(one->tensor.name) + " begins at " +
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
    auto const who = "write_safetensors: the tensor " + quoted(tensor.name) + " ";
    auto const element = element_size(tensor.dtype);
    if (!element) {
        throw argument_error(who + "has the dtype " + quoted(tensor.dtype) + ", expected F32, F64 or I64");
    }
    if (tensor.name == metadata_key) {
        throw argument_error(who + "has a reserved name");
    }
    auto const size = byte_count(tensor.shape, *element);
    if (size != tensor.bytes.size()) {
        throw argument_error(who + "has " + to_string(tensor.bytes.size()) + " bytes, expected " +
                             (size ? to_string(*size) : "more than memory can hold") + " as its shape says");
    }
}

auto written_header(safetensors_file const& file) -> std::string
{
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
            throw argument_error("write_safetensors: the name " + quoted(tensor.name) + " is given twice");
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

} // namespace lagom
