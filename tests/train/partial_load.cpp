// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include <lagom/data/safetensors.hpp>

#include "../error_of.hpp"

#include <cstring>
#include <filesystem>
#include <sstream>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto net = input<2> | dense<3> | relu | dense<2>;

template <class Number>
auto tensor(std::string name, std::string dtype, std::vector<std::size_t> shape,
            std::vector<Number> const& numbers) -> stored_tensor
{
    stored_tensor t{std::move(name), std::move(dtype), std::move(shape),
                    std::vector<std::byte>(numbers.size() * sizeof(Number))};
    std::memcpy(t.bytes.data(), numbers.data(), t.bytes.size());
    return t;
}

/// A file of these tensors, without a word about them, that goes with its owner.
struct foreign_file {
    std::string path = "partial_load.safetensors";

    explicit foreign_file(std::vector<stored_tensor> tensors)
    {
        write_safetensors(path, {std::move(tensors), {}});
    }
    ~foreign_file() { std::filesystem::remove(path); }
    foreign_file(foreign_file const&) = delete;
    auto operator=(foreign_file const&) -> foreign_file& = delete;
};

} // namespace

TEST_CASE("load, partial: takes what fits, of any type, and says what it took, left and missed")
{
    auto m = make_model(net, seed(1));
    auto const before = m;
    foreign_file const file({tensor<double>("dense.0.kernel", "F64", {2, 3}, {1, 2, 3, 4, 5, 6}),
                             tensor<std::uint16_t>("dense.0.bias", "F16", {3}, {0x3c00, 0xc000, 0x3800}),
                             tensor<std::int64_t>("num_batches_tracked", "I64", {}, {7})});
    auto const report = load(m, file.path, partial);
    CHECK(report.taken == std::vector<std::string>{"dense.0.kernel", "dense.0.bias"});
    CHECK(report.left == std::vector<std::string>{"num_batches_tracked"});
    CHECK(report.missing == std::vector<std::string>{"dense.1.kernel", "dense.1.bias"});
    CHECK(m.parameter("dense.0.kernel") == xt::xarray<float>{{1, 2, 3}, {4, 5, 6}});
    CHECK(m.parameter("dense.0.bias") == xt::xarray<float>{1, -2, 0.5F});
    CHECK(m.parameter("dense.1.kernel") == before.parameter("dense.1.kernel"));
    std::ostringstream text;
    text << report;
    CHECK(text.str() ==
          "taken              'dense.0.kernel', 'dense.0.bias'\n"
          "left in the file   'num_batches_tracked'\n"
          "not in the file    'dense.1.kernel', 'dense.1.bias'\n");
}

TEST_CASE("load, partial: another shape, a number that does not fit or no tensor at all changes nothing")
{
    auto m = make_model(net, seed(1));
    auto const before = m;
    auto const refusal = [&](std::vector<stored_tensor> tensors) {
        foreign_file const file(std::move(tensors));
        auto const said = error_of<file_error>([&] {
            load(m, file.path, partial);
        });
        CHECK(support::different_numbers(m, before) == 0);
        return said;
    };
    auto const bias = tensor<float>("dense.0.bias", "F32", {3}, {1, 2, 3});
    CHECK(refusal({bias, tensor<float>("dense.1.kernel", "F32", {2, 3}, {1, 2, 3, 4, 5, 6})}) ==
          "partial_load.safetensors: tensor 'dense.1.kernel' has shape [2, 3], and the network needs [3, 2]");
    CHECK(refusal({bias,
                   tensor<float>("dense.1.bias", "F32", {2}, {1, std::numeric_limits<float>::infinity()})}) ==
          "partial_load.safetensors: tensor 'dense.1.bias' is inf at [1], but must be finite");
    CHECK(refusal({tensor<float>("fc.weight", "F32", {1}, {1})}) ==
          "partial_load.safetensors: holds none of the model's tensors; the file has 'fc.weight', the model "
          "'dense.0.kernel', 'dense.0.bias', 'dense.1.kernel', 'dense.1.bias'");
}
