// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_idx.hpp>

#include "files.hpp"

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include <zlib.h>

namespace {

using lagom::read_idx;
using support::error_of;
using support::temporary_file;
using strings = std::vector<std::string>;

auto bytes(std::initializer_list<int> values) -> std::string
{
    auto text = std::string();
    for (auto const value : values) {
        text += static_cast<char>(value);
    }
    return text;
}

/// Two images of 1 x 3 pixels.
auto images() -> std::string
{
    return bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255});
}
auto labels() -> std::string { return bytes({0, 0, 8, 1, 0, 0, 0, 2, 7, 3}); }

/// labels() as the gzip program packs it.
auto packed_labels() -> std::string
{
    return bytes({31, 139, 8,  0,  0,   0, 0, 0,   2,   3,   99, 96, 224, 96, 100,
                  96, 96,  96, 98, 103, 6, 0, 100, 107, 212, 67, 10, 0,   0,  0});
}

/// What reading the bytes says after the path.
auto refusal(std::string const& content) -> std::string
{
    auto const file = temporary_file(content);
    auto const text = error_of<lagom::file_error>([&] {
        read_idx<float>(file.path);
    });
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
}

template <class T = float>
auto read(std::string const& content) -> xt::xarray<T>
{
    return read_idx<T>(temporary_file(content).path);
}

TEST_CASE("read_idx: unsigned bytes become numbers from 0 to 1 in the stored shape")
{
    auto const values = read(images());
    CHECK(values.dimension() == 3);
    CHECK(values == xt::xarray<float>{{{0.0F, 0.2F, 0.4F}}, {{0.6F, 0.8F, 1.0F}}});
    CHECK(read<double>(images())(0, 0, 1) == 51.0 / 255.0);
}

TEST_CASE("read_idx: other types are read as they are")
{
    CHECK(read(bytes({0, 0, 9, 1, 0, 0, 0, 2, 255, 127})) == xt::xarray<float>{-1, 127});
    CHECK(read(bytes({0, 0, 11, 1, 0, 0, 0, 2, 255, 254, 1, 0})) == xt::xarray<float>{-2, 256});
    CHECK(read(bytes({0, 0, 12, 1, 0, 0, 0, 2, 255, 255, 255, 253, 0, 1, 0, 0})) ==
          xt::xarray<float>{-3, 65536});
    CHECK(read(bytes({0, 0, 13, 1, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0})) == xt::xarray<float>{1.5});
    CHECK(read<double>(bytes({0, 0, 14, 1, 0, 0, 0, 1, 0xBF, 0xF8, 0, 0, 0, 0, 0, 0})) ==
          xt::xarray<double>{-1.5});
}

TEST_CASE("read_idx: a double outside the range of float is refused at its byte")
{
    auto const huge = bytes({0, 0, 14, 1, 0, 0, 0, 1, 0x48, 0x40, 0, 0, 0, 0, 0, 0}); // 2^133
    CHECK(refusal(huge).starts_with(", byte 8: found 1.0889035741470031e+40, expected"));
    CHECK(read<double>(huge)(0) == 0x1p133);
}

TEST_CASE("read_idx: a compressed file is known by its content")
{
    CHECK(read(packed_labels()) == read(labels()));
    CHECK(read(packed_labels()).size() == 2);
}

