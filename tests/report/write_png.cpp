// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include "../error_of.hpp"
#include "picture.hpp"

#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <numeric>

using namespace lagom;
using support::error_of, support::picture, support::picture_name;

namespace {

/// The sheet that is drawn of these arguments.
template <class X>
auto drawn(X const& pictures, auto... per_line) -> picture
{
    picture_name const file;
    write_png(pictures, file.path, per_line...);
    return picture(read_whole(file.path));
}

/// Pictures whose numbers count from 0.
template <class T>
auto counting(std::vector<std::size_t> const& shape) -> xt::xarray<T>
{
    auto x = xt::xarray<T>::from_shape(shape);
    std::iota(x.begin(), x.end(), T(0));
    return x;
}

/// Of one picture of three numbers what is drawn of them.
template <class T>
auto levels_of(T a, T b, T c) -> std::vector<int>
{
    auto const sheet = drawn(xt::xtensor<T, 3>{{{a, b, c}}}); // 32 times
    CHECK(sheet.width == 3 * 32 + 8);
    return {sheet.at(4, 4), sheet.at(35, 4 + 32), sheet.at(4, 4 + 95)};
}

} // namespace

TEST_CASE("write_png: each pixel of each picture is a square at its place, on white")
{
    auto const x = counting<std::uint8_t>({7, 5, 4, 3}); // 19 times: 96 / 5
    auto const sheet = drawn(x, 3);
    constexpr std::size_t scale = 19, across = 4 * scale + 4, down = 5 * scale + 4;
    REQUIRE(sheet.channels == 3);
    REQUIRE(sheet.width == 3 * across + 4);
    REQUIRE(sheet.height == 3 * down + 4);
    std::size_t wrong = 0;
    for (std::size_t y = 0; y < sheet.height; ++y) {
        for (std::size_t x_at = 0; x_at < sheet.width; ++x_at) {
            auto const line = y / down, column = x_at / across, i = 3 * line + column;
            bool const is_paper = y % down < 4 || x_at % across < 4 || i >= 7;
            for (std::size_t c = 0; c < 3; ++c) {
                auto const expected =
                    is_paper ? 255 : x(i, (y % down - 4) / scale, (x_at % across - 4) / scale, c);
                wrong += sheet.at(y, x_at, c) != expected;
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("write_png: a line has about as many pictures as there are lines, or as many as are asked for")
{
    auto const pictures_of = [](std::size_t pixels) {
        return (pixels - 4) / 100; // 96 and the gutter
    };
    auto const grid = [&](std::size_t count, auto... per_line) {
        auto const sheet = drawn(counting<std::uint8_t>({count, 2, 2}), per_line...);
        CHECK(sheet.channels == 1);
        return std::pair(pictures_of(sheet.height), pictures_of(sheet.width));
    };
    CHECK(grid(1) == std::pair(1UL, 1UL));
    CHECK(grid(2) == std::pair(1UL, 2UL));
    CHECK(grid(9) == std::pair(3UL, 3UL));
    CHECK(grid(10) == std::pair(3UL, 4UL));
    CHECK(grid(10, 10) == std::pair(1UL, 10UL));
    CHECK(grid(10, 1) == std::pair(10UL, 1UL));
    CHECK(grid(10, 1'000'000'000) == std::pair(1UL, 10UL)); // no wider than what there is
}

TEST_CASE("write_png: large pictures are drawn as they are")
{
    auto const sheet = drawn(counting<std::uint8_t>({1, 60, 97}));
    CHECK(sheet.width == 97 + 8);
    CHECK(sheet.height == 60 + 8);
    CHECK(sheet.at(4 + 59, 4 + 96) == (60 * 97 - 1) % 256);
}

TEST_CASE_TEMPLATE(
    "write_png: 0 is black and 1 white, and beyond them the least is black and the largest white", T, float,
    double)
{
    CHECK(levels_of<T>(0, T(0.5), 1) == std::vector{0, 128, 255});
    CHECK(levels_of<T>(T(0.2), T(0.4), T(0.6)) == std::vector{51, 102, 153});
    CHECK(levels_of<T>(-1, 0, T(0.5)) == std::vector{0, 170, 255});
    CHECK(levels_of<T>(0, 100, 200) == std::vector{0, 128, 255});
    CHECK(levels_of<T>(10, 12, 15) == std::vector{0, 102, 255});
    constexpr T largest = std::numeric_limits<T>::max();
    CHECK(levels_of<T>(-largest, 0, largest) == std::vector{0, 128, 255});
    CHECK(levels_of<T>(largest, largest, largest) == std::vector{0, 0, 0});
    CHECK(levels_of<T>(T(1e30), T(1e30), T(1e30)) == std::vector{0, 0, 0});
    CHECK(levels_of<T>(-1, -1, -1) == std::vector{0, 0, 0});
}

TEST_CASE("write_png: all pictures have the same black and the same white")
{
    xt::xtensor<float, 3> const two{{{0.0F, 1.0F}}, {{0.0F, 4.0F}}};
    auto const sheet = drawn(two);
    CHECK(sheet.at(4, 4 + 48) == 64);
    CHECK(sheet.at(4, 104 + 48) == 255);
}

TEST_CASE("write_png: an array, a tensor of another layout and an expression are the same pictures")
{
    picture_name const file;
    auto const bytes_of = [&](auto const& pictures) {
        write_png(pictures, file.path);
        return read_whole(file.path);
    };
    auto const x = counting<float>({2, 3, 4});
    auto const expected = bytes_of(x);
    xt::xtensor<float, 3, xt::layout_type::column_major> const turned = x;
    CHECK(bytes_of(turned) == expected);
    CHECK(bytes_of(x * 2.0 - 1.0) == expected); // black and white are others, and so are the numbers
    CHECK(bytes_of(counting<double>({2, 3, 4, 1})) == expected);
    CHECK(bytes_of(xt::cast<std::uint8_t>(x)) != expected);
}

TEST_CASE("write_png: what is no picture is refused by its shape or its place, and leaves the file as it was")
{
    picture_name const file;
    write_durably(file.path, "a file");
    auto const refusal = [&](auto const& pictures) {
        return error_of<data_error>([&] {
            write_png(pictures, file.path);
        });
    };
    CHECK(refusal(counting<float>({28, 28})) ==
          "the pictures have shape [28, 28]; expected [pictures, height, width] or [pictures, height, width, "
          "channels]");
    CHECK(refusal(counting<float>({1, 1, 2, 2, 1})).find("[1, 1, 2, 2, 1]; expected") != std::string::npos);
    CHECK(refusal(counting<std::uint8_t>({3, 8, 8, 2})) ==
          "the pictures have shape [3, 8, 8, 2]; expected 1 or 3 channels");
    for (auto const& empty : {std::vector<std::size_t>{0, 8, 8}, {3, 0, 8}, {3, 8, 0, 3}}) {
        CHECK(refusal(counting<double>(empty)).find("at least one picture of at least one pixel") !=
              std::string::npos);
    }
    CHECK(refusal(xt::zeros<std::uint8_t>({200'000, 1, 1})).find("2^30") != std::string::npos);

    auto x = counting<float>({4, 6, 8, 3});
    x(2, 5, 7, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK(
        refusal(x) ==
        "the pictures hold nan in picture 2, row 5, column 7 (all counted from 0); expected finite numbers");
    x(1, 0, 3, 2) = -std::numeric_limits<float>::infinity();
    CHECK(refusal(x).find("-inf in picture 1, row 0, column 3 ") != std::string::npos);

    CHECK(error_of<argument_error>([&] {
              write_png(counting<float>({4, 6, 8}), file.path, 0);
          }) == "write_png: per_line is 0, but must be at least 1");
    CHECK_THROWS_AS(write_png(counting<float>({4, 6, 8}), file.path, -3), argument_error);
    CHECK(read_whole(file.path) == "a file");
    CHECK_THROWS_AS(write_png(counting<float>({4, 6, 8}), "no/such/folder.png"), file_error);
}
