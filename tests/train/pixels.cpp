// SPDX-License-Identifier: BSL-1.0
// Bytes as data: marked as pixels they are the same as pictures in [0, 1], unmarked the same as numbers up to 255.
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../error_of.hpp"

#include <cstring>
#include <filesystem>
#include <unistd.h>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto plain = input<6, 5, 1> | flatten | standardize | dense<12> | relu | dense<3>;
constexpr auto moved = input<6, 5, 1> | random_flip | random_shift(1) | flatten | dense<12> | relu | dense<3>;
constexpr auto lit =
    input<6, 5, 1> | random_flip | random_brightness(0.3) | flatten | dense<12> | relu | dense<3>;

using bytes = xt::xtensor<std::uint8_t, 4>;

auto pictures(std::size_t count, int from) -> bytes
{
    auto x = bytes::from_shape({count, 6, 5, 1});
    for (std::size_t i = 0; i < x.size(); ++i) {
        x.data()[i] =
            static_cast<std::uint8_t>((i * 37 + i / 30 % 3 * 80 + static_cast<std::size_t>(from)) % 256);
    }
    return x;
}
auto labels(std::size_t count) -> std::vector<int> { return support::classes_of_rows(count, 3); }

/// The same as real numbers, each divided as a network is fed pixels.
template <class T>
auto divided(bytes const& x, T by) -> xt::xtensor<T, 4>
{
    auto y = xt::xtensor<T, 4>::from_shape(x.shape());
    std::transform(x.begin(), x.end(), y.begin(), [by](std::uint8_t b) {
        return static_cast<T>(b) / by;
    });
    return y;
}

template <class T>
auto same_bits(network_model<T, std::remove_const_t<decltype(plain)>> const& a,
               network_model<T, std::remove_const_t<decltype(plain)>> const& b) -> bool
{
    auto const &x = a.values().numbers(), &y = b.values().numbers();
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(T)) == 0;
}

template <class T>
auto trained(auto const& net, auto const& data, int workers = 1)
{
    auto m = make_model<T>(net, seed(3));
    static_cast<void>(fit(m, data, data, cross_entropy, adam(1e-2), epochs(3), batch(16), quiet, seed(5),
                          threads(workers)));
    return m;
}

} // namespace

TEST_CASE_TEMPLATE("pixels: bytes train, judge and predict with the bits of the same pictures in [0, 1]", T,
                   float, double)
{
    auto const x = pictures(60, 0);
    auto const y = labels(60);
    basic_data_set const marked(pixels(x), y);
    static_assert(std::is_same_v<decltype(marked), basic_data_set<std::uint8_t> const>);
    basic_data_set<T> const real(divided<T>(x, 255), y);
    CHECK(marked.are_pixels());
    CHECK(marked.columns() == 30);
    auto const a = trained<T>(plain, marked), b = trained<T>(plain, real);
    CHECK(same_bits(a, b));
    CHECK(evaluate(a, marked, cross_entropy).loss() == evaluate(b, real, cross_entropy).loss());
    CHECK(predict(a, marked) == predict(b, real));
    CHECK(predict(a, pixels(x)) == predict(b, divided<T>(x, 255)));
    CHECK(classify(a, marked) == classify(b, real));
    CHECK(classify(a, pixels(x)) == classify(b, real));
    CHECK(probabilities(a, marked) == probabilities(b, real));
}

TEST_CASE("pixels: bytes without the mark are the numbers that they are")
{
    auto const x = pictures(60, 0);
    basic_data_set<std::uint8_t> const plain_bytes(x, labels(60));
    data_set const real(divided<float>(x, 1), labels(60));
    CHECK(!plain_bytes.are_pixels());
    auto const a = trained<float>(plain, plain_bytes), b = trained<float>(plain, real);
    CHECK(same_bits(a, b));
    CHECK(predict(a, plain_bytes) == predict(b, real));
    CHECK(predict(a, x) == predict(b, real));
}

