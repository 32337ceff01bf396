// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/augmentation.hpp>

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using lagom::draws_for;
using lagom::image_shape;
using lagom::random_stream;

static_assert(lagom::augment_node<lagom::random_flip_t> && !lagom::mixing_augment<lagom::random_flip_t>);
static_assert(lagom::mixing_augment<lagom::mixup_t> && lagom::mixing_augment<lagom::cutmix_t>);
static_assert(lagom::node<lagom::random_erasing_t> && lagom::node<lagom::cutmix_t>);
static_assert(lagom::random_flip.rate == 0.5 && lagom::random_flip(0.3).rate == 0.3);
static_assert(lagom::random_rotation(10).between == lagom::interpolation::nearest);
static_assert(lagom::random_rotation(10).bilinear().between == lagom::interpolation::bilinear);
static_assert(lagom::random_rotation(10).bilinear().degrees == 10);
static_assert(lagom::random_shift_t::output({3, {28, 28, 1}}) == lagom::shape{3, {28, 28, 1}});
static_assert(lagom::random_shift_t::output(lagom::vector_of(784)) == lagom::ill_shaped);
static_assert(lagom::random_shift_t::output(lagom::ill_shaped) == lagom::ill_shaped);
static_assert(lagom::mixup_t::output(lagom::vector_of(784)) == lagom::vector_of(784));
static_assert(lagom::mixup_t::output(lagom::ill_shaped) == lagom::ill_shaped);

/// The sum of a node's numbers, after each was set to its least value.
constexpr auto least_rates(auto node) -> double
{
    double sum = 0;
    decltype(node)::rates(node, [](char const*, double& value, double low, double) {
        value = low;
    });
    decltype(node)::rates(std::as_const(node), [&](char const*, double value, double, double) {
        sum += value;
    });
    return sum;
}
static_assert(least_rates(lagom::random_erasing) == -lagom::unlimited &&
              least_rates(lagom::random_rotation(10)) == 0);
static_assert(least_rates(lagom::mixup(1)) == lagom::above_zero);

template <class T>
using image = std::vector<T>;

auto stream(std::uint32_t index, std::uint32_t epoch = 3, std::uint64_t seed = 7) -> random_stream
{
    return {lagom::seed(seed), draws_for::augmentation, epoch, index};
}

template <class T>
auto augmented(auto const& node, image<T> of, image_shape s, random_stream draws) -> image<T>
{
    auto scratch = image<T>(of.size(), static_cast<T>(-7));
    lagom::augment(node, of.data(), scratch.data(), s, draws);
    return of;
}

/// In [0.2, 0.9], every value different.
template <class T>
auto photo(image_shape s) -> image<T>
{
    auto result = image<T>(static_cast<std::size_t>(s.size()));
    for (std::size_t i = 0; i < result.size(); ++i) {
        auto const place = i * 101 % result.size(); // no plane: what smooths must change it
        result[i] =
            static_cast<T>(0.2 + 0.7 * static_cast<double>(place) / static_cast<double>(result.size()));
    }
    return result;
}

/// Five standard deviations of a count of `n` tries with probability p.
auto five_sigma(double n, double p) -> double { return 5 * std::sqrt(n * p * (1 - p)); }

/// Kolmogorov and Smirnov's distance of a sample from the uniform distribution, times the root of its size:
/// above 2 once in 1500.
auto distance_from_uniform(std::vector<double> sample, double low, double high) -> double
{
    std::sort(sample.begin(), sample.end());
    auto const n = static_cast<double>(sample.size());
    double distance = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        auto const expected = (sample[i] - low) / (high - low), below = static_cast<double>(i) / n;
        distance = std::max({distance, expected - below, below + 1 / n - expected});
    }
    return distance * std::sqrt(n);
}

void for_each_node(auto check)
{
    check(lagom::random_flip);
    check(lagom::random_vertical_flip);
    check(lagom::random_rotation(30));
    check(lagom::random_rotation(30).bilinear());
    check(lagom::random_shift(3));
    check(lagom::random_erasing(0.9));
    check(lagom::random_cutout(4));
    check(lagom::random_brightness(0.3));
    check(lagom::random_contrast(0.3));
    check(lagom::random_affine(20, 0.2, 0.2, 10));
    check(lagom::random_affine(20, 0.2, 0.2, 10).bilinear());
    check(lagom::random_resized_crop(0.3));
    check(lagom::random_erasing(0.9).filled(0.2, 0.4, 0.6));
    check(lagom::color_jitter(0.3, 0.3, 0.3, 0.1));
    check(lagom::random_saturation(0.3));
    check(lagom::random_hue(0.2));
    check(lagom::random_sharpness(0.5));
    check(lagom::gaussian_blur(0.2, 2));
    check(lagom::one_of(lagom::random_shift(3), lagom::random_hue(0.2) | lagom::random_flip));
    check(lagom::sometimes(0.9, lagom::random_rotation(30)));
}

