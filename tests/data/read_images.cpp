// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_images.hpp>

#include "pictures.hpp"

#include "../stderr_of.hpp"

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <csignal>
#include <filesystem>

#include <sys/stat.h>

namespace {

using namespace lagom;
using support::error_of;
using support::jpeg_of;
using support::levels;
using support::png_of;
using support::temporary_folder;
using strings = std::vector<std::string>;
using axes = std::vector<std::size_t>;

/// 1 x 2 pixels of gray.
auto small(int a, int b) -> std::string
{
    return png_of(1, 2, {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)});
}

/// What reading the folder says, after its path.
template <class... Options>
auto refusal(temporary_folder const& folder, Options const&... options) -> std::string
{
    auto const text = error_of<file_error>([&] {
        read_images(folder.path, options...);
    });
    return text.starts_with(folder.path) ? text.substr(folder.path.size()) : "no path: " + text;
}

/// The levels of one picture.
template <class... Options>
auto levels_of(std::string const& picture, Options const&... options) -> std::vector<int>
{
    auto const folder = temporary_folder();
    folder.write("picture", picture);
    auto const data = read_images(folder.path, no_labels, options...);
    auto values = std::vector<int>();
    for (auto const x : data.features()) {
        values.push_back(static_cast<int>(std::lround(255 * x)));
    }
    return values;
}

/// What is said of one picture, after its path.
template <class... Options>
auto refusal_of(std::string const& picture, Options const&... options) -> std::string
{
    auto const folder = temporary_folder();
    folder.write("picture", picture);
    auto const text = refusal(folder, no_labels, options...);
    return text.starts_with("/picture") ? text.substr(8) : "no name: " + text;
}

TEST_CASE("read_images: one folder a class, classes and pictures sorted by name")
{
    auto const folder = temporary_folder();
    folder.write("rose/b.png", small(40, 50));
    folder.write("rose/a.png", small(30, 255));
    folder.write("Tulip/1.png", small(10, 0));
    folder.write("rose/more/0.png", small(60, 70));
    folder.write("rose/.DS_Store", "left behind");
    folder.write("rose/Thumbs.db", "left behind");
    folder.write("README.txt", "not read");
    auto const data = read_images(folder.path);
    CHECK(data.class_names() == strings{"Tulip", "rose"});
    CHECK(data.labels() == std::vector<std::int32_t>{0, 1, 1, 1});
    CHECK(data.feature_axes() == axes{4, 1, 2, 1});
    auto const expected = xt::xtensor<float, 2>{
        {10 / 255.0F, 0}, {30 / 255.0F, 1}, {40 / 255.0F, 50 / 255.0F}, {60 / 255.0F, 70 / 255.0F}};
    CHECK(data.features() == expected);
    CHECK(read_images<double>(folder.path + "/").features()(1, 0) == 30 / 255.0);
}

TEST_CASE("read_images: a labels file says pictures, order and classes")
{
    auto const folder = temporary_folder();
    folder.write("pictures/b.png", small(40, 50));
    folder.write("pictures/in/a.png", small(30, 20));
    folder.write("pictures/not_named.png", "no picture");
    auto const pictures = folder.at("pictures"), labels = folder.at("labels.csv");
    folder.write("labels.csv", "file,size,label\nin/a.png,1,10\nb.png,2,9\n");
    auto const data = read_images(pictures, labels_file(labels));
    CHECK(data.class_names() == strings{"9", "10"}); // as numbers, as read_csv has them
    CHECK(data.labels() == std::vector<std::int32_t>{1, 0});
    CHECK(data.features()(0, 0) == 30 / 255.0F);
    folder.write("labels.csv", "species,picture\nrose,b.png\n");
    auto const named = read_images(pictures, labels_file(labels, "picture", "species"));
    CHECK(named.class_names() == strings{"rose"});
    CHECK(named.size() == 1);

    auto const refused = [&](std::string const& table) {
        folder.write("labels.csv", table);
        return refusal(folder, labels_file(labels)).substr(0, 0) +
            error_of<file_error>([&] {
                read_images(pictures, labels_file(labels));
            }).substr(labels.size());
    };
    CHECK(refused("").starts_with(": the file is empty"));
    CHECK(refused("file,label\n") == ": there are no rows behind the header, expected one for each picture");
    CHECK(refused("picture,label\nb.png,1\n")
              .starts_with(": the header has no column \"file\", expected one of files among \"picture\""));
    CHECK(refused("file,file,label\nb.png,b.png,1\n").starts_with(": the header has more than one column"));
    CHECK(refused("file,label\nc.png,1\n") ==
          ", line 2 (row 1), column 1: found \"c.png\", expected the name of a file in the folder " +
              pictures);
    CHECK(refused("file,label\nin,1\n").find("found \"in\", expected the name of a file") !=
          std::string::npos);
    CHECK(refused("file,label\nb.png,1\n./b.png,2\n").find("found \"./b.png\" a second time") !=
          std::string::npos);
    CHECK(refused("file,label\nb.png,1\nb.png,2\n").find("found \"b.png\" a second time") !=
          std::string::npos);
    CHECK(refused("file,label\nb.png,\n").find("(a missing value), expected the name of a class") !=
          std::string::npos);
    CHECK(refused("file,label\nb.png\n").find("found 1 field, expected 2 as in the header") !=
          std::string::npos);
    folder.write("labels.csv", "file,label\nnot_named.png,1\n");
    CHECK(error_of<file_error>([&] {
              read_images(pictures, labels_file(labels));
          }) == pictures + "/not_named.png, byte 0: the file is no picture, expected a PNG or a JPEG");
}