TEST_CASE("pixels: what only moves pixels gives the bits of floats, too, and any number of threads the same")
{
    auto const x = pictures(90, 0);
    basic_data_set const marked(pixels(x), labels(90));
    data_set const real(divided<float>(x, 255), labels(90));
    auto const numbers = [](auto const& m) {
        auto const& all = m.values().numbers();
        return std::vector<float>(all.data(), all.data() + all.size());
    };
    auto const wanted = numbers(trained<float>(moved, real));
    auto const of_light = numbers(trained<float>(lit, marked));
    for (int const workers : {1, 2, 3, 8}) {
        CHECK(numbers(trained<float>(moved, marked, workers)) == wanted);
        CHECK(numbers(trained<float>(moved, real, workers)) == wanted);
        CHECK(numbers(trained<float>(lit, marked, workers)) == of_light);
    }
}

TEST_CASE("pixels: real targets of bytes are floats")
{
    auto const x = pictures(40, 0);
    xt::xtensor<float, 2> const y = support::rows_of<float>(40, 2);
    basic_data_set const marked(pixels(x), y);
    CHECK(marked.targets() == y);
    auto m = make_model(input<6, 5, 1> | flatten | dense<2>, seed(1));
    CHECK(fit(m, marked, mse, sgd(1e-2), epochs(2), quiet).epochs == 2);
}

TEST_CASE("pixels: the mark goes with what is picked, split and joined, and joins with no numbers")
{
    auto const x = pictures(40, 0);
    basic_data_set const marked(pixels(x), labels(40));
    basic_data_set<std::uint8_t> const numbers(x, labels(40));
    CHECK(marked.pick({3, 1}).are_pixels());
    CHECK(marked.pick({3, 1}).features()(1, 4) == marked.features()(1, 4));
    auto const [a, b] = split(marked, {0.5, 0.5}, seed(1), stratified);
    CHECK((a.are_pixels() && b.are_pixels()));
    auto const [c, d] = split(marked, {0.5, 0.5}, seed(1), by_group(std::vector<int>(labels(40))));
    CHECK((c.are_pixels() && d.are_pixels()));
    CHECK(join(a, b).are_pixels());
    CHECK(join(a, b).size() == 40);
    CHECK(!numbers.pick({1}).are_pixels());
    CHECK(!join(numbers, numbers).are_pixels());
    CHECK(error_of<data_error>([&] {
              static_cast<void>(join(marked, numbers));
          }) == "join: the first data set has pixels, data set 2 has numbers");
}

TEST_CASE("pixels: what would not mean the same is refused before anything changes")
{
    auto const x = pictures(40, 0);
    basic_data_set const marked(pixels(x), labels(40));
    basic_data_set<std::uint8_t> const numbers(x, labels(40));
    auto const refusal = [](auto const& net, auto const& train, auto const& held_out) {
        return error_of<data_error>([&] {
            auto m = make_model(net, seed(1));
            static_cast<void>(fit(m, train, held_out, cross_entropy, sgd(1e-2), epochs(1), quiet));
        });
    };
    CHECK(
        refusal(plain, marked, numbers) ==
        "the training data are pixels and the validation data are numbers; mark both by pixels(x), or none");
    CHECK(refusal(moved, numbers, numbers) ==
          "the network augments its data, and these are bytes that are no pixels; mark them: "
          "basic_data_set(pixels(x), "
          "...)");
    data_set const bright(divided<float>(x, 1), labels(40));
    CHECK(refusal(lit, bright, bright) ==
          "random_brightness changes values in [0, 1], and the features hold 37 in row 0, column 1 (both "
          "counted from "
          "0); standardize stands behind it, and bytes are marked by pixels(x)");
    CHECK(refusal(moved, bright, bright).empty()); // what moves takes all numbers
    auto const m = trained<float>(plain, marked);
    auto const unmarked = "the model was trained on pixels, of which 255 is 1, and these are whole numbers "
                          "without a mark; bytes are "
                          "marked by pixels(x)";
    CHECK(error_of<data_error>([&] {
              static_cast<void>(predict(m, x));
          }) == unmarked);
    CHECK(error_of<data_error>([&] {
              static_cast<void>(predict(m, xt::xtensor<int, 4>(x)));
          }) == unmarked);
    auto copy = m;
    xt::xtensor<float, 2> const dy = xt::ones<float>({40, 3});
    CHECK(error_of<data_error>([&] {
              static_cast<void>(forward(copy, x));
          }) == unmarked);
    CHECK(error_of<data_error>([&] {
              static_cast<void>(backward(m, x, dy));
          }) == unmarked);
    CHECK(error_of<data_error>([&] {
              static_cast<void>(gradient(m, x, labels(40), cross_entropy));
          }) == unmarked);
    CHECK(error_of<data_error>([&] {
              static_cast<void>(evaluate(m, numbers, cross_entropy));
          }) == unmarked);
}