/// What does one thing or nothing, in steps of levels: as often as its rate says, and float and bytes by other formulas.
void for_each_switch(auto check)
{
    check(lagom::random_grayscale(0.5));
    check(lagom::random_posterize(3));
    check(lagom::random_solarize(0.5));
    check(lagom::random_equalize(0.5));
    check(lagom::random_autocontrast);
    check(lagom::sometimes(0.5, lagom::random_cutout(30)));
}

template <class T>
auto same_bits(image<T> const& a, image<T> const& b) -> bool
{
    return std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

TEST_CASE_TEMPLATE("augment: seed, epoch and index decide every bit, and each of them matters", T, float,
                   double)
{
    auto const s = image_shape{12, 10, 3};
    auto const original = photo<T>(s);
    for_each_node([&](auto const& node) {
        int other_index = 0, other_epoch = 0, other_seed = 0;
        for (std::uint32_t index = 0; index < 40; ++index) {
            auto const once = augmented(node, original, s, stream(index));
            CHECK(same_bits(once, augmented(node, original, s, stream(index))));
            other_index += !same_bits(once, augmented(node, original, s, stream(index + 100)));
            other_epoch += !same_bits(once, augmented(node, original, s, stream(index, 4)));
            other_seed += !same_bits(once, augmented(node, original, s, stream(index, 3, 8)));
        }
        for (auto const different : {other_index, other_epoch, other_seed}) {
            CHECK(different >= 20 - five_sigma(40, 0.5)); // a flip differs from another half the time
        }
    });
}

TEST_CASE("augment: float and double are given the same draws")
{
    auto const s = image_shape{12, 10, 3};
    for_each_node([&](auto const& node) {
        for (std::uint32_t index = 0; index < 40; ++index) {
            auto const narrow = augmented(node, photo<float>(s), s, stream(index));
            auto const wide = augmented(node, photo<double>(s), s, stream(index));
            for (std::size_t i = 0; i < wide.size(); ++i) {
                CHECK(std::abs(static_cast<double>(narrow[i]) - wide[i]) <
                      1e-6); // values up to 1: a few float ulps
            }
        }
    });
}

TEST_CASE("augment: what is done or not is done as often as the rate says")
{
    auto const s = image_shape{17, 16, 3}; // 272 pixels a channel: equalize has a step
    auto original = photo<float>(s);
    for (std::size_t i = 0; i < original.size(); i += 3) {
        original[i] = 0.3F; // not gray
    }
    auto const n = 2000;
    for_each_switch([&](auto const& node) {
        int changed = 0;
        for (std::uint32_t index = 0; index < n; ++index) {
            changed += !same_bits(augmented(node, original, s, stream(index)), original);
        }
        CHECK(std::abs(changed - n * 0.5) <= five_sigma(n, 0.5));
    });
}

TEST_CASE("augment: bytes are given the draws of floats, and are within two levels of them")
{
    auto const s = image_shape{12, 10, 3};
    auto levels = image<std::uint8_t>();
    auto values = image<double>();
    for (int i = 0; i < s.size(); ++i) {
        levels.push_back(static_cast<std::uint8_t>(50 + i % 150));
        values.push_back(levels.back() / 255.0);
    }
    for_each_node([&](auto const& node) {
        for (std::uint32_t index = 0; index < 40; ++index) {
            auto const bytes = augmented(node, levels, s, stream(index));
            auto const wide = augmented(node, values, s, stream(index));
            double furthest = 0;
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                furthest = std::max(furthest, std::abs(bytes[i] - 255 * wide[i]));
            }
            CHECK(furthest <= 4); // four formulas one after another lose a level each
        }
    });
}

TEST_CASE("one_of: each choice as often as another, and one at a time")
{
    auto const n = 9000;
    auto const node =
        lagom::one_of(lagom::random_flip(1), lagom::random_brightness(0), lagom::random_vertical_flip(1));
    int counts[3]{};
    for (std::uint32_t i = 0; i < n; ++i) {
        auto const made = augmented(node, image<float>{.1F, .2F, .3F, .4F}, {2, 2, 1}, stream(i));
        ++counts[made == image<float>{.2F, .1F, .4F, .3F}       ? 0
                     : made == image<float>{.1F, .2F, .3F, .4F} ? 1
                                                                : 2];
        CHECK((made[0] == .2F || made[0] == .1F || made == image<float>{.3F, .4F, .1F, .2F}));
    }
    for (int const count : counts) {
        CHECK(std::abs(count - n / 3.0) <= five_sigma(n, 1 / 3.0));
    }
}