TEST_CASE("read_idx: images and labels make a data set of ten classes")
{
    auto const image_file = temporary_file(images()), label_file = temporary_file(packed_labels());
    auto const data = read_idx(image_file.path, label_file.path);
    CHECK(data.size() == 2);
    CHECK(data.columns() == 3);
    CHECK(data.labels() == std::vector<std::int32_t>{7, 3});
    CHECK(data.class_names() == strings{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    CHECK(read_idx<double>(image_file.path, label_file.path).features()(1, 2) == 1.0);
}

TEST_CASE("read_idx: a data set of bytes is marked as pixels, if they are stored as bytes")
{
    auto const image_file = temporary_file(images()), label_file = temporary_file(labels());
    auto const data = read_idx<std::uint8_t>(image_file.path, label_file.path);
    CHECK(data.are_pixels());
    CHECK(data.features() == xt::xtensor<std::uint8_t, 2>{{0, 51, 102}, {153, 204, 255}});
    CHECK(data.labels() == std::vector<std::int32_t>{7, 3});
    CHECK(!read_idx(image_file.path, label_file.path).are_pixels());
    auto const again = read_idx<std::uint8_t>(image_file.path, label_file.path, lagom::classes_of(data));
    CHECK(again.are_pixels());
    auto const numbers =
        temporary_file(bytes({0, 0, 11, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 7, 0, 9})); // of 16 bits
    CHECK(!read_idx<std::uint8_t>(numbers.path, label_file.path).are_pixels());
}

TEST_CASE("read_idx: bytes are divided by 255 for real numbers, and taken as they are for whole ones")
{
    CHECK(read<std::uint8_t>(labels()) == xt::xarray<std::uint8_t>{7, 3});
    CHECK(read<std::int64_t>(images()) == xt::xarray<std::int64_t>{{{0, 51, 102}}, {{153, 204, 255}}});
    CHECK(read<std::int16_t>(bytes({0, 0, 11, 1, 0, 0, 0, 2, 255, 254, 1, 0})) ==
          xt::xarray<std::int16_t>{-2, 256});
    CHECK(read<bool>(bytes({0, 0, 8, 1, 0, 0, 0, 2, 0, 1})) == xt::xarray<bool>{false, true});
    auto const refused = [](auto number, std::string const& content) {
        auto const file = temporary_file(content);
        return error_of<lagom::file_error>([&] {
                   read_idx<decltype(number)>(file.path);
               })
            .substr(file.path.size());
    };
    CHECK(refused(std::int8_t(), images()) ==
          ", byte 19: found 153, expected a number that the type it is read as can hold");
    CHECK(refused(std::int32_t(), bytes({0, 0, 13, 1, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0})) ==
          ", byte 2: the type is 13, real numbers, expected whole ones");
    CHECK(refused(float(), bytes({0, 0, 12, 1, 0, 0, 0, 1, 1, 0, 0, 1}))
              .starts_with(", byte 8: found 16777217, "));
}

TEST_CASE("read_idx: classes are named by their numbers, however many there are")
{
    auto letters = bytes({0, 0, 8, 1, 0, 0, 0, 26}),
         pictures = bytes({0, 0, 8, 3, 0, 0, 0, 26, 0, 0, 0, 1, 0, 0, 0, 1});
    for (auto i = 26; i > 0; --i) {
        letters += static_cast<char>(i);
        pictures += static_cast<char>(i);
    }
    auto const image_file = temporary_file(pictures), label_file = temporary_file(letters);
    auto const train = read_idx(image_file.path, label_file.path);
    CHECK(train.class_count() == 26);
    CHECK(train.class_names().front() == "1");
    CHECK(train.class_names().back() == "26");
    CHECK(train.labels().front() == 25);
    auto const two_images = temporary_file(bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6}));
    auto const two_labels = temporary_file(bytes({0, 0, 12, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 26}));
    auto const test = read_idx(two_images.path, two_labels.path, lagom::classes_of(train));
    CHECK(test.class_names() == train.class_names());
    CHECK(test.labels() == std::vector<std::int32_t>{1, 25});
    auto const digits = read_idx(two_images.path, temporary_file(bytes({0, 0, 8, 1, 0, 0, 0, 2, 7, 7})).path);
    CHECK(digits.class_count() == 10);
    auto const against = [&](lagom::data_set const& first, std::string const& images) {
        return error_of<lagom::error>([&] {
            read_idx(images, two_labels.path, lagom::classes_of(first));
        });
    };
    CHECK(against(digits, two_images.path) ==
          two_labels.path +
              ": found the label 26 in row 1 (counted from 0), expected one of the 10 classes of the first "
              "data set");
    CHECK(against(train, temporary_file(images()).path)
              .ends_with(": images of 3 pixels, expected 1 as in the first data set"));
    CHECK(against(lagom::data_set(xt::xtensor<float, 1>{1}), two_images.path) ==
          "read_idx: classes_of is given a data set without classes");
}

