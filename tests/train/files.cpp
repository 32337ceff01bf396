// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../error_of.hpp"
#include "../stderr_of.hpp"
#include "../support.hpp"

#include <lagom/data/durable.hpp>
#include <lagom/data/safetensors.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace lagom;
using support::error_of;
using support::stderr_of;

namespace {

constexpr auto net = input<3> | standardize | dense<4> | batch_norm | relu | dropout(0.25) | dense<2>;
using model_type = decltype(make_model(net, seed(1)));

/// A model whose numbers are known: element i of parameter or state p is (i + 1) / 8 + p.
auto known_model() -> model_type
{
    auto m = make_model(net, seed(1));
    float base = 0;
    for (auto const& path : m.paths()) {
        auto values = m.parameter(path);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values.data()[i] = static_cast<float>(i + 1) / 8 + base;
        }
        m.set_parameter(path, values);
        ++base;
    }
    m.set("dropout.0.rate", 0.125);
    return m;
}

/// The same, with what a model knows of its data.
auto noted_model() -> model_type
{
    auto m = known_model();
    m.set_notes({.column_names = {"length", "width", "a\nb"},
                 .class_names = {"no", "y\\es"},
                 .target_names = {},
                 .outputs = runners::outputs_mean::sigmoids,
                 .fits = 3});
    return m;
}

auto is_same(model_type const& a, model_type const& b) -> bool
{
    auto const &x = a.notes(), &y = b.notes();
    return support::different_numbers(a, b) == 0 && a.rate("dropout.0.rate") == b.rate("dropout.0.rate") &&
        a.is_standardized() == b.is_standardized() && x.column_names == y.column_names &&
        x.class_names == y.class_names && x.target_names == y.target_names && x.outputs == y.outputs &&
        x.fits == y.fits;
}

/// A path that is gone, with what is there, when its owner ends.
struct temporary_path {
    std::string path;

    explicit temporary_path(char const* name)
        : path((std::filesystem::temp_directory_path() / name).string() + std::to_string(::getpid()))
    {
    }
    ~temporary_path() { std::filesystem::remove(path); }
    temporary_path(temporary_path const&) = delete;
    auto operator=(temporary_path const&) -> temporary_path& = delete;

    void write(std::string const& bytes) const { std::ofstream(path, std::ios::binary) << bytes; }
    /// What `load` says of the file, without its path; the model must not change.
    template <class M, class... Partial>
    auto refusal(M& m, Partial... how) const -> std::string
    {
        auto const before = m;
        auto const said = error_of<file_error>([&] {
            load(m, path, how...);
        });
        CHECK(support::different_numbers(m, before) == 0);
        return said.starts_with(path + ": ") ? said.substr(path.size() + 2) : said;
    }
};

} // namespace

/// Fault     any bit of a saved file is flipped
/// Injected  each bit in turn
/// Holds     refused; the model is as it was
TEST_CASE("files: any flipped bit is refused, in the header and in the numbers, and the model is as it was")
{
    temporary_path const file("lagom_flips");
    save(noted_model(), file.path);
    auto const whole = read_whole(file.path);
    auto m = make_model(net, seed(9));
    auto const before = m, saved = noted_model();
    long taken = 0, changed = 0, damaged = 0;
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        auto bytes = whole;
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
        file.write(bytes);
        auto const said = error_of<file_error>([&] {
            load(m, file.path);
        });
        damaged += said.starts_with(file.path + ": the file is damaged: its digest is ") ? 1 : 0;
        // JSON writes a hexadecimal digit small or large: the same text.
        bool const is_same_text = bytes[bit / 8] == 'A' && whole[bit / 8] == 'a' && is_same(m, saved);
        taken += said.empty() && !is_same_text ? 1 : 0;
        changed += is_same(m, before) || is_same_text ? 0 : 1;
        m = before;
    }
    CHECK(taken == 0);
    CHECK(changed == 0);
    constexpr long numbers = 3 + 3 + 12 + 4 + 4 * 4 + 8 + 2; // standardize, dense, batch_norm, dense
    CHECK(damaged >= 8 * 4 * numbers); // each bit of them, and more
}