TEST_CASE("one_of and sometimes: numbers have paths of their own, in the order of the parts")
{
    auto node = lagom::one_of(lagom::random_flip(0.1),
                              lagom::sometimes(0.2, lagom::random_hue(0.3) | lagom::random_shift(4)));
    auto numbers = std::vector<double>();
    decltype(node)::rates(node, [&](char const*, double value, double, double) {
        numbers.push_back(value);
    });
    CHECK(numbers == std::vector{0.1, 0.2, 0.3, 4.0});
}

TEST_CASE("color_jitter: a strength of 0 changes nothing, and the order is drawn")
{
    auto const s = image_shape{1, 2, 3};
    auto const original = image<double>{.2, .3, .4, .5, .6, .1};
    CHECK(same_bits(augmented(lagom::color_jitter(0, 0, 0, 0), original, s, stream(1)), original));
    // Of contrast by 0 and brightness by f the last decides: f times the mean gray, or the mean gray of f times.
    int first = 0;
    auto const n = 2000;
    for (std::uint32_t i = 0; i < n; ++i) {
        auto draws = stream(i);
        int order[4]{0, 1, 2, 3};
        for (std::uint32_t k = 4; k > 1; --k) {
            std::swap(order[k - 1], order[draws.below(k)]);
        }
        auto const place = [&](int part) {
            return std::find(order, order + 4, part) - order;
        };
        first += place(0) < place(3);
        auto by_hand = original, scratch = original;
        for (int const part : order) {
            if (part == 0) {
                lagom::augment(lagom::random_brightness(0.9), by_hand.data(), scratch.data(), s, draws);
            } else if (part == 3) {
                lagom::augment(lagom::random_hue(0.5), by_hand.data(), scratch.data(), s, draws);
            }
        }
        CHECK(augmented(lagom::color_jitter(0.9, 0, 0, 0.5), original, s, stream(i)) == by_hand);
    }
    CHECK(std::abs(first - n * 0.5) <= five_sigma(n, 0.5));
}

TEST_CASE(
    "random_resized_crop: the share of the area is uniform where boxes fit, and 1 keeps all but the ratio")
{
    // Values are places, so that what comes out says what was cut: its first and last pixel lie half a step inside.
    auto const s = image_shape{200, 200, 2};
    auto places = image<double>();
    for (int i = 0; i < 200 * 200; ++i) {
        places.insert(places.end(), {static_cast<double>(i / 200), static_cast<double>(i % 200)});
    }
    auto shares = std::vector<double>(), ratios = shares;
    for (std::uint32_t i = 0; i < 400; ++i) {
        auto const made = augmented(lagom::random_resized_crop(0.2), places, s, stream(i));
        auto const side = [&](std::size_t channel, std::size_t step) { // between two pixels in the middle
            auto const at = 2 * (100 * 200 + 100) + channel;
            return 200 * (made[at + 2 * step] - made[at]);
        };
        double const height = side(0, 200), width = side(1, 1);
        auto const share = height * width / (200 * 200);
        CHECK(share >= 0.2 - 0.01); // sides are rounded to whole pixels
        CHECK(width / height >= 0.75 - 0.01);
        CHECK(width / height <= 4.0 / 3 + 0.01);
        if (share < 0.7) { // fits, whatever its ratio
            shares.push_back(share);
            ratios.push_back(std::log(width / height));
        }
    }
    CHECK(shares.size() > 150);
    CHECK(distance_from_uniform(shares, 0.2, 0.7) < 2);
    CHECK(distance_from_uniform(ratios, std::log(0.75), std::log(4.0 / 3)) < 2);
}

TEST_CASE("random_resized_crop: an image that is too narrow keeps the largest box in its middle")
{
    auto const s = image_shape{1, 40, 1};
    auto line = image<double>();
    for (int i = 0; i < 40; ++i) {
        line.push_back(i);
    }
    auto const made = augmented(lagom::random_resized_crop(1), line, s, stream(1));
    CHECK(std::abs((made.front() + made.back()) / 2 - 19.5) <= 0.5);
    CHECK(made.back() - made.front() < 2);
}