TEST_CASE("read_idx: labels that are no list of whole numbers, or not as many as images, are refused")
{
    auto const image_file = temporary_file(images());
    auto const with_labels = [&](std::string const& content) {
        auto const file = temporary_file(content);
        auto const text = error_of<lagom::error>([&] {
            read_idx(image_file.path, file.path);
        });
        return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
    };
    CHECK(with_labels(images()) ==
          ", byte 2: labels of type 8 with 3 axes, expected type 8 (unsigned byte) or another of whole "
          "numbers, "
          "with 1 axis");
    CHECK(with_labels(bytes({0, 0, 13, 1, 0, 0, 0, 1, 0x3F, 0x80, 0, 0}))
              .starts_with(", byte 2: labels of type 13 with 1 axes"));
    CHECK(with_labels(bytes({0, 0, 8, 1, 0, 0, 0, 1, 7})) ==
          "a data set needs one of labels for each example: 2 examples, 1 labels");
}

TEST_CASE("read_idx: what is not the format is refused at its byte")
{
    CHECK(refusal("hello") == ", byte 0: found 104, expected 0 as an IDX file begins");
    CHECK(refusal(bytes({0, 7, 8, 1})) == ", byte 1: found 7, expected 0 as an IDX file begins");
    CHECK(refusal(bytes({0, 0, 10, 1, 0, 0, 0, 0}))
              .starts_with(", byte 2: the type is 10, expected 8 (unsigned byte)"));
    CHECK(refusal(bytes({0, 0, 8, 0})) == ", byte 3: the number of axes is 0, expected at least 1");
    CHECK(refusal(bytes({0, 0, 8, 1, 0, 0})) == ", byte 6: the file ends in its header");
    CHECK(refusal("") == ", byte 0: the file ends in its header");
}

TEST_CASE("read_idx: a shape that overflows is refused, with a zero in it too")
{
    for (auto const first : {255, 0}) {
        auto const content =
            bytes({0, 0, 8, 3, first, first, first, first, 255, 255, 255, 255, 255, 255, 255, 255});
        CHECK(refusal(content) == ", byte 4: the shape has more elements than memory can hold");
    }
}

TEST_CASE("read_idx: a file that is not exactly as long as its header says is refused")
{
    CHECK(refusal(labels() + "x") ==
          ", byte 10: found more bytes, expected the end of the file after 2 bytes of data");
    CHECK(refusal(bytes({0, 0, 8, 1, 0, 0, 0, 2, 7})) ==
          ", byte 9: the file ends, expected 2 bytes of data up to byte 10");
    for (auto const& content : {images(), labels(), packed_labels()}) {
        for (auto length = std::size_t{0}; length < content.size(); ++length) {
            CHECK_THROWS_AS(read(content.substr(0, length)), lagom::file_error);
        }
    }
}

TEST_CASE("read_idx: compressed data that are cut off, damaged or followed by others are refused")
{
    auto const whole = packed_labels();
    auto const size = std::to_string(whole.size());
    CHECK(refusal(whole.substr(0, whole.size() - 1)) ==
          ", byte " + std::to_string(whole.size() - 1) + ": the compressed data are cut off here");
    auto damaged = whole;
    damaged[whole.size() - 5] = static_cast<char>(damaged[whole.size() - 5] ^ 1); // in the check sum
    CHECK(refusal(damaged).ends_with("the compressed data are damaged: incorrect data check"));
    CHECK(refusal(whole + "rest").ends_with("the compressed data are damaged: incorrect header check"));
    CHECK(refusal(whole + whole) ==
          " (uncompressed), byte 10: found more bytes, expected the end of the file after 2 bytes of data");
}

