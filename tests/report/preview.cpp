// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include "../error_of.hpp"
#include "picture.hpp"

#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

using namespace lagom;
using support::error_of, support::picture, support::picture_name;

namespace {

/// Of 12 x 10 pixels, each example of one level that says which it is.
auto flat_pictures(std::size_t channels) -> xt::xtensor<std::uint8_t, 4>
{
    auto x = xt::xtensor<std::uint8_t, 4>::from_shape({16, 12, 10, channels});
    for (std::size_t i = 0; i < x.size(); ++i) {
        x.data()[i] = static_cast<std::uint8_t>(10 * (i / (120 * channels)) + i % channels);
    }
    return x;
}

constexpr std::size_t scale = 8, across = 10 * scale + 4, down = 12 * scale + 4; // 96 / 12

} // namespace

TEST_CASE("preview: originals stand on the left, spread over the data, and the augmented ones beside them")
{
    picture_name const file;
    basic_data_set const data(pixels(flat_pictures(3)));
    preview(input<12, 10, 3> | random_flip | random_erasing(1) | flatten | dense<3>, data, file.path);
    auto const sheet = picture(read_whole(file.path));
    CHECK(sheet.channels == 3);
    CHECK(sheet.height == 8 * down + 4);
    CHECK(sheet.width == 8 * across + 4 + 8);
    CHECK(sheet.at(0, 0) == 255);
    for (std::size_t line = 0; line < 8; ++line) {
        auto const top = 4 + line * down;
        CHECK(sheet.at(top, 4, 1) == static_cast<int>(20 * line + 1));
        CHECK(sheet.at(top + 12 * scale - 1, 4 + 10 * scale - 1, 2) == static_cast<int>(20 * line + 2));
        int erased = 0;
        for (std::size_t y = 0; y < 12; ++y) {
            for (std::size_t x = 0; x < 10; ++x) {
                erased += sheet.at(top + y * scale, 4 + x * scale, 1) == 0;
                erased += 1000 * (sheet.at(top + y * scale, 12 + across + x * scale, 2) == 0);
            }
        }
        CHECK(erased >= 1000); // of the augmented ones
        CHECK(erased % 1000 == 0); // of the originals none
    }
}

TEST_CASE("preview: shows what a fit with this seed is fed")
{
    picture_name const file;
    auto const x = flat_pictures(1);
    constexpr auto net = input<12, 10, 1> | random_brightness(0.5) | flatten | dense<3>;
    basic_data_set const data(pixels(x));
    preview(net, data, file.path, seed(7));
    auto const sheet = picture(read_whole(file.path));
    std::vector<std::uint8_t> image(120), scratch(120);
    for (std::uint32_t epoch = 1; epoch <= 7; ++epoch) {
        for (std::uint32_t line = 0; line < 8; ++line) {
            std::copy_n(x.data() + line * 240, 120, image.data());
            random_stream draws(seed(7), draws_for::augmentation, epoch, 2 * line);
            augment(random_brightness(0.5), image.data(), scratch.data(), image_shape{12, 10, 1}, draws);
            CHECK(sheet.at(4 + line * down, 12 + epoch * across) == image[0]);
        }
    }
}

TEST_CASE(
    "preview: the same of floats and of bytes, of a network and of its model, and mixing of the examples")
{
    picture_name const file;
    auto const x = flat_pictures(1);
    constexpr auto net =
        input<12, 10, 1> | random_shift(2) | one_of(mixup(0.4), cutmix(1)) | flatten | dense<3>;
    auto const shown = [&](auto const& of, auto const& data) {
        preview(of, data, file.path, seed(3));
        return read_whole(file.path);
    };
    auto const bytes = shown(net, basic_data_set(pixels(x)));
    xt::xtensor<float, 4> const real = xt::cast<float>(x) / 255.0F;
    CHECK(shown(net, data_set(real)) == bytes);
    auto m = make_model(net, seed(1));
    CHECK(shown(m, data_set(real)) == bytes);
    m.set("random_shift.0.pixels", 0);
    CHECK(shown(m, data_set(real)) != bytes);
    xt::xtensor<float, 4> const beyond = real * 4.0F - 1.0F; // 0 is black again, and the largest white
    auto const stretched = picture(shown(net, data_set(beyond)));
    CHECK(stretched.at(4, 4) == 0);
    CHECK(stretched.at(4 + 7 * down, 4) == 255);
    CHECK(stretched.at(4 + 3 * down, 4) == 109); // 60 of 140
}

TEST_CASE("preview: what does not fit is refused, and leaves no file")
{
    picture_name const file;
    constexpr auto net = input<12, 10, 1> | random_brightness(0.5) | flatten | dense<3>;
    auto const x = flat_pictures(1);
    auto const refusal = [&](auto const& data) {
        return error_of<data_error>([&] {
            preview(net, data, file.path);
        });
    };
    CHECK(refusal(basic_data_set(pixels(flat_pictures(3)))) ==
          "the network reads 120 features an example and the data have 360");
    CHECK(refusal(basic_data_set<std::uint8_t>(x)).find("mark them") != std::string::npos);
    xt::xtensor<float, 4> const bright = xt::cast<float>(x);
    CHECK(refusal(data_set(bright)).find("random_brightness changes values in [0, 1]") == 0);
    CHECK(!std::filesystem::exists(file.path));
    CHECK_THROWS_AS(preview(net, basic_data_set(pixels(x)), "no/such/folder.png"), file_error);
}