TEST_CASE("rand_augment: magnitude 0 does what loses nothing, and count 0 nothing")
{
    auto const s = image_shape{16, 12, 3};
    auto const original = photo<float>(s);
    CHECK(same_bits(augmented(lagom::rand_augment(0, 9), original, s, stream(1)), original));
    auto const distance = [&](double magnitude) {
        double sum = 0;
        for (std::uint32_t i = 0; i < 300; ++i) {
            auto const made = augmented(lagom::rand_augment(1, magnitude), original, s, stream(i));
            for (std::size_t k = 0; k < made.size(); ++k) {
                sum += std::abs(static_cast<double>(made[k] - original[k]));
            }
        }
        return sum / 300 / static_cast<double>(original.size());
    };
    auto const none = distance(0), some = distance(9), most = distance(30);
    CHECK(none < some);
    CHECK(some < most);
    int kept =
        0; // nothing, four of geometry, four factors, posterize to 8 bits and a step of 0: all but autocontrast
    for (std::uint32_t i = 0; i < 700; ++i) { // and what solarize turns from 1 on: nothing here
        auto const made = augmented(lagom::rand_augment(1, 0), original, s, stream(i));
        double furthest = 0;
        for (std::size_t k = 0; k < made.size(); ++k) {
            furthest = std::max(furthest, std::abs(static_cast<double>(made[k] - original[k])));
        }
        kept += furthest <= 1.0 / 256; // eight bits of a float
    }
    CHECK(std::abs(kept - 700 * 13 / 14.0) <= five_sigma(700, 13 / 14.0));
}

TEST_CASE("gaussian_blur: one value stays, a sum stays away from the border, and sigma 0 changes nothing")
{
    auto const s = image_shape{21, 23, 1};
    auto spot = image<double>(static_cast<std::size_t>(s.size()));
    spot[10 * 23 + 11] = 1;
    CHECK(same_bits(augmented(lagom::gaussian_blur(0), spot, s, stream(1)), spot));
    auto const made = augmented(lagom::gaussian_blur(1.5), spot, s, stream(1));
    double sum = 0, squares = 0;
    for (int i = 0; i < 21 * 23; ++i) {
        sum += made[static_cast<std::size_t>(i)];
        squares += made[static_cast<std::size_t>(i)] * (i % 23 - 11) * (i % 23 - 11);
    }
    CHECK(std::abs(sum - 1) < 1e-12); // 463 products, each rounded a few times
    CHECK(std::abs(squares - 1.5 * 1.5) < 0.1); // cut off at 3.3 sigma
    auto const flat = image<float>(static_cast<std::size_t>(s.size()), 0.7F);
    for (auto const x : augmented(lagom::gaussian_blur(30), flat, s, stream(1))) {
        CHECK(std::abs(x - 0.7F) < 2e-5F); // 181 weights, each rounded once
    }
    auto const one = image<float>{0.3F};
    CHECK(std::abs(augmented(lagom::gaussian_blur(2), one, {1, 1, 1}, stream(1))[0] - 0.3F) < 1e-6F);
}

TEST_CASE("random_erasing: a fill is a value, or a colour; of bytes 1 is 255")
{
    auto const s = image_shape{10, 10, 3};
    auto const black = image<float>(300);
    auto const dark = image<std::uint8_t>(300);
    int erased = 0;
    for (std::uint32_t i = 0; i < 50; ++i) {
        auto const coloured = augmented(lagom::random_erasing(1).filled(0.25, 0.5, 1), black, s, stream(i));
        auto const bytes = augmented(lagom::random_erasing(1).filled(0.25, 0.5, 1), dark, s, stream(i));
        auto const gray = augmented(lagom::random_erasing.filled(0.5)(1), black, s, stream(i));
        for (std::size_t k = 0; k < 300; k += 3) {
            bool const inside = coloured[k] != 0;
            erased += inside;
            CHECK(coloured[k] == (inside ? 0.25F : 0));
            CHECK(coloured[k + 1] == (inside ? 0.5F : 0));
            CHECK(coloured[k + 2] == (inside ? 1.0F : 0));
            CHECK(bytes[k] == (inside ? 64 : 0));
            CHECK(bytes[k + 2] == (inside ? 255 : 0));
            CHECK(gray[k + 1] == (inside ? 0.5F : 0));
        }
    }
    CHECK(erased > 50);
}

TEST_CASE("augment: a chain draws one after another from the image's stream")
{
    auto const s = image_shape{12, 10, 1};
    auto const original = photo<float>(s);
    auto chained = original;
    auto scratch = original;
    auto draws = stream(5);
    lagom::augment(lagom::random_flip(0), chained.data(), scratch.data(), s, draws);
    lagom::augment(lagom::random_shift(3), chained.data(), scratch.data(), s, draws);
    auto later = stream(5);
    static_cast<void>(later.uniform()); // the flip that did not happen draws like one that does
    CHECK(chained == augmented(lagom::random_shift(3), original, s, later));
}

