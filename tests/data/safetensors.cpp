// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/safetensors.hpp>

#include "files.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string_view>

namespace {

using lagom::numbers_of;
using lagom::read_safetensors;
using lagom::safetensors_file;
using lagom::stored_tensor;
using lagom::write_safetensors;
using support::error_of;
using support::temporary_file;

auto tensor(std::string name, std::string dtype, std::vector<std::size_t> shape, std::size_t size)
    -> stored_tensor
{
    auto bytes = std::vector<std::byte>(size);
    for (auto i = std::size_t{0}; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(i + name.size());
    }
    return {std::move(name), std::move(dtype), std::move(shape), std::move(bytes)};
}

/// A file with this header and data.
auto file_of(std::string const& header, std::string const& data) -> std::string
{
    auto file = std::string();
    for (auto i = 0; i < 8; ++i) {
        file += static_cast<char>(header.size() >> 8 * i & 0xFF);
    }
    return file + header + data;
}

auto read(std::string const& content) -> safetensors_file
{
    return read_safetensors(temporary_file(content).path);
}

/// What reading the bytes says after the path.
auto refusal(std::string const& content) -> std::string
{
    auto const file = temporary_file(content);
    auto const text = error_of<lagom::file_error>([&] {
        read_safetensors(file.path);
    });
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
}

auto refusal_of_writing(safetensors_file const& file) -> std::string
{
    auto const at = temporary_file("old");
    auto const text = error_of<lagom::argument_error>([&] {
        write_safetensors(at.path, file);
    });
    CHECK(lagom::read_whole(at.path) == "old");
    return text;
}

void check_same(safetensors_file const& a, safetensors_file const& b)
{
    CHECK(a.metadata == b.metadata);
    REQUIRE(a.tensors.size() == b.tensors.size());
    for (auto i = std::size_t{0}; i < a.tensors.size(); ++i) {
        CHECK(a.tensors[i].name == b.tensors[i].name);
        CHECK(a.tensors[i].dtype == b.tensors[i].dtype);
        CHECK(a.tensors[i].shape == b.tensors[i].shape);
        CHECK((a.tensors[i].bytes == b.tensors[i].bytes));
    }
}

TEST_CASE("safetensors: what is written is read again, in order")
{
    auto const file = safetensors_file{
        {tensor("w", "F32", {2, 3}, 24),
         tensor("a \"b\" \\ \n \x01 \xC3\xA9 \xF0\x9F\x98\x80", "F64", {1}, 8), tensor("step", "I64", {}, 8),
         tensor("none", "F32", {0, 5}, 0), tensor("", "F32", {1, 1}, 4)},
        {{"format", "pt"}, {"quote \"", "tab\t and zero" + std::string(1, '\0')}, {"", ""}}};
    auto const at = temporary_file();
    write_safetensors(at.path, file);
    check_same(read_safetensors(at.path), file);
    write_safetensors(at.path, {});
    check_same(read_safetensors(at.path), {});
}

TEST_CASE("safetensors: the bytes are a padded JSON header and the data, as Python's safetensors wants them")
{
    auto const at = temporary_file();
    write_safetensors(at.path, {{tensor("w", "F32", {2}, 8), tensor("i", "I64", {1}, 8)}, {{"k", "v"}}});
    auto const header = std::string("{\"__metadata__\":{\"k\":\"v\"},"
                                    "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                    "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]}}");
    auto padded = header;
    padded.resize((header.size() + 7) / 8 * 8, ' ');
    CHECK(lagom::read_whole(at.path) ==
          file_of(padded, "\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08"));
    CHECK(padded.size() % 8 == 0);
}

TEST_CASE("safetensors: blanks, other orders and escapes are read")
{
    auto const file = read(file_of(
        "{ \"b\" : { \"shape\" : [ 1 , 1 ] , \"data_offsets\":[4, 8],\t\"dtype\":\"F32\" },\n"
        " \"\\u0061\\u00e9\\ud83d\\ude00\\/\": {\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]} }  ",
        "abcdefgh"));
    REQUIRE(file.tensors.size() == 2);
    CHECK(file.tensors[0].name == "b");
    CHECK(file.tensors[0].bytes[0] == std::byte{'e'});
    CHECK(file.tensors[1].name == "a\xC3\xA9\xF0\x9F\x98\x80/");
    CHECK(file.tensors[1].bytes[0] == std::byte{'a'});
}