TEST_CASE("read_images: further pictures have the classes and the size of the first data set")
{
    auto const first = temporary_folder(), second = temporary_folder();
    first.write("a/1.png", small(1, 2));
    first.write("b/1.png", small(3, 4));
    second.write("b/1.png", small(5, 6));
    auto const train = read_images(first.path);
    auto const test = read_images(second.path, classes_of(train));
    CHECK(test.class_names() == train.class_names());
    CHECK(test.labels() == std::vector<std::int32_t>{1});
    second.write("c/1.png", small(5, 6));
    CHECK(refusal(second, classes_of(train)) ==
          "/c: the folder is none of the classes of the first data set, expected one of \"a\", \"b\"");
    auto const other = temporary_folder();
    other.write("a/1.png", png_of(2, 1, {1, 2}));
    CHECK(refusal(other, classes_of(train)) ==
          "/a/1.png: the picture has 2 rows of 1 pixels with 1 channel, expected 1 rows of 2 pixels with 1 "
          "channel as in the first data set");
    CHECK(error_of<argument_error>([&] {
              read_images(first.path, classes_of(read_images(first.path, no_labels)));
          }) == "read_images: classes_of is given a data set without classes");
}

TEST_CASE("read_images: all pictures have one size, and what differs names both")
{
    auto const folder = temporary_folder();
    folder.write("a/1.png", small(1, 2));
    folder.write("b/1.png", png_of(2, 2, {1, 2, 3, 4}));
    CHECK(refusal(folder) ==
          "/b/1.png: the picture has 2 rows of 2 pixels with 1 channel, expected 1 rows of 2 pixels with 1 "
          "channel as " +
              folder.at("a/1.png"));
    folder.write("b/1.png", png_of(1, 2, {1, 2, 3, 4, 5, 6}, {.colours = PNG_COLOR_TYPE_RGB}));
    CHECK(refusal(folder).ends_with("; as_gray or as_rgb makes all alike"));
    CHECK(read_images(folder.path, as_gray).feature_axes() == axes{2, 1, 2, 1});
    CHECK(read_images(folder.path, as_rgb).feature_axes() == axes{2, 1, 2, 3});
}

TEST_CASE("read_images: colours become gray by their luma, gray becomes three equal channels")
{
    auto const colours =
        png_of(1, 4, {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9}, {.colours = PNG_COLOR_TYPE_RGB});
    CHECK(levels_of(colours, as_gray) == std::vector<int>{76, 150, 29, 9}); // 76.245, 149.685, 29.07
    CHECK(levels_of(small(7, 255), as_rgb) == std::vector<int>{7, 7, 7, 255, 255, 255});
    CHECK(levels_of(colours, as_rgb) == levels_of(colours));
}

