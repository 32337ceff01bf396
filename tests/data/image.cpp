// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/image_light.hpp>
#include <lagom/data/image_warp.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace {

using lagom::image_box;
using lagom::image_shape;
using lagom::interpolation;

static_assert(lagom::image_of({3, {28, 20, 3}}) == image_shape{28, 20, 3});
static_assert(lagom::image_of({1, {64}}) == image_shape{1, 1, 64});
static_assert(image_shape{5, 7, 3}.size() == 105 && image_box{1, 4, 2, 4}.area() == 6);

template <class T>
using image = std::vector<T>;

/// Every value different and none 0, some of them not exact in float.
template <class T>
auto numbered(image_shape s) -> image<T>
{
    auto result = image<T>(static_cast<std::size_t>(s.size()));
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] = static_cast<T>(0.1 + 0.7 * static_cast<double>(i));
    }
    return result;
}

template <class T>
auto at(image<T> const& of, image_shape s, int row, int column, int channel) -> T
{
    auto const inside = 0 <= row && row < s.height && 0 <= column && column < s.width;
    return inside ? of[static_cast<std::size_t>((row * s.width + column) * s.channels + channel)] : T{0};
}

/// The image whose pixels are source(row, column, channel).
template <class T>
auto made(image_shape s, auto source) -> image<T>
{
    auto result = image<T>();
    for (int row = 0; row < s.height; ++row) {
        for (int column = 0; column < s.width; ++column) {
            for (int channel = 0; channel < s.channels; ++channel) {
                result.push_back(source(row, column, channel));
            }
        }
    }
    return result;
}

template <class T>
auto same_bits(image<T> const& a, image<T> const& b) -> bool
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class T>
auto rotated(image<T> const& from, image_shape s, double degrees, interpolation between) -> image<T>
{
    auto to = image<T>(from.size(), T{-7});
    lagom::rotate(from.data(), to.data(), s, degrees, between);
    return to;
}

template <class T>
auto shifted(image<T> const& from, image_shape s, int down, int right) -> image<T>
{
    auto to = image<T>(from.size(), T{-7});
    lagom::shift(from.data(), to.data(), s, down, right);
    return to;
}

constexpr image_shape shapes[]{{1, 1, 1}, {1, 6, 1}, {6, 1, 3}, {4, 4, 1}, {5, 7, 3}, {8, 5, 2}};
constexpr interpolation both[]{interpolation::nearest, interpolation::bilinear};

TEST_CASE_TEMPLATE("flips: columns or rows in reverse, and twice is nothing", T, float, double)
{
    for (auto const s : shapes) {
        auto const original = numbered<T>(s);
        auto mirrored = original, upside_down = original;
        lagom::flip_horizontal(mirrored.data(), s);
        lagom::flip_vertical(upside_down.data(), s);
        CHECK(mirrored == made<T>(s, [&](int r, int c, int k) {
                  return at(original, s, r, s.width - 1 - c, k);
              }));
        CHECK(upside_down == made<T>(s, [&](int r, int c, int k) {
                  return at(original, s, s.height - 1 - r, c, k);
              }));
        lagom::flip_horizontal(mirrored.data(), s);
        lagom::flip_vertical(upside_down.data(), s);
        CHECK(same_bits(mirrored, original));
        CHECK(same_bits(upside_down, original));
    }
}

TEST_CASE_TEMPLATE("rotate: by whole turns it is the identity, bit for bit", T, float, double)
{
    for (auto const s : shapes) {
        auto original = numbered<T>(s);
        original.front() = T{-0.0};
        original.back() = std::numeric_limits<T>::quiet_NaN();
        for (auto const between : both) {
            for (auto const degrees : {0.0, -0.0, 360.0, -720.0}) {
                CHECK(same_bits(rotated(original, s, degrees, between), original));
            }
        }
    }
}

