// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_cifar.hpp>

#include "files.hpp"

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <set>

#include <zlib.h>

namespace {

using lagom::cifar100;
using lagom::read_cifar10;
using lagom::read_cifar100;
using support::error_of;
using support::temporary_file;

/// The level of a pixel of picture `seed`.
auto level(int seed, int row, int column, int channel) -> int
{
    return (7 * seed + 31 * row + 3 * column + 101 * channel) % 256;
}

/// A picture as the pages of CIFAR describe it: labels, then red, green and blue, each row by row.
auto record(std::initializer_list<int> labels, int seed) -> std::string
{
    auto bytes = std::string();
    for (auto const label : labels) {
        bytes += static_cast<char>(label);
    }
    for (auto channel = 0; channel < 3; ++channel) {
        for (auto pixel = 0; pixel < 1024; ++pixel) {
            bytes += static_cast<char>(level(seed, pixel / 32, pixel % 32, channel));
        }
    }
    return bytes;
}

auto gzip(std::string const& bytes) -> std::string
{
    auto out = std::string(bytes.size() + 1000, '\0');
    auto stream = z_stream();
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// What is said of the bytes, after the path.
template <class Read>
auto refusal(std::string const& content, Read read) -> std::string
{
    auto const file = temporary_file(content);
    auto const text = error_of<lagom::file_error>([&] {
        read(file.path);
    });
    return text.starts_with(file.path) ? text.substr(file.path.size()) : "no path: " + text;
}
auto refusal_of_10(std::string const& content) -> std::string
{
    return refusal(content, [](auto const& path) {
        read_cifar10(path);
    });
}
auto refusal_of_100(std::string const& content) -> std::string
{
    return refusal(content, [](auto const& path) {
        read_cifar100(path);
    });
}

TEST_CASE("read_cifar10: planes of bytes become pixels of three channels from 0 to 1, file behind file")
{
    auto const one = temporary_file(record({3}, 1) + record({9}, 2)), two = temporary_file(record({0}, 3));
    auto const data = read_cifar10({one.path, two.path});
    CHECK(data.size() == 3);
    CHECK(data.feature_axes() == std::vector<std::size_t>{3, 32, 32, 3});
    CHECK(data.labels() == std::vector<std::int32_t>{3, 9, 0});
    auto wrong = 0;
    for (auto picture = 0; picture < 3; ++picture) {
        for (auto i = 0; i < 3072; ++i) {
            auto const expected = static_cast<float>(level(picture + 1, i / 96, i / 3 % 32, i % 3)) / 255.0F;
            wrong +=
                data.features()(static_cast<std::size_t>(picture), static_cast<std::size_t>(i)) != expected;
        }
    }
    CHECK(wrong == 0);
    CHECK(read_cifar10<double>(two.path).features()(0, 1) == level(3, 0, 0, 1) / 255.0);
    CHECK(read_cifar10({two.path}).labels() == read_cifar10(two.path).labels());
}

TEST_CASE("read_cifar10: ten classes have their names, whichever occur")
{
    auto const file = temporary_file(record({1}, 1));
    auto const names = read_cifar10(file.path).class_names();
    CHECK(names ==
          std::vector<std::string>{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse",
                                   "ship", "truck"});
}

TEST_CASE("read_cifar100: the coarse label stands before the fine one")
{
    auto const file = temporary_file(record({19, 89}, 1) + record({4, 0}, 2));
    auto const fine = read_cifar100({file.path}), coarse = read_cifar100(file.path, cifar100::coarse);
    CHECK(fine.labels() == std::vector<std::int32_t>{89, 0});
    CHECK(coarse.labels() == std::vector<std::int32_t>{19, 4});
    CHECK(fine.features() == coarse.features());
    CHECK(fine.features()(1, 2) == static_cast<float>(level(2, 0, 0, 2)) / 255.0F);
    CHECK(fine.class_names()[89] == "tractor");
    CHECK(fine.class_names()[0] == "apple");
    CHECK(fine.class_names()[99] == "worm");
    CHECK(coarse.class_names()[19] == "vehicles_2");
    CHECK(coarse.class_names()[4] == "fruit_and_vegetables");
    for (auto const* const data : {&fine, &coarse}) {
        auto const& names = data->class_names();
        CHECK(std::set<std::string>(names.begin(), names.end()).size() == (data == &fine ? 100 : 20));
        CHECK(std::is_sorted(names.begin(), names.end()));
    }
}

TEST_CASE("read_cifar10: a compressed file is known by its content")
{
    auto const plain = temporary_file(record({5}, 4)), packed = temporary_file(gzip(record({5}, 4)));
    CHECK(read_cifar10(packed.path).features() == read_cifar10(plain.path).features());
    CHECK(refusal_of_10(gzip("no picture"))
              .starts_with(" (uncompressed), byte 10: the file ends within picture 0"));
    auto const cut = gzip(record({5}, 4));
    CHECK(refusal_of_10(cut.substr(0, cut.size() - 9)).find("cut off") != std::string::npos);
}

TEST_CASE("read_cifar10: a file that holds no whole number of pictures is refused, with what it may be")
{
    CHECK(refusal_of_10("") == ": the file is empty, expected pictures of 3073 bytes");
    CHECK(refusal_of_10(record({1}, 1) + record({1}, 1).substr(1)) ==
          ", byte 6145: the file ends within picture 1 (counted from 0), expected 3073 bytes for each");
    CHECK(refusal_of_10(record({1, 1}, 1)) ==
          ", byte 3074: the file ends within picture 1 (counted from 0), expected 3073 bytes for each; it is "
          "as "
          "long as one for read_cifar100 is");
    CHECK(refusal_of_100(record({1}, 1)).ends_with("; it is as long as one for read_cifar10 is"));
    CHECK(
        refusal_of_10("\x80\x02}q").ends_with("; it is the version for Python, and the binary one is read"));
    auto tar = std::string(1024, '\0');
    tar.replace(257, 5, "ustar");
    CHECK(refusal_of_10(tar).ends_with("; it is a tar archive, which `tar -xf` unpacks"));
    CHECK(error_of<lagom::file_error>([] {
              read_cifar10("no such file.bin");
          }).starts_with("no such file.bin: cannot open: "));
}

TEST_CASE("read_cifar: a label of no class is refused at its byte, whichever label is taken")
{
    CHECK(refusal_of_10(record({1}, 1) + record({10}, 1)) ==
          ", byte 3073: found the label 10, expected 0 to 9");
    CHECK(refusal_of_100(record({20, 1}, 1)) == ", byte 0: found the coarse label 20, expected 0 to 19");
    CHECK(refusal_of_100(record({1, 100}, 1)) == ", byte 1: found the fine label 100, expected 0 to 99");
}

TEST_CASE("read_cifar10: no file, and one file twice, are refused")
{
    CHECK(error_of<lagom::argument_error>([] {
              read_cifar10(std::vector<std::string>());
          }) == "read_cifar10: no file is named, expected at least one");
    auto const file = temporary_file(record({1}, 1));
    CHECK(error_of<lagom::argument_error>([&] {
              read_cifar10({file.path, file.path});
          }) == "read_cifar10: the file \"" + file.path + "\" is named twice");
}

} // namespace
