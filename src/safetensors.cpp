// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/safetensors.hpp>

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lagom {
namespace {

using std::to_string;
using shape_type = std::vector<std::size_t>;

constexpr auto longest_header = std::size_t{100'000'000};
constexpr auto metadata_key = std::string_view("__metadata__");

auto element_size(std::string_view dtype) -> std::optional<std::size_t>
{
    if (dtype == "F32") {
        return 4;
    }
    return dtype == "F64" || dtype == "I64" ? std::optional(std::size_t{8}) : std::nullopt;
}

/// Nothing if the product overflows. Zeros are left out of the check, so that no partial product overflows
/// either.
auto byte_count(shape_type const& shape, std::size_t element) -> std::optional<std::size_t>
{
    auto product = element;
    for (auto const length : shape) {
        if (length != 0 && product > static_cast<std::size_t>(PTRDIFF_MAX) / length) {
            return {};
        }
        product *= std::max(length, std::size_t{1});
    }
    return std::find(shape.begin(), shape.end(), 0U) == shape.end() ? product : 0;
}

/// The length of the UTF-8 sequence at the front, or 0 if there is none: overlong forms, surrogates and
/// numbers above 10FFFF are none.
auto utf8_length(std::string_view text) -> std::size_t
{
    auto const byte = [&](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    auto const first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    auto const length = first >= 0xF0 ? 4U : first >= 0xE0 ? 3U : 2U;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) {
        return 0;
    }
    auto const low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    auto const high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    auto valid = byte(1) >= low && byte(1) <= high;
    for (auto i = 2U; i < length; ++i) {
        valid = valid && (byte(i) & 0xC0) == 0x80;
    }
    return valid ? length : 0;
}

void append_utf8(std::string& out, std::uint32_t code)
{
    auto const tail = [&](int shift) {
        return static_cast<char>(0x80 | (code >> shift & 0x3F));
    };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += {static_cast<char>(0xC0 | code >> 6), tail(0)};
    } else if (code < 0x10000) {
        out += {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
    } else {
        out += {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
    }
}

/// The JSON of a header: objects, strings, and arrays of whole numbers.
class json_reader {
public:
    json_reader(std::string const& path, std::string_view text, std::size_t offset)
        : path_(path), text_(text), offset_(offset)
    {
    }

    auto place() const -> std::size_t { return at_; }

    [[noreturn]] void refuse_at(std::size_t place, std::string const& what) const
    {
        throw file_error(path_ + ", byte " + to_string(offset_ + place) + ": " + what);
    }
    [[noreturn]] void refuse(std::string const& what) const { refuse_at(at_, what); }

    /// Calls `read_value(key, place of the key)` for each entry.
    template <class ReadValue>
    void read_object(ReadValue read_value)
    {
        auto keys = std::set<std::string>();
        expect('{');
        for (auto more = !accept('}'); more; more = next_entry('}')) {
            skip_blanks();
            auto const place = at_;
            auto const key = read_string();
            if (!keys.insert(key).second) {
                refuse_at(place, "the key \"" + key + "\" stands here a second time");
            }
            expect(':');
            read_value(key, place);
        }
    }
    auto read_string() -> std::string
    {
        expect('"');
        auto out = std::string();
        for (;;) {
            if (at_ == text_.size()) {
                refuse("the header ends in a text, expected a closing quote");
            }
            auto const c = text_[at_];
            if (c == '"') {
                ++at_;
                return out;
            }
            if (c == '\\') {
                ++at_;
                read_escape(out);
            } else {
                read_plain(out);
            }
        }
    }
    auto read_numbers() -> shape_type
    {
        auto numbers = shape_type();
        expect('[');
        for (auto more = !accept(']'); more; more = next_entry(']')) {
            numbers.push_back(read_number());
        }
        return numbers;
    }
    void expect_end()
    {
        at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
        if (at_ != text_.size()) {
            refuse("found more after the header, expected spaces only");
        }
    }

private:
    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    auto accept(char c) -> bool
    {
        skip_blanks();
        auto const found = at_ < text_.size() && text_[at_] == c;
        at_ += found ? 1 : 0;
        return found;
    }
    void expect(char c)
    {
        if (!accept(c)) {
            refuse(std::string("expected ") + c);
        }
    }
    auto next_entry(char close) -> bool
    {
        if (accept(',')) {
            return true;
        }
        if (!accept(close)) {
            refuse(std::string("expected , or ") + close);
        }
        return false;
    }
    void read_plain(std::string& out)
    {
        auto const length = utf8_length(text_.substr(at_));
        if (length == 0 || static_cast<unsigned char>(text_[at_]) < 0x20) {
            refuse("found a byte that no JSON text holds, expected UTF-8 without control characters");
        }
        out += text_.substr(at_, length);
        at_ += length;
    }
    void read_escape(std::string& out)
    {
        constexpr auto letters = std::string_view("\"\\/bfnrt");
        constexpr auto meanings = std::string_view("\"\\/\b\f\n\r\t");
        auto const letter = at_ < text_.size() ? text_[at_] : '\0';
        if (auto const which = letters.find(letter); which != std::string_view::npos) {
            out += meanings[which];
            ++at_;
        } else if (letter == 'u') {
            append_utf8(out, read_code_point());
        } else {
            refuse("unknown escape, expected one of \" \\ / b f n r t u after the backslash");
        }
    }
    /// uXXXX, or two of them that are a surrogate pair.
    auto read_code_point() -> std::uint32_t
    {
        auto const start = at_;
        auto const first = read_four_digits();
        if (first < 0xD800 || first > 0xDFFF) {
            return first;
        }
        if (first < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
            ++at_;
            if (auto const second = read_four_digits(); second >= 0xDC00 && second <= 0xDFFF) {
                return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            }
        }
        refuse_at(start, "half of a surrogate pair, expected both");
    }
    auto read_four_digits() -> std::uint32_t
    {
        auto const digits = text_.substr(++at_, 4);
        auto code = std::uint32_t{0};
        auto const* const end = digits.data() + digits.size();
        if (digits.size() != 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
            refuse("expected four hexadecimal digits");
        }
        at_ += 4;
        return code;
    }
    auto read_number() -> std::size_t
    {
        skip_blanks();
        auto value = std::size_t{0};
        auto const* const begin = text_.data() + at_;
        auto const [stop, failure] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (failure != std::errc() || (*begin == '0' && stop - begin > 1)) {
            refuse("expected a whole number from 0 to 2^64 - 1");
        }
        at_ += static_cast<std::size_t>(stop - begin);
        return value;
    }

    std::string const& path_;
    std::string_view text_;
    std::size_t offset_;
    std::size_t at_ = 0;
};

/// A tensor's entry in the header.
struct entry {
    stored_tensor tensor;
    std::size_t begin = 0, end = 0;
    std::size_t place = 0; ///< where its name stands, for errors
};

void check_entry(json_reader const& json, entry const& tensor)
{
    auto const element = element_size(tensor.tensor.dtype);
    auto const who = "the tensor \"" + tensor.tensor.name + "\" ";
    if (!element) {
        json.refuse_at(tensor.place,
                       who + "has the dtype \"" + tensor.tensor.dtype + "\", expected F32, F64 or I64");
    }
    auto const size = byte_count(tensor.tensor.shape, *element);
    if (!size) {
        json.refuse_at(tensor.place, who + "has a shape of more bytes than memory can hold");
    }
    if (tensor.end < tensor.begin || tensor.end - tensor.begin != *size) {
        json.refuse_at(tensor.place,
                       who + "has data_offsets " + to_string(tensor.begin) + " to " + to_string(tensor.end) +
                           ", expected " + to_string(*size) + " bytes as shape and dtype say");
    }
}

auto read_entry(json_reader& json, std::string const& name, std::size_t place) -> entry
{
    auto result = entry{{name, {}, {}, {}}, 0, 0, place};
    auto keys = std::set<std::string>();
    json.read_object([&](std::string const& key, std::size_t key_place) {
        keys.insert(key);
        if (key == "dtype") {
            result.tensor.dtype = json.read_string();
        } else if (key == "shape") {
            result.tensor.shape = json.read_numbers();
        } else if (key == "data_offsets") {
            auto const offsets = json.read_numbers();
            if (offsets.size() != 2) {
                json.refuse_at(key_place, "found " + to_string(offsets.size()) + " data_offsets, expected 2");
            }
            result.begin = offsets[0];
            result.end = offsets[1];
        } else {
            json.refuse_at(key_place,
                           "found the key \"" + key + "\", expected dtype, shape and data_offsets");
        }
    });
    if (keys.size() != 3) {
        json.refuse_at(place, "the tensor \"" + name + "\" lacks one of dtype, shape and data_offsets");
    }
    check_entry(json, result);
    return result;
}

/// The tensors in order of their bytes must follow each other, from the first byte of the data to the last.
void check_tiling(json_reader const& json, std::vector<entry> const& entries, std::size_t start,
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
            json.refuse_at(one->place,
                           "the tensor \"" + one->tensor.name + "\" begins at " + to_string(one->begin) +
                               " of the data, expected " + to_string(end) +
                               (one->begin > end ? ": a gap" : ": an overlap"));
        }
        end = one->end;
    }
    if (end != size) {
        json.refuse_at(json.place(),
                       "the header asks for " + to_string(end) + " bytes of data, the file has " +
                           to_string(size) + " from byte " + to_string(start));
    }
}

auto read_metadata(json_reader& json) -> std::map<std::string, std::string>
{
    auto metadata = std::map<std::string, std::string>();
    json.read_object([&](std::string const& key, std::size_t) {
        metadata[key] = json.read_string();
    });
    return metadata;
}

auto header_size(std::string const& path, std::string_view bytes) -> std::size_t
{
    if (bytes.size() < 8) {
        throw file_error(path + ", byte " + to_string(bytes.size()) +
                         ": the file ends, expected 8 bytes with the length of the header");
    }
    auto size = std::uint64_t{0};
    for (auto i = std::size_t{8}; i-- > 0;) {
        size = size << 8 | static_cast<unsigned char>(bytes[i]);
    }
    auto const most = std::min(longest_header, bytes.size() - 8);
    if (size > most) {
        throw file_error(path + ", byte 0: the header has a length of " + to_string(size) +
                         ", expected at most " + to_string(most) +
                         (most == longest_header ? "" : " as the file has no more"));
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

auto written_string(std::string_view text) -> std::string
{
    auto out = std::string("\"");
    while (!text.empty()) {
        auto const length = utf8_length(text);
        if (length == 0) {
            throw argument_error("write_safetensors: the text after " + out + "\" is not UTF-8");
        }
        auto const c = static_cast<unsigned char>(text.front());
        if (c < 0x20) {
            constexpr auto digits = std::string_view("0123456789abcdef");
            out += "\\u00";
            out += {digits[c / 16], digits[c % 16]};
        } else {
            out += c == '"' || c == '\\' ? "\\" : "";
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out + '"';
}

auto written_numbers(shape_type const& numbers) -> std::string
{
    auto out = std::string("[");
    for (auto const number : numbers) {
        out += (out.size() == 1 ? "" : ",") + to_string(number);
    }
    return out + ']';
}

void require_writable(stored_tensor const& tensor)
{
    auto const who = "write_safetensors: the tensor \"" + tensor.name + "\" ";
    auto const element = element_size(tensor.dtype);
    if (!element) {
        throw argument_error(who + "has the dtype \"" + tensor.dtype + "\", expected F32, F64 or I64");
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
            throw argument_error("write_safetensors: the name \"" + tensor.name + "\" is given twice");
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
    auto out = std::string();
    for (auto i = 0; i < 8; ++i) {
        out += static_cast<char>(static_cast<std::uint64_t>(header.size()) >> 8 * i & 0xFF);
    }
    out += header;
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
    auto json = json_reader(path, std::string_view(bytes).substr(8, size), 8);
    auto file = safetensors_file();
    auto entries = std::vector<entry>();
    if (size == 0 || bytes[8] != '{') {
        json.refuse("expected { at the start of the header");
    }
    json.read_object([&](std::string const& key, std::size_t place) {
        if (key == metadata_key) {
            file.metadata = read_metadata(json);
        } else {
            entries.push_back(read_entry(json, key, place));
        }
    });
    json.expect_end();
    check_tiling(json, entries, 8 + size, data.size());
    for (auto& one : entries) {
        one.tensor.bytes = to_bytes(data.substr(one.begin, one.end - one.begin));
        file.tensors.push_back(std::move(one.tensor));
    }
    return file;
}

} // namespace lagom