/// Fault     any byte of an IDX file changed
/// Injected  each byte in turn, by several values
/// Holds     read or refused
TEST_CASE("read_idx: a file with any byte changed is read or refused, never more")
{
    for (auto const& content : {images(), labels(), packed_labels()}) {
        for (auto place = std::size_t{0}; place < content.size(); ++place) {
            for (auto const c : {0, 1, 127, 255}) {
                auto changed = content;
                changed[place] = static_cast<char>(c);
                try {
                    auto const count = read(changed).size();
                    CHECK(count <= 6);
                } catch (lagom::file_error const& error) {
                    CHECK_FALSE(std::string_view(error.what()).empty());
                }
            }
        }
    }
}

TEST_CASE("read_idx: Fashion-MNIST has 10000 test images, a thousand of each class")
{
    auto const folder = std::string("/usr/share/datasets/fashion-mnist/");
    if (!std::filesystem::exists(folder + "t10k-images-idx3-ubyte.gz")) {
        MESSAGE("not installed");
        return;
    }
    auto const data = read_idx(folder + "t10k-images-idx3-ubyte.gz", folder + "t10k-labels-idx1-ubyte.gz");
    CHECK(data.size() == 10000);
    CHECK(data.columns() == 784);
    for (auto digit = 0; digit < 10; ++digit) {
        CHECK(std::count(data.labels().begin(), data.labels().end(), digit) == 1000);
    }
    auto const [least, most] = std::minmax_element(data.features().begin(), data.features().end());
    CHECK(*least == 0.0F);
    CHECK(*most == 1.0F);
    CHECK(read_idx<float>(folder + "t10k-images-idx3-ubyte.gz").shape(1) == 28);
}

/// As the gzip program packs it.
auto packed(std::string const& content) -> std::string
{
    auto stream = ::z_stream();
    REQUIRE(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    auto out = std::string(content.size() + 1000, '\0');
    auto input = content;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

TEST_CASE("read_idx: a compressed array of many parts is read as the plain one is, in every type")
{
    constexpr auto count = 1'300'007; // no multiple of what is unpacked at a time
    auto const header = [](int type) {
        return bytes({0, 0, type, 1, 0, 19, 214, 39}); // the count
    };
    auto pixels = header(8), doubles = header(14);
    for (auto i = 0; i < count; ++i) {
        pixels += static_cast<char>(i * 7);
        doubles += bytes({64, i & 255, 0, 0, 0, 0, 0, i >> 8 & 255});
    }
    CHECK(read(packed(pixels)) == read(pixels));
    CHECK(read<std::uint8_t>(packed(pixels)) == read<std::uint8_t>(pixels));
    CHECK(read<double>(packed(doubles)) == read<double>(doubles));
    CHECK(refusal(packed(doubles + "x")).starts_with(" (uncompressed), byte 10400064: found more bytes"));
    doubles.resize(doubles.size() - 9);
    CHECK(refusal(packed(doubles)).starts_with(" (uncompressed), byte 10400055: the file ends, expected "));
}

/// Fault     an honest bomb: a gzip file of GiBs
/// Injected  a header that says so
/// Holds     refused with its size before memory is taken
TEST_CASE("read_idx: a compressed file that would fill the memory is refused by its header, with its size")
{
    auto const bomb = packed(bytes({0, 0, 8, 2, 0, 1, 0, 0, 0, 0, 64, 1}) + std::string(100'000, '\0'));
    CHECK(refusal(bomb) ==
          ": the compressed file says that it holds an array of 4295229440 bytes, and 4294967296 is the most "
          "that is "
          "read of one; unpack it first");
}

} // namespace