TEST_CASE("augment: the share of images flipped is the rate; 0 is never and 1 always")
{
    auto const n = 20000;
    for (auto const rate : {0.0, 0.3, 0.5, 1.0}) {
        int mirrored = 0, upside_down = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            auto const pair = image<float>{1, 2};
            mirrored += augmented(lagom::random_flip(rate), pair, {1, 2, 1}, stream(i)) != pair;
            upside_down += augmented(lagom::random_vertical_flip(rate), pair, {2, 1, 1}, stream(i)) != pair;
        }
        CHECK(std::abs(mirrored - n * rate) <= five_sigma(n, rate));
        CHECK(std::abs(upside_down - n * rate) <= five_sigma(n, rate));
    }
}

TEST_CASE("random_rotation: the angle is uniform on both sides")
{
    // Channels are x and y from the centre, so that the pixel right of it becomes (cos angle, sin angle).
    auto const s = image_shape{5, 5, 2};
    auto plane = image<double>();
    for (int i = 0; i < 25; ++i) {
        plane.insert(plane.end(), {i % 5 - 2.0, i / 5 - 2.0});
    }
    for (auto const most : {15.0, 180.0}) {
        auto angles = std::vector<double>();
        for (std::uint32_t i = 0; i < 5000; ++i) {
            auto const turned = augmented(lagom::random_rotation(most).bilinear(), plane, s, stream(i));
            angles.push_back(std::atan2(turned[2 * 13 + 1], turned[2 * 13]) * (180 / 3.141592653589793));
        }
        CHECK(*std::max_element(angles.begin(), angles.end()) <=
              most + 1e-9); // 1e-9: read back through atan2
        CHECK(*std::min_element(angles.begin(), angles.end()) >= -most - 1e-9);
        CHECK(distance_from_uniform(angles, -most, most) < 2);
    }
    CHECK(same_bits(augmented(lagom::random_rotation(0), plane, s, stream(1)), plane));
}

TEST_CASE("random_shift: each whole number of pixels as often as another, down and right alike")
{
    auto const s = image_shape{7, 5, 1};
    auto spot = image<float>(35);
    spot[3 * 5 + 2] = 1;
    auto counts = std::map<long, int>();
    auto const n = 25000;
    for (std::uint32_t i = 0; i < n; ++i) {
        auto const moved = augmented(lagom::random_shift(2), spot, s, stream(i));
        ++counts[std::find(moved.begin(), moved.end(), 1.0F) - moved.begin()];
    }
    CHECK(counts.size() == 25);
    for (auto const& [place, count] : counts) {
        CHECK((5 <= place && place < 30)); // rows 1 .. 5, all five columns
        CHECK(std::abs(count - n / 25.0) <= five_sigma(n, 1 / 25.0));
    }
    CHECK_THROWS_AS(lagom::random_shift(0.9), lagom::argument_error); // meant as a share
    CHECK(augmented(lagom::random_shift(0), spot, s, stream(1)) == spot);
}

/// The zeros of an image of one channel: the box they fill.
auto zeros(image<float> const& in, image_shape s) -> lagom::image_box
{
    auto box = lagom::image_box{s.height, 0, s.width, 0};
    for (int i = 0; i < s.height * s.width; ++i) {
        if (in[static_cast<std::size_t>(i)] == 0) {
            auto const row = i / s.width, column = i % s.width;
            box = {std::min(box.top, row), std::max(box.bottom, row + 1), std::min(box.left, column),
                   std::max(box.right, column + 1)};
        }
    }
    return box;
}

TEST_CASE("random_erasing: how often, how large, how oblong")
{
    auto const s = image_shape{64, 48, 1};
    auto const n = 4000;
    int erased = 0, smaller = 0, small = 0, high = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
        auto const result = augmented(lagom::random_erasing, image<float>(64 * 48, 1.0F), s, stream(i));
        auto const count = std::count(result.begin(), result.end(), 0.0F);
        if (count == 0) {
            continue;
        }
        auto const box = zeros(result, s);
        REQUIRE(count == box.area());
        double const height = box.bottom - box.top, width = box.right - box.left;
        CHECK((height + 0.5) * (width + 0.5) >= 0.02 * 64 * 48); // half a pixel: sides are rounded
        CHECK((height - 0.5) * (width - 0.5) <= 0.33 * 64 * 48);
        CHECK((height + 0.5) / (width - 0.5) >= 0.3);
        CHECK((height - 0.5) / (width + 0.5) <= 3.3);
        CHECK((height < 64 && width < 48));
        auto const share = static_cast<double>(count) / (64 * 48);
        erased += 1;
        small += share < 0.10; // such a box fits, whatever its ratio: uniform up to here
        smaller += share < 0.06;
        high += share < 0.10 && height > width;
    }
    CHECK(std::abs(erased - n * 0.5) <= five_sigma(n, 0.5));
    CHECK(std::abs(smaller - small * 0.5) <= five_sigma(small, 0.5));
    CHECK(std::abs(high - small * 0.5) <= five_sigma(small, 0.5));
}