TEST_CASE("pixels: a model's file knows that it was trained on them")
{
    auto const path = "pixels_" + std::to_string(::getpid()) + ".safetensors";
    auto const x = pictures(40, 0);
    auto const m = trained<float>(plain, basic_data_set(pixels(x), labels(40)));
    save(m, path);
    auto again = make_model(plain, seed(9));
    load(again, path);
    std::filesystem::remove(path);
    CHECK(predict(again, pixels(x)) == predict(m, pixels(x)));
    CHECK_THROWS_AS(static_cast<void>(predict(again, x)), data_error);
}

TEST_CASE("pixels: a run that is kept goes on with the same mark alone")
{
    auto const path = "pixels_run_" + std::to_string(::getpid()) + ".safetensors";
    auto const x = pictures(40, 0);
    basic_data_set const marked(pixels(x), labels(40));
    auto m = make_model(plain, seed(1));
    static_cast<void>(fit(m, marked, cross_entropy, sgd(1e-2), epochs(2), quiet, checkpoint(path),
                          on_epoch([](epoch_record const&) {
                              return false;
                          })));
    auto other = make_model(plain, seed(1));
    auto const text = error_of<error>([&] {
        static_cast<void>(fit(other, basic_data_set<std::uint8_t>(x, labels(40)), cross_entropy, sgd(1e-2),
                              epochs(2), quiet, checkpoint(path)));
    });
    std::filesystem::remove(path);
    CHECK(text.find("pixels of bytes") != std::string::npos);
}

TEST_CASE("pixels: a predictor takes bytes of a model of pixels, and of no other")
{
    auto const x = pictures(40, 0);
    auto const m = trained<float>(plain, basic_data_set(pixels(x), labels(40)));
    auto const wanted = predict(m, pixels(x));
    predictor serve(m);
    auto const found = serve(std::span<std::uint8_t const>(x.data(), x.size()));
    REQUIRE(found.size() == wanted.size());
    CHECK(std::equal(found.begin(), found.end(), wanted.data()));
    auto const other = trained<float>(plain, data_set(divided<float>(x, 255), labels(40)));
    predictor of_numbers(other);
    CHECK(error_of<data_error>([&] {
              of_numbers(std::span<std::uint8_t const>(x.data(), x.size()));
          }) ==
          "the model was not trained on pixels, and was given bytes; give numbers like those that it was "
          "trained on");
}

TEST_CASE("pixels: a box that is erased is filled with a value of a pixel")
{
    auto const x = pictures(40, 0);
    auto const fit_of = [&](auto const& net) {
        return error_of<data_error>([&] {
            auto m = make_model(net, seed(1));
            static_cast<void>(
                fit(m, basic_data_set(pixels(x), labels(40)), cross_entropy, sgd(1e-2), epochs(1), quiet));
        });
    };
    constexpr auto image = input<6, 5, 1>;
    CHECK(fit_of(image | random_erasing.filled(128) | flatten | dense<3>) ==
          "the model's random_erasing.0.fill is 128, and the data are pixels, values in [0, 1]: 1 fills with "
          "255");
    CHECK(fit_of(image | sometimes(0.5, random_erasing.filled(0.5)) | flatten | dense<3>).empty());
}