TEST_CASE_TEMPLATE("rotate: quarter turns only move the pixels of a square, half turns those of any image", T,
                   float, double)
{
    for (auto const between : both) {
        for (auto const s : {image_shape{4, 4, 1}, image_shape{5, 5, 3}}) {
            auto const original = numbered<T>(s);
            auto const left = made<T>(s, [&](int r, int c, int k) {
                return at(original, s, c, s.width - 1 - r, k);
            });
            CHECK(same_bits(rotated(original, s, 90, between), left));
            CHECK(same_bits(rotated(original, s, -270, between), left));
            CHECK(same_bits(rotated(left, s, -90, between), original));
        }
        for (auto const s : shapes) {
            auto const original = numbered<T>(s);
            auto flipped = original;
            lagom::flip_horizontal(flipped.data(), s);
            lagom::flip_vertical(flipped.data(), s);
            CHECK(same_bits(rotated(original, s, 180, between), flipped));
            CHECK(same_bits(rotated(original, s, -180, between), flipped));
        }
    }
}

TEST_CASE_TEMPLATE("rotate: a positive angle turns counter-clockwise, as seen on a screen", T, float, double)
{
    auto const s = image_shape{3, 3, 1};
    auto const right = image<T>{0, 0, 0, 0, 0, 1, 0, 0, 0}, top = image<T>{0, 1, 0, 0, 0, 0, 0, 0, 0};
    CHECK(rotated(right, s, 90, interpolation::nearest) == top);
    CHECK(rotated(right, s, 45, interpolation::nearest) == image<T>{0, 0, 1, 0, 0, 0, 0, 0, 0});
}

TEST_CASE_TEMPLATE("rotate: bilinear is exact on a plane, and zeros lie outside", T, float, double)
{
    auto const s = image_shape{9, 9, 2};
    auto const plane = made<T>(s, [](int r, int c, int k) {
        return static_cast<T>(k == 0 ? c - 4 : r - 4);
    });
    auto const turned = rotated(plane, s, 33, interpolation::bilinear);
    auto const cosine = std::cos(33 * 3.141592653589793 / 180), sine = std::sin(33 * 3.141592653589793 / 180);
    for (int r = 2; r < 7; ++r) { // sources up to 2 * sqrt(2) from the centre: all four neighbours are inside
        for (int c = 2; c < 7; ++c) {
            auto const x = c - 4, y = r - 4;
            // a sum of four values up to 4, each rounded a few times
            auto const tolerance = 32 * static_cast<double>(std::numeric_limits<T>::epsilon());
            CHECK(std::abs(static_cast<double>(at(turned, s, r, c, 0)) - (cosine * x - sine * y)) <=
                  tolerance);
            CHECK(std::abs(static_cast<double>(at(turned, s, r, c, 1)) - (sine * x + cosine * y)) <=
                  tolerance);
        }
    }
    for (auto const between : both) {
        CHECK(at(rotated(image<T>(81 * 2, T{1}), s, 45, between), s, 0, 0, 0) == T{0});
    }
}

TEST_CASE_TEMPLATE("shift: zeros come in, and there and back loses only what left the image", T, float,
                   double)
{
    constexpr auto far = std::numeric_limits<int>::max();
    for (auto const s : shapes) {
        auto const original = numbered<T>(s);
        for (auto const down : {0, 1, -2, 4, -9, far, -far - 1}) {
            for (auto const right : {0, -1, 3, 7, -far, far}) {
                auto const expected = made<T>(s, [&](int r, int c, int k) {
                    auto const row = long{r} - down, column = long{c} - right;
                    auto const inside = 0 <= row && row < s.height && 0 <= column && column < s.width;
                    return inside ? at(original, s, static_cast<int>(row), static_cast<int>(column), k)
                                  : T{0};
                });
                CHECK(shifted(original, s, down, right) == expected);
            }
        }
        auto const back = shifted(shifted(original, s, 2, -1), s, -2, 1);
        CHECK(back == made<T>(s, [&](int r, int c, int k) {
                  return r < s.height - 2 && c >= 1 ? at(original, s, r, c, k) : T{0};
              }));
    }
}