TEST_CASE("files: a damaged file is called damaged, by a partial load, too")
{
    temporary_path const file("lagom_damaged");
    save(known_model(), file.path);
    auto bytes = read_whole(file.path);
    auto const digest = read_safetensors(file.path).metadata.at("digest");
    CHECK(digest.size() == 16);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    file.write(bytes);
    auto m = make_model(net, seed(9));
    for (auto const& said : {file.refusal(m), file.refusal(m, partial)}) {
        CAPTURE(said);
        CHECK(said.starts_with("the file is damaged: its digest is " + digest + ", and its numbers give "));
        CHECK(said.ends_with(" (where a program changed them on purpose, it must leave out 'digest')"));
    }
}

/// Fault     a saved file is cut
/// Injected  at any byte
/// Holds     refused; the model is as it was
TEST_CASE("files: a file cut at any byte is refused")
{
    temporary_path const file("lagom_cut");
    save(known_model(), file.path);
    auto const whole = read_whole(file.path);
    auto m = make_model(net, seed(9));
    long refused = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        file.write(whole.substr(0, length));
        refused += file.refusal(m).empty() ? 0 : 1;
    }
    CHECK(refused == static_cast<long>(whole.size()));
}

TEST_CASE("files: a program that writes the tensors in another order keeps the digest right")
{
    temporary_path const file("lagom_order");
    save(noted_model(), file.path);
    auto content = read_safetensors(file.path);
    std::reverse(content.tensors.begin(), content.tensors.end());
    write_safetensors(file.path, content);
    auto m = make_model(net, seed(9));
    load(m, file.path);
    CHECK(is_same(m, noted_model()));
}

TEST_CASE("files: a file without a digest loads, which is said once")
{
    temporary_path const file("lagom_undigested");
    save(noted_model(), file.path);
    auto content = read_safetensors(file.path);
    content.metadata.erase("digest");
    write_safetensors(file.path, content);
    auto m = make_model(net, seed(9));
    auto const loads = [&] {
        load(m, file.path);
    };
    CHECK(
        stderr_of(loads) ==
        "lagom: " + file.path +
            " has no digest, as files that were saved before there was one; damage to its numbers would not "
            "be noticed\n");
    CHECK(is_same(m, noted_model()));
    CHECK(stderr_of(loads).empty());
}

/// Fault     a file of another network
/// Injected  saved by it
/// Holds     refused; every difference is told
TEST_CASE("files: a file of another network tells every difference")
{
    temporary_path const file("lagom_other");
    save(known_model(), file.path);
    auto other = make_model(input<3> | standardize | dense<5> | relu | dropout(0.2) | dense<2> |
                                dropout(0.1) | dense<2>,
                            seed(1));
    CHECK(file.refusal(other) ==
          "differs in 12 things from what the network needs:\n"
          "  tensor 'dense.0.kernel' has shape [3, 4], and the network needs [3, 5]\n"
          "  tensor 'dense.0.bias' has shape [4], and the network needs [5]\n"
          "  tensor 'dense.1.kernel' has shape [4, 2], and the network needs [5, 2]\n"
          "  has no tensor 'dense.2.kernel', which the network needs\n"
          "  has no tensor 'dense.2.bias', which the network needs\n"
          "  has a tensor 'batch_norm.0.running_mean', which the network does not know\n"
          "  has a tensor 'batch_norm.0.running_var', which the network does not know\n"
          "  has a tensor 'batch_norm.0.scale', which the network does not know\n"
          "  has a tensor 'batch_norm.0.shift', which the network does not know\n"
          "  has no 'rate:dropout.1.rate' in its metadata; expected a number\n"
          "  has 'rate:batch_norm.0.eps' in its metadata, which the network does not know\n"
          "  has 'rate:batch_norm.0.update_rate' in its metadata, which the network does not know");
    CHECK(file.refusal(other, partial) ==
          "differs in 3 things from what the network needs:\n"
          "  tensor 'dense.0.kernel' has shape [3, 4], and the network needs [3, 5]\n"
          "  tensor 'dense.0.bias' has shape [4], and the network needs [5]\n"
          "  tensor 'dense.1.kernel' has shape [4, 2], and the network needs [5, 2]");
}