/// Fault     a safetensors file is cut, or longer
/// Injected  at any byte
/// Holds     refused
TEST_CASE("safetensors: a file cut off at any byte, or with one more, is refused")
{
    auto const at = temporary_file();
    write_safetensors(at.path, {{tensor("w", "F32", {2}, 8), tensor("i", "I64", {1}, 8)}, {{"k", "v"}}});
    auto const content = lagom::read_whole(at.path);
    for (auto length = std::size_t{0}; length < content.size(); ++length) {
        CHECK_THROWS_AS(read(content.substr(0, length)), lagom::file_error);
    }
    auto const start = std::to_string(content.size() - 16);
    CHECK(refusal(content + "x")
              .ends_with("the header asks for 16 bytes of data, the file has 17 from byte " + start));
    CHECK(refusal(content.substr(0, content.size() - 1))
              .ends_with("the header asks for 16 bytes of data, the file has 15 from byte " + start));
}

/// Fault     any byte of a safetensors file changed
/// Injected  each byte in turn, by several values
/// Holds     read or refused
TEST_CASE("safetensors: a file with any byte changed is read or refused, never more")
{
    auto const at = temporary_file();
    write_safetensors(at.path, {{tensor("w", "F32", {2}, 8), tensor("i\n", "I64", {1}, 8)}, {{"k", "\x01"}}});
    auto const content = lagom::read_whole(at.path);
    for (auto place = std::size_t{0}; place < content.size(); ++place) {
        for (auto const c : {'\0', '0', '9', '"', '\\', '{', ']', ',', '\xFF', '\xC3'}) {
            auto changed = content;
            changed[place] = c;
            try {
                auto const count = read(changed).tensors.size();
                CHECK(count <= 2);
            } catch (lagom::file_error const& error) {
                CHECK_FALSE(std::string_view(error.what()).empty());
            }
        }
    }
}

/// Fault     hostile headers
/// Injected  lengths beyond the file and 100 MB
/// Holds     refused before memory is taken
TEST_CASE("safetensors: the length of the header is bounded by the file and by 100 MB")
{
    CHECK(refusal("1234567") == ", byte 7: the file ends, expected 8 bytes with the length of the header");
    CHECK(refusal(std::string("\x09\0\0\0\0\0\0\0{}", 10)) ==
          ", byte 0: the header has a length of 9, expected at most 2 as the file has no more");
    CHECK(refusal(std::string(8, '\xFF') + "{}") ==
          ", byte 0: the header has a length of 18446744073709551615, expected at most 2 as the file has no "
          "more");
    auto const at = temporary_file(std::string("\x01\xE1\xF5\x05\0\0\0\0", 8)); // 100,000,001
    std::filesystem::resize_file(at.path, 8 + 100'000'001);
    CHECK(error_of<lagom::file_error>([&] {
              read_safetensors(at.path);
          }) == at.path + ", byte 0: the header has a length of 100000001, expected at most 100000000");
}