TEST_CASE("random_erasing: the box lies anywhere inside, borders included")
{
    auto const s = image_shape{8, 8, 1};
    auto touched = image<int>(64);
    int at_top = 0, at_bottom = 0;
    for (std::uint32_t i = 0; i < 4000; ++i) {
        auto const result = augmented(lagom::random_erasing(1), image<float>(64, 1.0F), s, stream(i));
        auto const box = zeros(result, s);
        at_top += box.top == 0;
        at_bottom += box.bottom == 8;
        for (std::size_t j = 0; j < 64; ++j) {
            touched[j] += result[j] == 0;
        }
    }
    CHECK(*std::min_element(touched.begin(), touched.end()) > 0);
    CHECK(std::abs(at_top - at_bottom) <= five_sigma(at_top + at_bottom, 0.5));
}

TEST_CASE("random_erasing: never the whole image, nor a whole row or column of it")
{
    for (int height = 1; height <= 6; ++height) {
        for (int width = 1; width <= 6; ++width) {
            auto const s = image_shape{height, width, 1};
            for (std::uint32_t i = 0; i < 300; ++i) {
                auto const ones = image<float>(static_cast<std::size_t>(s.size()), 1.0F);
                auto const box = zeros(augmented(lagom::random_erasing(1), ones, s, stream(i)), s);
                CHECK(box.bottom - box.top < height);
                CHECK(box.right - box.left < width);
            }
        }
    }
}

TEST_CASE("random_cutout: every pixel is the centre as often as another")
{
    auto const s = image_shape{4, 6, 1};
    auto counts = image<int>(24);
    auto const n = 24000;
    for (std::uint32_t i = 0; i < n; ++i) {
        auto const result = augmented(lagom::random_cutout(1), image<float>(24, 1.0F), s, stream(i));
        REQUIRE(std::count(result.begin(), result.end(), 0.0F) == 1);
        ++counts[static_cast<std::size_t>(std::find(result.begin(), result.end(), 0.0F) - result.begin())];
    }
    for (auto const count : counts) {
        CHECK(std::abs(count - n / 24.0) <= five_sigma(n, 1 / 24.0));
    }
}

TEST_CASE("random_brightness and random_contrast: the factor is uniform, and never below 0")
{
    for (auto const& [strength, low] : {std::pair{0.4, 0.6}, std::pair{1.0, 0.0}, std::pair{1.5, 0.0}}) {
        auto bright = std::vector<double>(), contrasted = std::vector<double>();
        for (std::uint32_t i = 0; i < 5000; ++i) {
            auto const gray =
                augmented(lagom::random_brightness(strength), image<double>{0.3}, {1, 1, 1}, stream(i));
            auto const two =
                augmented(lagom::random_contrast(strength), image<double>{0.4, 0.6}, {1, 2, 1}, stream(i));
            bright.push_back(gray[0] / 0.3);
            contrasted.push_back((two[1] - two[0]) / 0.2);
        }
        for (auto const& factors : {bright, contrasted}) {
            CHECK(*std::min_element(factors.begin(), factors.end()) >=
                  low - 1e-12); // read back through a division
            CHECK(*std::max_element(factors.begin(), factors.end()) <= 1 + strength + 1e-12);
            CHECK(distance_from_uniform(factors, low, 1 + strength) < 2);
        }
    }
}

