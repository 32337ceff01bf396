// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/join.hpp>

#include "files.hpp"

#include <doctest/doctest.h>

namespace {

using lagom::data_set;
using lagom::join;
using support::error_of;
using strings = std::vector<std::string>;
using ints = std::vector<std::int32_t>;
using table = xt::xtensor<float, 2>;

auto named(data_set data, strings names) -> data_set
{
    data.name_columns(std::move(names));
    return data;
}

auto refusal(data_set const& a, data_set const& b) -> std::string
{
    return error_of<lagom::data_error>([&] {
        join(a, b);
    });
}

TEST_CASE("join: rows stand one after another, with their answers")
{
    auto const a = data_set(table{{1, 2}}, xt::xtensor<float, 2>{{10, 20}});
    auto const b = data_set(table{{3, 4}, {5, 6}}, xt::xtensor<float, 2>{{30, 40}, {50, 60}});
    auto const all = join(a, b, a);
    CHECK(all.features() == table{{1, 2}, {3, 4}, {5, 6}, {1, 2}});
    CHECK(all.targets() == table{{10, 20}, {30, 40}, {50, 60}, {10, 20}});
    CHECK(all.column_names().empty());
    CHECK(join(data_set(table{{1}}), data_set(table{{2}})).features() == table{{1}, {2}});
}

TEST_CASE("join: columns and classes go by their names")
{
    auto const a = named(data_set(table{{1, 2}, {3, 4}}, ints{0, 1}, strings{"cat", "dog"}), {"x", "y"});
    auto const b = named(data_set(table{{6, 5}, {8, 7}}, ints{0, 1}, strings{"dog", "cat"}), {"y", "x"});
    auto const all = join(a, b);
    CHECK(all.features() == table{{1, 2}, {3, 4}, {5, 6}, {7, 8}});
    CHECK(all.labels() == ints{0, 1, 1, 0});
    CHECK(all.class_names() == strings{"cat", "dog"});
    CHECK(all.column_names() == strings{"x", "y"});
}

TEST_CASE("join: pictures keep their axes, and those of others are refused")
{
    auto const pictures = [](std::vector<std::size_t> const& axes) {
        return data_set(xt::xarray<float>(xt::ones<float>(axes)), ints(axes[0], 0), strings{"cat"});
    };
    CHECK(join(pictures({2, 4, 6, 1}), pictures({3, 4, 6, 1})).feature_axes() ==
          std::vector<std::size_t>{5, 4, 6, 1});
    CHECK(join(pictures({2, 4, 6, 1}), pictures({1, 4, 6})).size() == 3);
    CHECK(join(pictures({2, 24}), pictures({1, 4, 6})).size() == 3);
    CHECK(refusal(pictures({2, 4, 6, 1}), pictures({1, 6, 4, 1})) ==
          "join: features have shape [2, 4, 6, 1], and those of data set 2 [1, 6, 4, 1]");
    CHECK(error_of<lagom::data_error>([&] {
              join(pictures({2, 24}), pictures({1, 4, 6}), pictures({1, 6, 4}));
          }) == "join: features have shape [1, 4, 6], and those of data set 3 [1, 6, 4]");
}

TEST_CASE("join: what does not agree is refused")
{
    auto const a = named(data_set(table{{1, 2}}, ints{0}, strings{"cat", "dog"}), {"x", "y"});
    CHECK(refusal(a, named(data_set(table{{1, 2}}, ints{0}, strings{"cat", "cow"}), {"x", "y"})) ==
          "join: the class \"cow\" of data set 2 is none of the first data set");
    CHECK(refusal(a, named(data_set(table{{1, 2}}, ints{0}, strings{"cat"}), {"x", "y"})) ==
          "join: the first data set has 2 classes, data set 2 has 1");
    CHECK(refusal(a, named(data_set(table{{1, 2}}, ints{0}, strings{"cat", "dog"}), {"x", "z"})) ==
          "join: the column \"z\" of data set 2 is none of the first data set");
    CHECK(refusal(a, data_set(table{{1, 2}}, ints{0}, strings{"cat", "dog"})) ==
          "join: the columns of the first data set have names, those of data set 2 have none");
    CHECK(refusal(data_set(table{{1, 2}}), named(data_set(table{{1, 2}}), {"x", "y"})) ==
          "join: the columns of the first data set have no names, those of data set 2 have some");
    CHECK(refusal(data_set(table{{1, 2}}), data_set(table{{1}})) ==
          "join: the first data set has 2 columns, data set 2 has 1");
    CHECK(refusal(a, named(data_set(table{{1, 2}}), {"x", "y"})) ==
          "join: the first data set has classes, data set 2 has features alone");
    CHECK(refusal(data_set(table{{1}}, xt::xtensor<float, 1>{1}), data_set(table{{1}}, table{{1, 2}})) ==
          "join: the first data set has 1 target an example, data set 2 has 2");
}

TEST_CASE("join: names in which one stands twice are no places")
{
    auto const a = named(data_set(table{{1, 2}}), {"x", "y"});
    CHECK(refusal(a, named(data_set(table{{3, 4}}), {"x", "x"})) ==
          "join: the column \"x\" of data set 2 is given twice");
    auto const twice = named(data_set(table{{3, 4}}), {"x", "x"});
    CHECK(join(twice, twice).features() == table{{3, 4}, {3, 4}});
}

} // namespace