TEST_CASE("safetensors: keys that stand twice are refused, in the header, a tensor and the metadata")
{
    auto const empty = std::string("{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    CHECK(refusal(file_of("{\"a\":" + empty + ",\"a\":" + empty + "}", "")) ==
          ", byte 62: the key \"a\" stands here a second time");
    CHECK(refusal(file_of("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "")) ==
          ", byte 28: the key \"dtype\" stands here a second time");
    CHECK(refusal(file_of("{\"__metadata__\":{\"k\":\"\",\"\\u006b\":\"\"}}", "")) ==
          ", byte 32: the key \"k\" stands here a second time");
    CHECK(refusal(file_of("{\"__metadata__\":{},\"__metadata__\":{}}", "")) ==
          ", byte 27: the key \"__metadata__\" stands here a second time");
}

/// A header of tensors with these offsets, each of as many floats.
auto with_offsets(std::initializer_list<std::pair<std::size_t, std::size_t>> all) -> std::string
{
    auto header = std::string();
    for (auto const& [begin, end] : all) {
        header += (header.empty() ? "{\"t" : ",\"t") + std::to_string(header.size()) +
            "\":{\"dtype\":\"F32\",\"shape\":[" + std::to_string((end - begin) / 4) + "],\"data_offsets\":[" +
            std::to_string(begin) + "," + std::to_string(end) + "]}";
    }
    return header + "}";
}

TEST_CASE("safetensors: the tensors fill the data without gap or overlap")
{
    auto const data = std::string(16, 'x');
    CHECK(read(file_of(with_offsets({{8, 16}, {0, 8}, {8, 8}}), data)).tensors.size() == 3);
    CHECK(refusal(file_of(with_offsets({{0, 4}, {8, 16}}), data))
              .ends_with("begins at 8 of the data, expected 4: a gap"));
    CHECK(refusal(file_of(with_offsets({{4, 16}}), data))
              .ends_with("begins at 4 of the data, expected 0: a gap"));
    CHECK(refusal(file_of(with_offsets({{0, 12}, {8, 16}}), data))
              .ends_with("begins at 8 of the data, expected 12: an overlap"));
    CHECK(refusal(file_of(with_offsets({{0, 8}}), data)) ==
          ", byte 63: the header asks for 8 bytes of data, the file has 16 from byte 63");
}

TEST_CASE("safetensors: an entry that does not describe its tensor is refused")
{
    auto const entry = [](std::string const& fields) {
        return refusal(file_of("{\"w\":{" + fields + "}}", "12345678"));
    };
    CHECK(entry("\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,8]") ==
          ", byte 9: the tensor \"w\" has data_offsets 0 to 8, expected 6 bytes as shape and dtype say");
    CHECK(entry("\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[8,0]") ==
          ", byte 9: the tensor \"w\" has data_offsets 8 to 0, expected an end behind the beginning");
    CHECK(entry("\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]") ==
          ", byte 9: the tensor \"w\" has data_offsets 0 to 8, expected 12 bytes as shape and dtype say");
    CHECK(entry("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]") ==
          ", byte 9: the tensor \"w\" has data_offsets 8 to 0, expected 8 bytes as shape and dtype say");
    CHECK(entry("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]") ==
          ", byte 40: found 3 data_offsets, expected 2");
    CHECK(entry("\"dtype\":\"F32\",\"shape\":[2]") ==
          ", byte 9: the tensor \"w\" lacks one of dtype, shape and data_offsets");
    CHECK(entry("\"dtype\":\"F32\",\"size\":[2]") ==
          ", byte 28: found the key \"size\", expected dtype, shape and data_offsets");
    for (auto const* shape : {"4294967296,4294967296", "0,4294967296,4294967296"}) {
        CHECK(entry("\"dtype\":\"F32\",\"shape\":[" + std::string(shape) + "],\"data_offsets\":[0,0]") ==
              ", byte 9: the tensor \"w\" has a shape of more bytes than memory can hold");
    }
}

TEST_CASE("safetensors: JSON that is not the schema is refused where it stands")
{
    auto const header = [](std::string const& text) {
        return refusal(file_of(text, ""));
    };
    CHECK(header("") == ", byte 8: expected { at the start of the header");
    CHECK(header(" {}") == ", byte 8: expected { at the start of the header");
    CHECK(header("{} x") == ", byte 11: found more after the header, expected spaces only");
    CHECK(header("{\"a\":1}") == ", byte 13: expected {");
    CHECK(header("{a:1}") == ", byte 9: expected \"");
    CHECK(header("{\"a\" 1}") == ", byte 13: expected :");
    CHECK(header("{\"__metadata__\":{\"k\":\"v\" ") == ", byte 33: expected , or }");
    CHECK(header("{\"__metadata__\":{\"k\":1}}") == ", byte 29: expected \"");
    CHECK(header("{\"__metadata__\":{},}") == ", byte 27: expected \"");
    CHECK(header("{\"a") == ", byte 11: the header ends in a text, expected a closing quote");
    auto const number = [&](std::string const& text) {
        return header("{\"a\":{\"shape\":[" + text + "]}}");
    };
    for (auto const* text : {"-1", "01", "x", "18446744073709551616"}) {
        CHECK(number(text) == ", byte 23: expected a whole number from 0 to 2^64 - 1");
    }
    CHECK(number("1.5") == ", byte 24: expected , or ]");
    CHECK(number("1,") == ", byte 25: expected a whole number from 0 to 2^64 - 1");
}

TEST_CASE("safetensors: texts that are not valid JSON are refused where they stand")
{
    auto const text = [](std::string const& inside) {
        return refusal(file_of("{\"" + inside + "\":0}", ""));
    };
    auto const no_text =
        ", byte 10: found a byte that no JSON text holds, expected UTF-8 without control characters";
    for (auto const* bytes : {"\n", "\x1F", "\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80",
                              "\xF4\x90\x80\x80", "\xF8", "\xC3"}) {
        CHECK(text(bytes) == no_text);
    }
    CHECK(text("\\x") ==
          ", byte 11: unknown escape, expected one of \" \\ / b f n r t u after the backslash");
    CHECK(text("\\u12g4") == ", byte 12: expected four hexadecimal digits");
    CHECK(text("\\ud800") == ", byte 11: half of a surrogate pair, expected both");
    CHECK(text("\\ud800\\u0041") == ", byte 11: half of a surrogate pair, expected both");
    CHECK(text("\\udc00") == ", byte 11: half of a surrogate pair, expected both");
}

TEST_CASE("safetensors: what no reader would take is not written, and the old file stays")
{
    CHECK(refusal_of_writing({{tensor("w", "F4", {2}, 1)}, {}}) ==
          "write_safetensors: the tensor \"w\" has the dtype \"F4\", expected one of BOOL I8 U8 I16 U16 I32 "
          "U32 "
          "I64 U64 F8_E4M3 F8_E5M2 F16 BF16 F32 F64");
    CHECK(refusal_of_writing({{tensor("w", "F64", {2}, 8)}, {}}) ==
          "write_safetensors: the tensor \"w\" has 8 bytes, expected 16 as its shape says");
    CHECK(refusal_of_writing({{tensor("w", "F64", {std::size_t{1} << 63, 2}, 8)}, {}}) ==
          "write_safetensors: the tensor \"w\" has 8 bytes, expected more than memory can hold as its shape "
          "says");
    CHECK(refusal_of_writing({{tensor("w", "F32", {1}, 4), tensor("w", "F32", {1}, 4)}, {}}) ==
          "write_safetensors: the name \"w\" is given twice");
    CHECK(refusal_of_writing({{tensor("__metadata__", "F32", {1}, 4)}, {}}) ==
          "write_safetensors: the tensor \"__metadata__\" has a reserved name");
    CHECK(refusal_of_writing({{tensor("w\xFF", "F32", {1}, 4)}, {}}) ==
          "write_safetensors: the text after \"w\" is not UTF-8");
}

auto stored(std::string dtype, std::vector<std::size_t> shape, std::string_view bytes) -> stored_tensor
{
    auto result = stored_tensor{"w", std::move(dtype), std::move(shape), {}};
    for (auto const c : bytes) {
        result.bytes.push_back(static_cast<std::byte>(c));
    }
    return result;
}

template <class T>
auto refusal_of(stored_tensor const& tensor) -> std::string
{
    return error_of<lagom::data_error>([&] {
        numbers_of<T>(tensor);
    });
}

TEST_CASE("safetensors: each dtype is written, read and turned into the numbers it holds")
{
    using namespace std::string_view_literals;
    auto file = safetensors_file();
    auto const dtypes =
        std::vector<std::pair<std::string, std::string_view>>{{"BOOL", "\1"sv},
                                                              {"I8", "\xFF"sv},
                                                              {"U8", "\xFF"sv},
                                                              {"I16", "\xFE\xFF"sv},
                                                              {"U16", "\xFE\xFF"sv},
                                                              {"I32", "\xFD\xFF\xFF\xFF"sv},
                                                              {"U32", "\0\0\0\x80"sv},
                                                              {"I64", "\xFC\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv},
                                                              {"U64", "\0\0\0\0\0\0\0\x80"sv},
                                                              {"F8_E4M3", "\x7E"sv},
                                                              {"F8_E5M2", "\xFB"sv},
                                                              {"F16", "\0\x3C"sv},
                                                              {"BF16", "\x80\x3F"sv},
                                                              {"F32", "\0\0\xC0\x3F"sv},
                                                              {"F64", "\0\0\0\0\0\0\xF8\xBF"sv}};
    for (auto const& [dtype, bytes] : dtypes) {
        file.tensors.push_back(stored(dtype, {1}, bytes));
        file.tensors.back().name = dtype;
    }
    auto const at = temporary_file();
    write_safetensors(at.path, file);
    auto const again = read_safetensors(at.path);
    check_same(again, file);
    auto values = std::vector<double>();
    for (auto const& tensor : again.tensors) {
        values.push_back(numbers_of<double>(tensor)(0));
    }
    CHECK(values ==
          std::vector<double>{1, -1, 255, -2, 65534, -3, 0x1p31, -4, 0x1p63, 448, -57344, 1, 1, 1.5, -1.5});
}

TEST_CASE("safetensors: the numbers of a tensor have its shape and the type that is asked for")
{
    using namespace std::string_view_literals;
    auto const half = stored("BF16", {2, 1}, "\x80\x3F\0\xC0"sv);
    CHECK(numbers_of<float>(half) == xt::xtensor<float, 2>{{1}, {-2}});
    CHECK(numbers_of<std::int64_t>(stored("I32", {}, "\5\0\0\0"sv)) ==
          xt::xarray<std::int64_t>(std::int64_t{5}));
    CHECK(numbers_of<bool>(stored("BOOL", {3}, "\1\0\1"sv)) == xt::xarray<bool>{true, false, true});
    CHECK(numbers_of<float>(stored("F32", {0, 3}, ""sv)).shape(1) == 3);
    CHECK(std::isnan(numbers_of<float>(stored("F8_E4M3", {1}, "\xFF"sv))(0)));
    CHECK(numbers_of<float>(stored("F8_E4M3", {2}, "\x01\x08"sv)) == xt::xarray<float>{0x1p-9F, 0x1p-6F});
    CHECK(numbers_of<float>(stored("F8_E5M2", {2}, "\x01\x7C"sv)) ==
          xt::xarray<float>{0x1p-16F, std::numeric_limits<float>::infinity()});
    CHECK(refusal_of<std::int32_t>(half) ==
          "numbers_of: the tensor \"w\" holds real numbers, BF16, expected whole numbers");
    CHECK(refusal_of<std::int8_t>(stored("U8", {2}, "\1\x80"sv)) ==
          "numbers_of: the tensor \"w\" holds 128 as element 1, expected a value that the type it is read as "
          "can hold");
    CHECK(refusal_of<float>(stored("F64", {1}, "\0\0\0\0\0\0\xE0\x7E"sv))
              .starts_with("numbers_of: the tensor \"w\" holds "));
    CHECK(refusal_of<float>(stored("F32", {2}, "\0\0\0\0"sv)) ==
          "numbers_of: the tensor \"w\" has 4 bytes, which is not what its shape and dtype say");
    CHECK(refusal_of<float>(stored("C64", {1}, "12345678"sv))
              .starts_with("numbers_of: the tensor \"w\" has the dtype \"C64\", expected one of BOOL I8 "));
}

TEST_CASE("safetensors: a tensor of a dtype that is not known does not make the others unreadable")
{
    auto const file = read(file_of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                   "\"b\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[4,6]},"
                                   "\"c\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[6,8]}}",
                                   "abcdefgh"));
    REQUIRE(file.tensors.size() == 3);
    CHECK(file.tensors[1].bytes.size() == 2);
    CHECK(numbers_of<int>(file.tensors[2]) == xt::xarray<int>{103, 104});
}

/// Fault     an honest bomb: a million tensors
/// Injected  such a header
/// Holds     refused at its byte
TEST_CASE("safetensors: a header of more tensors than memory should go to is refused at its byte")
{
    constexpr auto most = 100'000;
    auto header = std::string("{");
    auto file = safetensors_file();
    for (auto i = 0; i <= most; ++i) {
        auto const name = std::to_string(i);
        header += (i > 0 ? ",\"" : "\"") + name + R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
        file.tensors.push_back({name, "U8", {0}, {}});
    }
    auto const last = header.rfind("\"100000\"");
    CHECK(refusal(file_of(header + "}", "")) ==
          ", byte " + std::to_string(8 + last) +
              ": the header names more than 100000 tensors, which is the most that is read");
    CHECK(refusal_of_writing(file) ==
          "write_safetensors: 100001 tensors are given, and at most 100000 are read again");
    file.tensors.pop_back();
    auto const at = temporary_file();
    write_safetensors(at.path, file);
    CHECK(read_safetensors(at.path).tensors.size() == most);
}

} // namespace