TEST_CASE("draw_mix: lambda is Beta(alpha, alpha), the centre uniform")
{
    auto const n = 20000;
    for (auto const alpha : {0.2, 1.0, 4.0}) {
        double sum = 0, squares = 0;
        auto rows = std::vector<double>(), columns = rows;
        for (std::uint32_t number = 0; number < n; ++number) {
            auto draws = random_stream(lagom::seed(1), draws_for::mixing, 2, number), again = draws;
            auto const drawn = lagom::draw_mix(lagom::cutmix(alpha), draws);
            CHECK(lagom::draw_mix(lagom::mixup(alpha), again).lambda == drawn.lambda);
            CHECK((0 <= drawn.lambda && drawn.lambda <= 1));
            sum += drawn.lambda - 0.5;
            squares += (drawn.lambda - 0.5) * (drawn.lambda - 0.5);
            rows.push_back(drawn.row);
            columns.push_back(drawn.column);
        }
        auto const variance = 1 / (4 * (2 * alpha + 1));
        CHECK(std::abs(sum / n) <= 5 * std::sqrt(variance / n));
        // (lambda - 1/2)^2 is at most 1/4, so its variance is at most variance / 4
        CHECK(std::abs(squares / n - variance) <= 5 * std::sqrt(variance / 4 / n));
        CHECK(distance_from_uniform(rows, 0, 1) < 2);
        CHECK(distance_from_uniform(columns, 0, 1) < 2);
    }
}

/// A batch with room between its rows, which nothing may touch.
template <class T>
struct padded_batch {
    long rows, width, stride = width + 3;
    image<T> values = image<T>(static_cast<std::size_t>(rows * stride), T{-9});

    auto at(long row, long column) -> T& { return values[static_cast<std::size_t>(row * stride + column)]; }
    auto before(long row, long column) -> T& { return at(row > 0 ? row - 1 : rows - 1, column); }
    auto padding_is_whole() -> bool
    {
        bool whole = true;
        for (long row = 0; row < rows; ++row) {
            for (long column = width; column < stride; ++column) {
                whole = whole && at(row, column) == T{-9};
            }
        }
        return whole;
    }
};

template <class T>
auto numbered_batch(long rows, long width) -> padded_batch<T>
{
    auto batch = padded_batch<T>{rows, width};
    for (long row = 0; row < rows; ++row) {
        for (long column = 0; column < width; ++column) {
            batch.at(row, column) = static_cast<T>(0.1 * static_cast<double>(1 + row * width + column));
        }
    }
    return batch;
}

void mix_batch(auto const& node, lagom::drawn_mix const& drawn, auto& features, auto& targets, image_shape s)
{
    auto const tile = [](auto& batch) {
        return lagom::tile_view{
            .data = batch.values.data(), .panel = batch.stride, .batch = batch.rows, .cols = batch.width};
    };
    lagom::apply_mix(node, drawn, tile(features), tile(targets), s);
}

TEST_CASE_TEMPLATE("mixup: each row with the one before it as it was, targets alike", T, float, double)
{
    for (auto const rows : {2, 3, 7}) {
        for (auto const width : {1, 512, 1500}) {
            for (auto const lambda : {0.0, 0.3, 1.0}) {
                auto const original = numbered_batch<T>(rows, width), labels = numbered_batch<T>(rows, 4);
                auto features = original, targets = labels, was = original, label = labels;
                mix_batch(lagom::mixup(1), {.lambda = lambda}, features, targets, {});
                auto const mine = static_cast<T>(lambda), other = static_cast<T>(1 - lambda);
                bool as_expected = true;
                auto const near = [&](T got, T own, T before) { // a contracted product rounds once less
                    auto const a = mine * own, b = other * before;
                    return std::abs(got - (a + b)) <=
                        std::numeric_limits<T>::epsilon() * (std::abs(a) + std::abs(b));
                };
                for (long i = 0; i < rows; ++i) {
                    for (long j = 0; j < width; ++j) {
                        as_expected = as_expected && near(features.at(i, j), was.at(i, j), was.before(i, j));
                    }
                    for (long j = 0; j < 4; ++j) {
                        as_expected =
                            as_expected && near(targets.at(i, j), label.at(i, j), label.before(i, j));
                    }
                }
                CHECK(as_expected);
                CHECK(features.padding_is_whole());
                CHECK(targets.padding_is_whole());
            }
        }
    }
}