/// Fault     a file of a network that differs in what no tensor shows
/// Injected  saved by it: another stride, padding, activation, pool or size of image
/// Holds     refused; the first layer that differs is told
TEST_CASE("files: a file of a network with other layers between like tensors is refused")
{
    temporary_path const file("lagom_layers");
    auto const refused = [&](auto const& saved, auto const& net) {
        save(make_model(saved, seed(1)), file.path);
        auto m = make_model(net, seed(2));
        return file.refusal(m);
    };
    constexpr auto net = input<8, 8, 1> | conv<4, 3> | relu | global_average_pool | dense<2>;
    auto const differs = [](std::string const& number, std::string const& there, std::string const& here) {
        return "was saved by another network: of its layers number " + number +
            " (the input is 0; augmentations do not count) is '" + there + "', and here it is '" + here +
            "'; `partial` takes the numbers all the same";
    };
    CHECK(refused(net, input<8, 8, 1> | conv<4, 3>(strided<2>) | relu | global_average_pool | dense<2>) ==
          differs("1", "conv 3 x 3, padding 1 [8, 8, 4]", "conv 3 x 3, stride 2 [4, 4, 4]"));
    CHECK(refused(net, input<8, 8, 1> | conv<4, 3>(dilated<2>) | relu | global_average_pool | dense<2>) ==
          differs("1", "conv 3 x 3, padding 1 [8, 8, 4]", "conv 3 x 3, padding 2, dilated 2 [8, 8, 4]"));
    CHECK(refused(net, input<8, 8, 1> | conv<4, 3> | tanh | global_average_pool | dense<2>) ==
          differs("2", "relu [8, 8, 4]", "tanh [8, 8, 4]"));
    CHECK(refused(net, input<8, 8, 1> | conv<4, 3> | relu | global_max_pool | dense<2>)
              .starts_with("was saved by"));
    CHECK(refused(net, input<16, 4, 1> | conv<4, 3> | relu | global_average_pool | dense<2>) ==
          differs("0", "input [8, 8, 1]", "input [16, 4, 1]"));
    CHECK(refused(net, input<8, 8, 1> | conv<4, 3> | relu | global_average_pool | dense<2> | tanh)
              .find("not there") != std::string::npos);
    save(make_model(net, seed(1)), file.path);
    auto flipped = make_model(
        input<8, 8, 1> | random_flip(1.0) | conv<4, 3> | relu | global_average_pool | dense<2>, seed(2));
    CHECK(file.refusal(flipped) ==
          "has no 'rate:random_flip.0.rate' in its metadata; expected a number"); // its rates are its own
    auto again = make_model(net, seed(2));
    load(again, file.path);
    CHECK(support::different_numbers(again, make_model(net, seed(1))) == 0);
}

TEST_CASE("files: of many differences the first twenty are told, and how many more there are")
{
    temporary_path const file("lagom_many");
    save(known_model(), file.path);
    auto content = read_safetensors(file.path);
    content.metadata.erase("digest");
    for (int i = 0; i < 30; ++i) {
        content.tensors.push_back({"x" + std::to_string(i), "F32", {0}, {}});
    }
    write_safetensors(file.path, content);
    auto m = make_model(net, seed(9));
    auto const said = file.refusal(m);
    CHECK(std::count(said.begin(), said.end(), '\n') == 21);
    CHECK(said.starts_with("differs in 30 things from what the network needs:\n  has a tensor 'x0', "));
    CHECK(said.ends_with("\n  and 10 more"));
}

/// Fault     a file of an earlier version
/// Injected  kept files of each format
/// Holds     it loads
TEST_CASE("files: what was saved before there were notes, before there was a digest, and since, loads")
{
    // The working directory of tests is the root of the sources.
    auto const loaded = [](char const* name) {
        auto m = make_model(net, seed(9));
        load(m, "tests/train/files/" + std::string(name) + ".safetensors");
        return m;
    };
    CHECK(is_same(loaded("without_notes"), known_model()));
    CHECK(is_same(loaded("without_digest"), noted_model()));
    CHECK(is_same(loaded("with_digest"), noted_model()));
}

TEST_CASE("files: a model takes no name that its file could not hold")
{
    auto m = noted_model();
    constexpr auto words =
        " is no text in UTF-8, as which a model keeps names (Latin-1 and Windows-1252 write other bytes)";
    CHECK(error_of<argument_error>([&] {
              m.set_class_names({"gut", "\xFCx"});
          }) == "the class name \"\\xfcx\"" + std::string(words));
    CHECK(error_of<argument_error>([&] {
              m.set_column_names({"\xFF"});
          }) == "the column name \"\\xff\"" + std::string(words));
    CHECK(is_same(m, noted_model()));
}