TEST_CASE("read_images: PNG of few bits, of palettes, and interlaced")
{
    CHECK(levels_of(png_of(1, 3, {0b1010'0000}, {.bits = 1})) == std::vector<int>{255, 0, 255});
    CHECK(levels_of(png_of(1, 4, {0b00'01'10'11}, {.bits = 2})) == std::vector<int>{0, 85, 170, 255});
    CHECK(levels_of(png_of(1, 2, {0x1F}, {.bits = 4})) == std::vector<int>{17, 255});
    auto const palette = support::png_look{
        .bits = 2, .colours = PNG_COLOR_TYPE_PALETTE, .palette = {{1, 2, 3}, {40, 50, 60}, {255, 0, 9}}};
    CHECK(levels_of(png_of(1, 3, {0b10'00'01'00}, palette)) ==
          std::vector<int>{255, 0, 9, 1, 2, 3, 40, 50, 60});
    auto many = levels();
    for (auto i = 0; i < 9 * 11 * 3; ++i) {
        many.push_back(static_cast<std::uint8_t>(i * 5));
    }
    auto const as_rows = levels_of(png_of(9, 11, many, {.colours = PNG_COLOR_TYPE_RGB}));
    CHECK(as_rows == std::vector<int>(many.begin(), many.end()));
    CHECK(levels_of(png_of(9, 11, many, {.colours = PNG_COLOR_TYPE_RGB, .interlaced = true})) == as_rows);
    CHECK(levels_of(png_of(9, 11, many, {.colours = PNG_COLOR_TYPE_RGB, .with_extras = true})) == as_rows);
}

TEST_CASE("read_images: an index behind the end of a palette is refused")
{
    auto const palette =
        support::png_look{.bits = 8, .colours = PNG_COLOR_TYPE_PALETTE, .palette = {{1, 2, 3}, {40, 50, 60}}};
    CHECK(refusal_of(png_of(1, 2, {0, 7}, palette)) ==
          ": the pixel in row 0, column 1 (both counted from 0) has the place 7 in the palette, expected 0 "
          "to 1");
}

TEST_CASE("read_images: alpha that hides nothing is left out, other is blended with what is said")
{
    auto const clear = png_of(1, 2, {1, 2, 3, 255, 4, 5, 6, 255}, {.colours = PNG_COLOR_TYPE_RGB_ALPHA});
    CHECK(levels_of(clear) == std::vector<int>{1, 2, 3, 4, 5, 6});
    auto const half = png_of(1, 2, {10, 255, 100, 128}, {.colours = PNG_COLOR_TYPE_GRAY_ALPHA});
    CHECK(
        refusal_of(half) ==
        ": the pixel in row 0, column 1 (both counted from 0) has an alpha of 128, expected 255, which hides "
        "nothing; over_black or over_white says what shows behind it");
    CHECK(levels_of(half, over_black) == std::vector<int>{10, 50}); // 50.2
    CHECK(levels_of(half, over_white) == std::vector<int>{10, 177}); // 177.2
    CHECK(levels_of(half, over_white, as_rgb) == std::vector<int>{10, 10, 10, 177, 177, 177});
    auto const by_palette = support::png_look{
        .colours = PNG_COLOR_TYPE_PALETTE, .palette = {{1, 2, 3}, {40, 50, 60}}, .palette_alpha = {0, 255}};
    CHECK(levels_of(png_of(1, 2, {0, 1}, by_palette), over_white) ==
          std::vector<int>{255, 255, 255, 40, 50, 60});
    CHECK(levels_of(png_of(1, 2, {8, 9}, {.transparent_gray = 9}), over_black) == std::vector<int>{8, 0});
    CHECK(refusal_of(png_of(1, 2, {8, 9}, {.transparent_gray = 9})).find("an alpha of 0") !=
          std::string::npos);
}

TEST_CASE("read_images: JPEG of gray and of colours, baseline and progressive")
{
    // Of quality 100 a block of one colour is off by the rounding of colours alone.
    auto gray = levels(16 * 24, 100);
    CHECK(levels_of(jpeg_of(16, 24, gray, JCS_GRAYSCALE)) == std::vector<int>(16 * 24, 100));
    auto red = levels();
    for (auto i = 0; i < 16 * 24; ++i) {
        red.insert(red.end(), {200, 40, 60});
    }
    for (auto const progressive : {false, true}) {
        auto const read = levels_of(jpeg_of(16, 24, red, JCS_RGB, progressive));
        REQUIRE(read.size() == 16 * 24 * 3);
        auto most = 0;
        for (auto i = std::size_t{0}; i < read.size(); ++i) {
            most = std::max(most, std::abs(read[i] - red[i]));
        }
        CHECK(most <= 2);
    }
    auto const folder = temporary_folder();
    folder.write("a/1.jpg", jpeg_of(16, 24, gray, JCS_GRAYSCALE));
    folder.write("b/1.png", png_of(16, 24, gray));
    auto const data = read_images(folder.path);
    CHECK(data.feature_axes() == axes{2, 16, 24, 1});
    CHECK(data.features()(0, 5) == data.features()(1, 5));
}

TEST_CASE("read_images: what is not read is refused by its name")
{
    CHECK(refusal_of(png_of(1, 1, {1, 2}, {.bits = 16})) ==
          ": the picture has 16 bits a channel, expected 8 or fewer");
    CHECK(refusal_of(jpeg_of(8, 8, levels(256, 9), JCS_CMYK)) ==
          ": the picture has the colours of print (CMYK), expected gray or RGB");
    CHECK(refusal_of("GIF89a...") == ", byte 0: the file is a GIF, expected a PNG or a JPEG");
    CHECK(refusal_of("BM......") == ", byte 0: the file is a BMP, expected a PNG or a JPEG");
    CHECK(refusal_of("RIFF....WEBPVP8 ") == ", byte 0: the file is a WebP, expected a PNG or a JPEG");
    CHECK(refusal_of("a note") == ", byte 0: the file is no picture, expected a PNG or a JPEG");
    CHECK(refusal_of("") == ": the file is empty, expected a PNG or a JPEG");
}

TEST_CASE("read_images: every beginning of a picture is refused, by its name, and nothing is printed")
{
    auto rows = levels();
    for (auto i = 0; i < 20 * 20 * 3; ++i) {
        rows.push_back(static_cast<std::uint8_t>(i * i));
    }
    auto const printed = support::stderr_of([&] {
        for (auto const& whole : {png_of(20, 20, rows, {.colours = PNG_COLOR_TYPE_RGB, .with_extras = true}),
                                  png_of(20, 20, rows, {.colours = PNG_COLOR_TYPE_RGB, .interlaced = true}),
                                  jpeg_of(20, 20, rows, JCS_RGB), jpeg_of(20, 20, rows, JCS_RGB, true)}) {
            REQUIRE(levels_of(whole).size() == rows.size());
            for (auto length = std::size_t{8}; length < whole.size(); ++length) {
                CHECK(refusal_of(whole.substr(0, length)) ==
                      ", byte " + std::to_string(length) + ": the picture is cut off here");
            }
        }
    });
    CHECK(printed.empty());
}

TEST_CASE("read_images: a byte that is changed in a PNG is noticed, and nothing is printed")
{
    auto const whole =
        png_of(3, 5, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {.with_extras = true});
    auto const printed = support::stderr_of([&] {
        for (auto place = std::size_t{8}; place < whole.size(); ++place) {
            auto damaged = whole;
            damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
            CAPTURE(place);
            CHECK(refusal_of(damaged).starts_with(", byte "));
        }
    });
    CHECK(printed.empty());
}

TEST_CASE("read_images: what libjpeg only warns of is refused, with the byte")
{
    auto rows = levels();
    for (auto i = 0; i < 64 * 64; ++i) {
        rows.push_back(static_cast<std::uint8_t>(i * i / 7));
    }
    auto damaged = jpeg_of(64, 64, rows, JCS_GRAYSCALE);
    damaged.erase(damaged.size() / 2, 100);
    auto const printed = support::stderr_of([&] {
        auto const said = refusal_of(damaged);
        CHECK(said.find("the picture is damaged: libjpeg says \"Corrupt JPEG data") != std::string::npos);
        CHECK(said.starts_with(", byte "));
    });
    CHECK(printed.empty());
}

TEST_CASE("read_images: bytes behind the end of a picture are not read")
{
    CHECK(levels_of(small(3, 4) + "more") == std::vector<int>{3, 4});
    CHECK(levels_of(jpeg_of(8, 8, levels(64, 5), JCS_GRAYSCALE) + "more") == std::vector<int>(64, 5));
}

TEST_CASE("read_images: a picture that says it is huge is refused before there is room for it")
{
    auto bomb = small(1, 2);
    auto const put = [&](std::size_t at, unsigned value) {
        for (auto i = std::size_t{0}; i < 4; ++i) {
            bomb[at + i] = static_cast<char>(value >> (24 - 8 * i));
        }
    };
    put(16, 100000);
    put(20, 100000);
    auto crc = 0xFFFFFFFFU;
    for (auto i = std::size_t{12}; i < 29; ++i) {
        crc ^= static_cast<unsigned char>(bomb[i]);
        for (auto bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ (0xEDB88320U & -(crc & 1U));
        }
    }
    put(29, ~crc);
    CHECK(refusal_of(bomb) ==
          ": the picture says that it has 100000 rows of 100000 pixels, and 268435456 numbers is the most "
          "that is "
          "read of one");
    auto jpeg = jpeg_of(8, 8, levels(64, 5), JCS_GRAYSCALE);
    auto const frame = jpeg.find("\xFF\xC0");
    REQUIRE(frame != std::string::npos);
    jpeg.replace(frame + 5, 4, "\xFF\x00\xFF\x00", 4);
    CHECK(refusal_of(jpeg).starts_with(": the picture says that it has 65280 rows of 65280 pixels, and "));
}

TEST_CASE("read_images: folders that are not as they should be")
{
    auto const folder = temporary_folder();
    CHECK(refusal(folder) ==
          ": there are no folders and no pictures in it, expected a folder for each class");
    CHECK(refusal(folder, no_labels) == ": there is no picture in it, expected at least one");
    folder.write("1.png", small(1, 2));
    CHECK(
        refusal(folder) ==
        "/1.png: a picture, where a folder for each class is expected; labels_file(\"labels.csv\") says the "
        "classes, and no_labels reads pictures without any");
    folder.write("rose/1.png", small(1, 2));
    CHECK(refusal(folder) == "/1.png: a picture beside the folders of classes, expected in one of them");
    std::filesystem::remove(folder.at("1.png"));
    folder.write("tulip/.hidden", "");
    CHECK(refusal(folder) ==
          "/tulip: there is no picture in the folder of this class, expected at least one");
    folder.write("tulip/notes.txt", "no picture");
    CHECK(refusal(folder) == "/tulip/notes.txt, byte 0: the file is no picture, expected a PNG or a JPEG");
    CHECK(error_of<file_error>([&] {
              read_images(folder.at("rose/1.png"));
          }) == folder.at("rose/1.png") + ": it is a file, expected a folder of pictures");
    CHECK(error_of<file_error>([&] {
              read_images(folder.at("nothing"));
          }).starts_with(folder.at("nothing") + ": cannot open: "));
}

TEST_CASE("read_images: links are followed, but not in a circle or to nothing")
{
    namespace fs = std::filesystem;
    auto const folder = temporary_folder(), elsewhere = temporary_folder();
    elsewhere.write("1.png", small(1, 2));
    fs::create_directory_symlink(elsewhere.path, folder.at("a"));
    folder.write("b/1.png", small(3, 4));
    CHECK(read_images(folder.path).class_names() == strings{"a", "b"});
    fs::create_directory_symlink(folder.at("b"), folder.at("b/again"));
    CHECK(refusal(folder) == "/b/again: it is a link to a folder that it lies in, expected folders that end");
    fs::remove(folder.at("b/again"));
    fs::create_symlink("nothing.png", folder.at("b/2.png"));
    CHECK(refusal(folder).starts_with("/b/2.png: cannot follow the link: "));
    fs::remove(folder.at("b/2.png"));
    fs::create_symlink("2.png", folder.at("b/2.png"));
    CHECK(refusal(folder).starts_with("/b/2.png: cannot follow the link: ")); // to itself
}

TEST_CASE("read_images: a FIFO is refused, and not waited for")
{
    auto const folder = temporary_folder();
    folder.write("a/1.png", small(1, 2));
    REQUIRE(::mkfifo(folder.at("a/2.png").c_str(), 0600) == 0);
    CHECK(refusal(folder) == "/a/2.png: it is a FIFO, expected a picture or a folder");
}

TEST_CASE("read_images: names that are no UTF-8, or no line, are shown so that they can be read")
{
    auto const folder = temporary_folder();
    folder.write("gr\xFCn/1.png", small(1, 2));
    CHECK(refusal(folder) ==
          "/gr\\xfcn: the name of this folder is no text in UTF-8, as which a model keeps the names of "
          "classes");
    auto const other = temporary_folder();
    other.write("a/1\n\xFC.png", "");
    CHECK(refusal(other) == "/a/1\\x0a\\xfc.png: the file is empty, expected a PNG or a JPEG");
}

TEST_CASE("a data set takes the memory of an array of images that is moved into it")
{
    auto images = xt::xtensor<float, 4>::from_shape({2, 3, 4, 1});
    std::fill(images.begin(), images.end(), 0.5F);
    auto const* const memory = images.data();
    auto const data = data_set(std::move(images), std::vector<int>{0, 1});
    CHECK(data.features().data() == memory);
    CHECK(data.feature_axes() == axes{2, 3, 4, 1});
    CHECK(data.features()(1, 11) == 0.5F);
    auto any = xt::xarray<float>::from_shape({2, 3, 4});
    auto const* const of_any = any.data();
    CHECK(data_set(std::move(any)).features().data() == of_any);
}

} // namespace