TEST_CASE_TEMPLATE("cutmix: the target's weight is the share of pixels that stayed, clipped boxes too", T,
                   float, double)
{
    auto const s = image_shape{9, 7, 3};
    int clipped = 0, whole = 0;
    for (std::uint32_t number = 0; number < 500; ++number) {
        auto draws = random_stream(lagom::seed(1), draws_for::mixing, 2, number);
        auto const drawn = lagom::draw_mix(lagom::cutmix(1), draws);
        auto features = numbered_batch<T>(3, s.size()), was = features;
        auto targets = padded_batch<T>{3, 3};
        for (long i = 0; i < 9; ++i) {
            targets.at(i / 3, i % 3) = i / 3 == i % 3 ? T{1} : T{0};
        }
        mix_batch(lagom::cutmix(1), drawn, features, targets, s);
        for (long row = 0; row < 3; ++row) {
            long stayed = 0, pasted = 0;
            for (long j = 0; j < s.size(); ++j) {
                stayed += features.at(row, j) == was.at(row, j);
                pasted += features.at(row, j) == was.before(row, j);
            }
            CHECK(stayed + pasted == s.size());
            auto const lambda = 1 - static_cast<double>(pasted / s.channels) / (s.height * s.width);
            CHECK(targets.at(row, row) == static_cast<T>(lambda));
            CHECK(targets.before(row, row) == T{0});
            CHECK(targets.at(row, row > 0 ? row - 1 : 2) == static_cast<T>(1 - lambda));
            clipped += std::abs(lambda - drawn.lambda) > 0.3; // rounding alone moves it less
            whole += pasted == 0;
        }
        CHECK(features.padding_is_whole());
        CHECK(targets.padding_is_whole());
    }
    CHECK(clipped > 0);
    CHECK(whole > 0);
}

TEST_CASE("mixing a batch of one row leaves it as it is")
{
    auto const original = numbered_batch<float>(1, 12);
    auto features = original, targets = numbered_batch<float>(1, 2), label = targets;
    mix_batch(lagom::mixup(1), {.lambda = 0.3}, features, targets, {});
    mix_batch(lagom::cutmix(1), {.lambda = 0.3, .row = 0.5, .column = 0.5}, features, targets, {3, 4, 1});
    CHECK(features.values == original.values);
    CHECK(targets.values == label.values);
}

TEST_CASE("augmentations: a number out of its range is an argument_error that says so")
{
    auto const text = [](auto make) -> std::string {
        try {
            make();
        } catch (lagom::argument_error const& error) {
            return error.what();
        }
        return "";
    };
    auto const nan = std::nan("");
    CHECK(text([] {
              lagom::random_flip(1.5);
          }) == "random_flip: rate is 1.5, but must be in [0, 1]");
    CHECK(text([] {
              lagom::random_vertical_flip(-1);
          }) == "random_vertical_flip: rate is -1, but must be in [0, 1]");
    CHECK(text([=] {
              lagom::random_erasing(nan);
          }) == "random_erasing: rate is nan, but must be in [0, 1]");
    CHECK(text([] {
              lagom::random_rotation(181);
          }) == "random_rotation: degrees is 181, but must be in [0, 180]");
    CHECK(text([] {
              lagom::random_shift(-1);
          }) == "random_shift: pixels is -1, but must be 0 or in [1, 32767]");
    CHECK(text([] {
              lagom::random_cutout(1e9);
          }) == "random_cutout: size is 1e+09, but must be 0 or in [1, 32767]");
    CHECK(text([] {
              lagom::random_brightness(-1);
          }) == "random_brightness: strength is -1, but must be at least 0");
    CHECK(text([] {
              lagom::random_contrast(-1);
          }) == "random_contrast: strength is -1, but must be at least 0");
    CHECK(text([] {
              lagom::mixup(0);
          }) == "mixup: alpha is 0, but must be in (0, 1e+06]");
    CHECK(text([] {
              lagom::cutmix(-1);
          }) == "cutmix: alpha is -1, but must be in (0, 1e+06]");
}

TEST_CASE("one_of and sometimes of what mixes a batch: one draw decides for all of it")
{
    auto const s = image_shape{4, 4, 1};
    auto const node =
        lagom::one_of(lagom::sometimes(0.4, lagom::mixup(1)), lagom::cutmix(1) | lagom::mixup(1e-3));
    static_assert(lagom::mixing_augment<decltype(node)> &&
                  !lagom::mixing_augment<decltype(lagom::sometimes(1, lagom::random_flip))>);
    int untouched = 0;
    auto const n = 2000;
    for (std::uint32_t number = 0; number < n; ++number) {
        auto features = numbered_batch<float>(3, s.size()), was = features;
        auto targets = numbered_batch<float>(3, 2);
        auto const tile = [](auto& batch) {
            return lagom::tile_view{
                .data = batch.values.data(), .panel = batch.stride, .batch = batch.rows, .cols = batch.width};
        };
        auto draws = random_stream(lagom::seed(1), draws_for::mixing, 2, number);
        lagom::mix_batch(node, draws, tile(features), tile(targets), s);
        untouched += features.values == was.values;
    }
    CHECK(untouched >= n * 0.3 - five_sigma(n, 0.3)); // mixup is not drawn
}

} // namespace