TEST_CASE_TEMPLATE("crop: of the padded image; at its own size it is a shift", T, float, double)
{
    for (auto const s : shapes) {
        auto const original = numbered<T>(s);
        auto const out = image_shape{s.height + 3, 2, s.channels};
        auto cut = image<T>(static_cast<std::size_t>(out.size()), T{-7}),
             same = image<T>(original.size(), T{-7});
        lagom::crop(original.data(), cut.data(), s, 2, 1, 3, out.height, out.width);
        CHECK(cut == made<T>(out, [&](int r, int c, int k) {
                  return at(original, s, r + 1 - 2, c + 3 - 2, k);
              }));
        lagom::crop(original.data(), same.data(), s, 2, 0, 3, s.height, s.width);
        CHECK(same == shifted(original, s, 2, -1));
        lagom::crop(original.data(), same.data(), s, 0, 0, 0, s.height, s.width);
        CHECK(same_bits(same, original));
    }
}

TEST_CASE_TEMPLATE("erase: the box and nothing else, by one value or one a channel", T, float, double)
{
    auto const s = image_shape{5, 7, 3};
    auto const original = numbered<T>(s);
    auto const inside = [](int r, int c) {
        return 1 <= r && r < 4 && 2 <= c && c < 4;
    };
    auto gray = original, coloured = original, untouched = original, whole = original;
    T const one[]{T{-1}}, three[]{T{-1}, T{-2}, T{-3}};
    lagom::erase(gray.data(), s, 1, 2, 3, 2, one);
    lagom::erase(coloured.data(), s, 1, 2, 3, 2, three);
    lagom::erase(untouched.data(), s, 5, 7, 0, 0, one);
    lagom::erase(whole.data(), s, 0, 0, 5, 7, one);
    CHECK(gray == made<T>(s, [&](int r, int c, int k) {
              return inside(r, c) ? T{-1} : at(original, s, r, c, k);
          }));
    CHECK(coloured == made<T>(s, [&](int r, int c, int k) {
              return inside(r, c) ? three[k] : at(original, s, r, c, k);
          }));
    CHECK(same_bits(untouched, original));
    CHECK(whole == image<T>(original.size(), T{-1}));
}

TEST_CASE_TEMPLATE("cutout: zeros in the square, as far as it is in the image", T, float, double)
{
    CHECK(lagom::cutout_box({12, 10, 3}, 6, 5, 6) == image_box{3, 9, 2, 8});
    CHECK(lagom::cutout_box({12, 10, 3}, 6, 5, 5) == image_box{4, 9, 3, 8});
    CHECK(lagom::cutout_box({12, 10, 3}, 0, 9, 6) == image_box{0, 3, 6, 10});
    CHECK(lagom::cutout_box({12, 10, 3}, 6, 5, 0).area() == 0);
    CHECK(lagom::cutout_box({12, 10, 3}, 0, 0, 32767) == image_box{0, 12, 0, 10});
    for (auto const s : shapes) {
        for (auto const size : {0, 1, 2, 5, 40}) {
            auto const original = numbered<T>(s);
            auto cut = original;
            auto const box = lagom::cutout_box(s, s.height - 1, 0, size);
            lagom::cutout(cut.data(), s, s.height - 1, 0, size);
            CHECK(std::count(cut.begin(), cut.end(), T{0}) == box.area() * s.channels);
            for (std::size_t i = 0; i < cut.size(); ++i) {
                CHECK((cut[i] == original[i] || cut[i] == T{0}));
            }
        }
    }
}

