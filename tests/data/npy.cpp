// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/npy.hpp>

#include "files.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

namespace {

using lagom::read_npy;
using lagom::write_npy;
using support::error_of;
using support::temporary_file;

template <class T>
auto bytes_of(std::initializer_list<T> values) -> std::string
{
    auto bytes = std::string(values.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), values.begin(), bytes.size());
    return bytes;
}

/// A file with this dictionary, a line feed and these data.
auto file_of(std::string dictionary, std::string const& data, char version = 1) -> std::string
{
    dictionary += '\n';
    auto file = std::string("\x93NUMPY") + version + '\0';
    file += static_cast<char>(dictionary.size() % 256);
    file += static_cast<char>(dictionary.size() / 256);
    return file + (version == 1 ? "" : std::string(2, '\0')) + dictionary + data;
}

auto entry(std::string const& descr, std::string const& order, std::string const& shape) -> std::string
{
    return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

template <class T = float>
auto read(std::string const& content) -> xt::xarray<T>
{
    return read_npy<T>(temporary_file(content).path);
}

/// What reading the bytes says after the path.
template <class T = float>
auto refusal(std::string const& content) -> std::string
{
    auto const file = temporary_file(content);
    auto const text = error_of<lagom::file_error>([&] {
        read_npy<T>(file.path);
    });
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
}

template <class T>
void check_round_trip(xt::xarray<T> const& values)
{
    auto const file = temporary_file();
    write_npy(file.path, values);
    CHECK(read_npy<T>(file.path) == values);
}

TEST_CASE("npy: what is written is read again, for each type and rank")
{
    check_round_trip(xt::xarray<float>{{0.1F, -2}, {3, 4}});
    check_round_trip(xt::xarray<double>{{{0.1, 1e300}, {-0.0, 4}}});
    check_round_trip(xt::xarray<std::int32_t>{1, -2, INT32_MAX});
    check_round_trip(xt::xarray<std::int64_t>{1, -2, INT64_MAX});
    check_round_trip(xt::xarray<std::uint8_t>{0, 255});
    check_round_trip(xt::xarray<std::uint32_t>{0, UINT32_MAX});
    check_round_trip(xt::xarray<std::int8_t>{-128, 127});
    check_round_trip(xt::xarray<std::int16_t>{INT16_MIN, INT16_MAX});
    check_round_trip(xt::xarray<std::uint16_t>{0, UINT16_MAX});
    check_round_trip(xt::xarray<std::uint64_t>{0, UINT64_MAX});
    check_round_trip(xt::xarray<bool>{true, false});
    check_round_trip(xt::xarray<float>(7.0F));
    check_round_trip(xt::xarray<float>(xt::xarray<float>::from_shape({0, 3})));
}

TEST_CASE("npy: a tensor or another layout is written row-major")
{
    auto const file = temporary_file();
    auto const values = xt::xtensor<float, 2, xt::layout_type::column_major>{{1, 2, 3}, {4, 5, 6}};
    write_npy(file.path, values);
    CHECK(read_npy<float>(file.path) == xt::xarray<float>{{1, 2, 3}, {4, 5, 6}});
}

TEST_CASE("npy: the bytes are those numpy.save writes")
{
    auto const file = temporary_file();
    write_npy(file.path, xt::xarray<float>{{1, 2, 3}, {4, 5, 6}});
    auto expected = entry("<f4", "False", "(2, 3)");
    expected.resize(128 - 11, ' ');
    CHECK(lagom::read_whole(file.path) == file_of(expected, bytes_of<float>({1, 2, 3, 4, 5, 6})));
}

TEST_CASE("npy: the header may have its keys in any order, other quotes and blanks, and format 2.0")
{
    auto const expected = xt::xarray<float>{1, 2};
    auto const data = bytes_of<float>({1, 2});
    CHECK(read(file_of("{'shape': (2,), 'fortran_order': False, 'descr': '<f4'}", data)) == expected);
    CHECK(read(file_of("{\"descr\":\"<f4\",\"shape\":(2,),\"fortran_order\":True}   ", data)) == expected);
    CHECK(read(file_of(entry("<f4", "False", "( 2 , )"), data, 2)) == expected);
    CHECK(read(file_of(entry("<f4", "False", "()"), bytes_of<float>({9}))) == xt::xarray<float>(9.0F));
}

TEST_CASE("npy: Fortran order is transposed")
{
    auto const two = file_of(entry("<f4", "True", "(2, 3)"), bytes_of<float>({1, 4, 2, 5, 3, 6}));
    CHECK(read(two) == xt::xarray<float>{{1, 2, 3}, {4, 5, 6}});
    auto const three = file_of(entry("|u1", "True", "(2, 2, 3)"),
                               bytes_of<std::uint8_t>({0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11}));
    CHECK(read(three) == xt::xarray<float>{{{0, 1, 2}, {3, 4, 5}}, {{6, 7, 8}, {9, 10, 11}}});
}

TEST_CASE("npy: whole numbers are read as real ones where they are exact")
{
    auto const file = [](char const* descr, std::string const& data) {
        return file_of(entry(descr, "False", "(2,)"), data);
    };
    CHECK(read(file("|u1", bytes_of<std::uint8_t>({3, 255}))) == xt::xarray<float>{3, 255});
    CHECK(read(file("<i4", bytes_of<std::int32_t>({-3, 1 << 30}))) == xt::xarray<float>{-3, 1 << 30});
    CHECK(read(file("<i8", bytes_of<std::int64_t>({INT64_MIN, 5}))) == xt::xarray<float>{-0x1p63F, 5});
    CHECK(read<double>(file("<u4", bytes_of<std::uint32_t>({UINT32_MAX, 0}))) ==
          xt::xarray<double>{4294967295.0, 0});
    CHECK(refusal(file("<i4", bytes_of<std::int32_t>({1, 16777217}))) ==
          ": element 1 is 16777217, expected a value that the type it is read as can hold");
    CHECK(refusal<double>(file("<i8", bytes_of<std::int64_t>({-9007199254740993, 1}))) ==
          ": element 0 is -9007199254740993, expected a value that the type it is read as can hold");
    CHECK(refusal<std::uint8_t>(file("<i4", bytes_of<std::int32_t>({255, 256}))) ==
          ": element 1 is 256, expected a value that the type it is read as can hold");
}

TEST_CASE("npy: real numbers are rounded, must stay finite, and are no whole numbers")
{
    auto const file = file_of(entry("<f8", "False", "(2,)"), bytes_of<double>({0.1, 1e39}));
    CHECK(refusal(file) == ": element 1 is 1e+39, expected a value that the type it is read as can hold");
    CHECK(read(file_of(entry("<f8", "False", "(1,)"), bytes_of<double>({0.1}))) == xt::xarray<float>{0.1F});
    auto const infinite =
        file_of(entry("<f8", "False", "(1,)"), bytes_of({std::numeric_limits<double>::infinity()}));
    CHECK(read(infinite)(0) == std::numeric_limits<float>::infinity());
    CHECK(refusal<std::int32_t>(file) == ": real numbers of type '<f8', expected whole numbers");
}

TEST_CASE("npy: other types are refused by name")
{
    for (auto const* descr : {"<c8", "|O", "<U3", "<M8[s]", "f4", "=f4", "|f4", "<f16", ">", ""}) {
        CHECK(refusal(file_of(entry(descr, "False", "()"), "12345678")) ==
              std::string(": numbers of type '") + descr +
                  "', expected bool, integers of 1 to 8 bytes, or real numbers of 2, 4 or 8 bytes");
    }
    CHECK(refusal(file_of("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (), }", "1234"))
              .ends_with(", byte 20 (header): expected a text in quotes"));
}

TEST_CASE("npy: bool, small and unsigned integers are read as they are")
{
    auto const file = [](char const* descr, std::string const& data) {
        return file_of(entry(descr, "False", "(2,)"), data);
    };
    CHECK(read(file("|b1", bytes_of<std::uint8_t>({1, 0}))) == xt::xarray<float>{1, 0});
    CHECK(read<bool>(file("|b1", bytes_of<std::uint8_t>({1, 0}))) == xt::xarray<bool>{true, false});
    CHECK(read<bool>(file("<i4", bytes_of<std::int32_t>({0, 1}))) == xt::xarray<bool>{false, true});
    CHECK(read(file("|i1", bytes_of<std::int8_t>({-128, 127}))) == xt::xarray<float>{-128, 127});
    CHECK(read(file("<i2", bytes_of<std::int16_t>({-32768, 7}))) == xt::xarray<float>{-32768, 7});
    CHECK(read<std::int16_t>(file("<i2", bytes_of<std::int16_t>({-32768, 7}))) ==
          xt::xarray<std::int16_t>{-32768, 7});
    CHECK(read(file("<u2", bytes_of<std::uint16_t>({65535, 7}))) == xt::xarray<float>{65535, 7});
    CHECK(read<std::uint64_t>(file("<u8", bytes_of<std::uint64_t>({UINT64_MAX, 7}))) ==
          xt::xarray<std::uint64_t>{UINT64_MAX, 7});
    CHECK(read<long long>(file("|i1", bytes_of<std::int8_t>({-1, 7}))) == xt::xarray<long long>{-1, 7});
    CHECK(refusal<double>(file("<u8", bytes_of<std::uint64_t>({1, UINT64_MAX}))) ==
          ": element 1 is 18446744073709551615, expected a value that the type it is read as can hold");
    CHECK(refusal(file("|b1", bytes_of<std::uint8_t>({1, 2}))) ==
          ": element 1 is 2, expected a value that the type it is read as can hold");
    CHECK(refusal<bool>(file("|u1", bytes_of<std::uint8_t>({2, 1}))) ==
          ": element 0 is 2, expected a value that the type it is read as can hold");
    CHECK(refusal<std::uint16_t>(file("|i1", bytes_of<std::int8_t>({0, -1}))) ==
          ": element 1 is -1, expected a value that the type it is read as can hold");
}

TEST_CASE("npy: a half is the same number, whichever it is")
{
    auto const half = [](std::uint16_t bits) {
        return read(file_of(entry("<f2", "False", "()"), bytes_of<std::uint16_t>({bits})))();
    };
    CHECK(half(0x3C00) == 1);
    CHECK(half(0xC000) == -2);
    CHECK(half(0x3555) == 0x1.554p-2F);
    CHECK(half(0x7BFF) == 65504);
    CHECK(half(0x0001) == 0x1p-24F);
    CHECK(half(0x03FF) == 0x3FFp-24F);
    CHECK(half(0x0400) == 0x1p-14F);
    CHECK(std::signbit(half(0x8000)));
    CHECK(half(0xFC00) == -std::numeric_limits<float>::infinity());
    CHECK(std::isnan(half(0x7E01)));
    CHECK(refusal<std::int32_t>(file_of(entry("<f2", "False", "()"), bytes_of<std::uint16_t>({0x3C00}))) ==
          ": real numbers of type '<f2', expected whole numbers");
}

TEST_CASE("npy: big-endian numbers are read as they are")
{
    auto const file = [](char const* descr, char const* shape, std::string_view data) {
        return file_of(entry(descr, "False", shape), std::string(data));
    };
    using namespace std::string_view_literals;
    CHECK(read(file(">f4", "(2,)", "\x3F\x80\0\0\xC0\0\0\0"sv)) == xt::xarray<float>{1, -2});
    CHECK(read(file(">f2", "()", "\x3C\0"sv)) == xt::xarray<float>(1.0F));
    CHECK(read<double>(file(">f8", "()", "\xBF\xF8\0\0\0\0\0\0"sv)) == xt::xarray<double>(-1.5));
    CHECK(read(file(">i2", "(2,)", "\xFF\xFE\x01\0"sv)) == xt::xarray<float>{-2, 256});
    CHECK(read<std::int64_t>(file(">i8", "()", "\0\0\0\0\0\0\x01\x02"sv)) ==
          xt::xarray<std::int64_t>(std::int64_t{258}));
    CHECK(read<std::uint32_t>(file(">u4", "()", "\xFF\0\0\x01"sv)) ==
          xt::xarray<std::uint32_t>(std::uint32_t{0xFF000001}));
}

TEST_CASE("npy: the lengths of axes may be those that Python 2 writes")
{
    auto const data = bytes_of<float>({1, 2, 3, 4, 5, 6});
    CHECK(read(file_of(entry("<f4", "False", "(2L, 3L)"), data)) == xt::xarray<float>{{1, 2, 3}, {4, 5, 6}});
    CHECK(read(file_of(entry("<f4", "False", "(6L,)"), data)).dimension() == 1);
    CHECK(refusal(file_of(entry("<f4", "False", "(2LL, 3)"), data)).ends_with("expected ','"));
}

TEST_CASE("npy: what an expression gives is written in its type")
{
    auto const file = temporary_file();
    auto const p = xt::xtensor<float, 1>{0.25, 0.75, 0.5};
    write_npy(file.path, p > 0.4F);
    CHECK(lagom::read_whole(file.path).find("'|b1'") != std::string::npos);
    CHECK(read_npy<bool>(file.path) == xt::xarray<bool>{false, true, true});
    write_npy(file.path, xt::xtensor<long long, 1>{1, -2});
    CHECK(lagom::read_whole(file.path).find("'<i8'") != std::string::npos);
    CHECK(read_npy<std::int64_t>(file.path) == xt::xarray<std::int64_t>{1, -2});
    write_npy(file.path, xt::xtensor<std::size_t, 1>{1, SIZE_MAX});
    CHECK(lagom::read_whole(file.path).find("'<u8'") != std::string::npos);
    CHECK(read_npy<std::size_t>(file.path) == xt::xarray<std::size_t>{1, SIZE_MAX});
}

TEST_CASE("npy: a file that is not exactly as long as its header says is refused with both lengths")
{
    auto const content = file_of(entry("<f4", "False", "(3,)"), bytes_of<float>({1, 2, 3}));
    auto const header = std::to_string(content.size() - 12);
    auto const expected =
        ", expected " + std::to_string(content.size()) + " (" + header + " of header, 12 of data)";
    CHECK(refusal(content + "x") ==
          ": the file has " + std::to_string(content.size() + 1) + " bytes" + expected);
    CHECK(refusal(content.substr(0, content.size() - 1)) ==
          ": the file has " + std::to_string(content.size() - 1) + " bytes" + expected);
}

/// Fault     an npy file is cut
/// Injected  at any byte
/// Holds     refused
TEST_CASE("npy: a file cut off at any byte is refused")
{
    for (auto const version : {'\1', '\2'}) {
        auto const content = file_of(entry("<f4", "True", "(2, 2)"), bytes_of<float>({1, 2, 3, 4}), version);
        CHECK(read(content).size() == 4);
        for (auto length = std::size_t{0}; length < content.size(); ++length) {
            CHECK_THROWS_AS(read(content.substr(0, length)), lagom::file_error);
        }
    }
}

/// Fault     any byte of an npy file changed
/// Injected  each byte in turn, by several values
/// Holds     read or refused
TEST_CASE("npy: a file with any byte changed is read or refused, never more")
{
    auto const content = file_of(entry("<f4", "True", "(2, 2)"), bytes_of<float>({1, 2, 3, 4}));
    for (auto place = std::size_t{0}; place < content.size(); ++place) {
        for (auto const c : {'\0', '9', '(', '\'', '\xFF'}) {
            auto changed = content;
            changed[place] = c;
            try {
                auto const count = read(changed).size();
                CHECK(count == 4);
            } catch (lagom::file_error const& error) {
                CHECK_FALSE(std::string_view(error.what()).empty());
            }
        }
    }
}

TEST_CASE("npy: what is not the format is refused where it stands")
{
    CHECK(refusal("hello, world") == ": the file does not begin with \\x93NUMPY, expected an npy file");
    CHECK(refusal(file_of(entry("<f4", "False", "()"), "1234", 3)) == ": format 3.0, expected 1.0 or 2.0");
    CHECK(refusal(file_of("{'descr': '<f4', 'fortran_order': False}", "1234")) ==
          ", byte 50 (header): expected the keys 'descr', 'fortran_order' and 'shape'");
    CHECK(refusal(file_of("{'descr': '<f4', 'descr': '<f4'}", "")) ==
          ", byte 35 (header): expected 'descr', 'fortran_order' and 'shape' once each, found 'descr'");
    CHECK(refusal(file_of("{'other': 1}", "")) ==
          ", byte 19 (header): expected 'descr', 'fortran_order' and 'shape' once each, found 'other'");
    CHECK(refusal(file_of("{'fortran_order': 0}", "")) == ", byte 28 (header): expected True or False");
    CHECK(refusal(file_of("{'shape': (3)}", "")) == ", byte 22 (header): expected ','");
    CHECK(refusal(file_of("{'shape': (-3,)}", "")) ==
          ", byte 21 (header): expected the length of an axis, below 2^64");
    CHECK(refusal(file_of("{'shape': (1, 2 3)}", "")) == ", byte 26 (header): expected ',' or ')'");
    CHECK(refusal(file_of(entry("<f4", "False", "()") + "x", "1234"))
              .ends_with("expected a line feed as the end of the header"));
}

/// Fault     huge sizes in a header
/// Injected  shapes whose product overflows
/// Holds     refused
TEST_CASE("npy: a shape that overflows is refused, with a zero in it too")
{
    for (auto const* shape :
         {"(4294967296, 4294967296)", "(18446744073709551615,)", "(0, 4294967296, 4294967296)"}) {
        CHECK(refusal(file_of(entry("<f4", "False", shape), "")) ==
              ": the shape in the header has more elements than memory can hold");
    }
    CHECK(refusal(file_of(entry("<f4", "False", "(18446744073709551616,)"), ""))
              .ends_with("expected the length of an axis, below 2^64"));
}

TEST_CASE("npy: a missing file is an error with the system's reason")
{
    CHECK(error_of<lagom::file_error>([] {
              read_npy<float>("/nowhere/x.npy");
          }) == "/nowhere/x.npy: cannot open: No such file or directory");
}

} // namespace