TEST_CASE_TEMPLATE("mix: the ends are exact and do not read the other, between them it is the weighted mean",
                   T, float, double)
{
    auto const nan = std::numeric_limits<T>::quiet_NaN();
    auto const a = image<T>{1, T{-0.0}, T(0.1), 4}, b = image<T>{3, 5, T(0.7), -4},
               nothing = image<T>(4, nan);
    auto kept = a, taken = nothing, half = a;
    lagom::mix(kept.data(), nothing.data(), 1.0, 4);
    lagom::mix(taken.data(), b.data(), 0.0, 4);
    lagom::mix(half.data(), b.data(), 0.5, 4);
    CHECK(same_bits(kept, a));
    CHECK(same_bits(taken, b));
    CHECK(half == image<T>{2, T(2.5), T(0.5) * T(0.1) + T(0.5) * T(0.7), 0});
}

TEST_CASE("cutmix_box: lambda is the share of pixels outside the box, clipped or not")
{
    for (auto const s : shapes) {
        for (int i = 0; i <= 20; ++i) {
            for (int row = 0; row < s.height; ++row) {
                for (int column = 0; column < s.width; ++column) {
                    auto const [box, lambda] = lagom::cutmix_box(i / 20.0, s, {row, column});
                    auto pasted = image<float>(static_cast<std::size_t>(s.size()), 0);
                    lagom::paste_box(pasted.data(), image<float>(pasted.size(), 1).data(), s, box);
                    auto const count = std::count(pasted.begin(), pasted.end(), 1.0F);
                    CHECK(count == box.area() * s.channels);
                    auto const pixels = static_cast<double>(count / s.channels);
                    CHECK(lambda == 1 - pixels / (s.height * s.width));
                }
            }
        }
        CHECK(lagom::cutmix_box(1, s, {0, 0}).lambda == 1);
    }
    CHECK(lagom::cutmix_box(0, {4, 8, 1}, {2, 4}).box == image_box{0, 4, 0, 8});
    CHECK(lagom::cutmix_box(0, {4, 8, 1}, {2, 4}).lambda == 0);
    CHECK(lagom::cutmix_box(0.75, {8, 8, 1}, {0, 7}).box == image_box{0, 2, 5, 8});
}

TEST_CASE_TEMPLATE("paste_box: the same place of the other image, and nothing else", T, float, double)
{
    auto const s = image_shape{5, 7, 3};
    auto const mine = numbered<T>(s), other = image<T>(mine.size(), T{-1});
    auto pasted = mine;
    lagom::paste_box(pasted.data(), other.data(), s, {1, 4, 5, 7});
    CHECK(pasted == made<T>(s, [&](int r, int c, int k) {
              return 1 <= r && r < 4 && 5 <= c ? T{-1} : at(mine, s, r, c, k);
          }));
}

TEST_CASE_TEMPLATE("brightness and contrast: factor 1 keeps every bit, factor 0 leaves black or mean gray", T,
                   float, double)
{
    // at most this many roundings lie between an element and the mean
    auto const tolerance = 16 * static_cast<double>(std::numeric_limits<T>::epsilon());
    for (auto const s : shapes) {
        auto const original = made<T>(s, [&](int r, int c, int k) {
            return static_cast<T>((1.0 + r + c + k) / (2.0 + s.height + s.width + s.channels));
        });
        auto bright = original, contrasted = original, black = original, flat = original, white = original;
        lagom::brightness(bright.data(), s, 1);
        lagom::contrast(contrasted.data(), s, 1);
        lagom::brightness(black.data(), s, 0);
        lagom::contrast(flat.data(), s, 0);
        lagom::brightness(white.data(), s, 1000);
        CHECK(same_bits(bright, original));
        CHECK(same_bits(contrasted, original));
        CHECK(black == image<T>(original.size(), T{0}));
        CHECK(white == image<T>(original.size(), T{1}));
        double gray = 0;
        for (std::size_t i = 0; i < original.size(); ++i) {
            double const weights[]{0.2989, 0.587, 0.114};
            auto const weight = s.channels == 3 ? 3 * weights[i % 3] : 1;
            gray += weight * static_cast<double>(original[i]) / static_cast<double>(original.size());
        }
        for (auto const value : flat) {
            CHECK(std::abs(static_cast<double>(value) - gray) <= tolerance);
        }
    }
}

} // namespace
