// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/data_set.hpp>
#include <lagom/data/join.hpp>
#include <lagom/data/split.hpp>

#include "files.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

namespace {

using lagom::basic_data_set;
using lagom::data_set;
using support::error_of;
using namespace std::string_literals;
using strings = std::vector<std::string>;
using ints = std::vector<std::int32_t>;

auto three_rows() -> xt::xtensor<float, 2> { return {{1, 2}, {3, 4}, {5, 6}}; }

static_assert(!std::is_default_constructible_v<data_set>);
static_assert(std::is_constructible_v<data_set, xt::xarray<int>, xt::xtensor<unsigned char, 1>>);
static_assert(std::is_constructible_v<data_set, xt::xarray<double>, std::vector<long>>);

TEST_CASE("data set: features alone have neither classes nor targets")
{
    auto const data = data_set(three_rows());
    CHECK(data.size() == 3);
    CHECK(data.columns() == 2);
    CHECK(data.features() == three_rows());
    CHECK_FALSE(data.has_classes());
    CHECK_FALSE(data.has_targets());
    CHECK(data.class_count() == 0);
    CHECK(data.column_names().empty());
    CHECK(error_of<lagom::data_error>([&] {
              data.labels();
          }) == "the data set has no classes, only features");
    CHECK(error_of<lagom::data_error>([&] {
              data.targets();
          }) == "the data set has no real targets, only features");
}

TEST_CASE("data set: axes after the first become columns, row-major whatever the layout")
{
    auto const images = xt::xarray<int>{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
    auto const expected = xt::xtensor<float, 2>{{1, 2, 3, 4}, {5, 6, 7, 8}};
    CHECK(data_set(images).features() == expected);
    auto const columns_first = xt::xarray<int, xt::layout_type::column_major>(images);
    CHECK(data_set(columns_first).features() == expected);
    auto const vector = xt::xtensor<double, 1>{1, 2, 3};
    CHECK(data_set(vector).features() == xt::xtensor<float, 2>{{1}, {2}, {3}});
}

TEST_CASE("data set: integer labels become places among their sorted values")
{
    auto const data = data_set(three_rows(), xt::xtensor<long, 1>{10, -2, 10});
    CHECK(data.has_classes());
    CHECK(data.class_names() == strings{"-2", "10"});
    CHECK(data.labels() == ints{1, 0, 1});
    CHECK(data_set(three_rows(), std::vector{9, 10, 9}).class_names() == strings{"9", "10"});
    CHECK(data_set(three_rows(), xt::xarray<std::uint8_t>{7, 7, 3}).labels() == ints{1, 1, 0});
    CHECK(data_set(three_rows(), xt::xarray<bool>{true, false, true}).class_names() == strings{"0", "1"});
    CHECK(error_of<lagom::data_error>([&] {
              data.targets();
          }) == "the data set has no real targets, only classes");
}

TEST_CASE("data set: with class names, labels are places among them")
{
    auto const data = data_set(three_rows(), std::vector{2, 0, 2}, strings{"a", "b", "c"});
    CHECK(data.class_count() == 3);
    CHECK(data.labels() == ints{2, 0, 2});
    auto const build = [](ints const& labels, strings const& names) {
        return error_of<lagom::data_error>([&] {
            data_set(three_rows(), labels, names);
        });
    };
    CHECK(build({2, 3, 0}, {"a", "b", "c"}) ==
          "label 3 in row 1 (counted from 0) names no class; expected 0 to 2");
    CHECK(build({-1, 0, 0}, {"a"}) == "label -1 in row 0 (counted from 0) names no class; expected 0 to 0");
    CHECK(build({0, 0, 0}, {"a", "b", "a"}) == "the class name \"a\" is given twice");
    CHECK(build({0, 0, 0}, {}) == "there are 0 class names; expected one for each class");
}

TEST_CASE("data set: real targets are one or several a row")
{
    auto const one = data_set(three_rows(), xt::xtensor<double, 1>{1, 2, 3});
    CHECK(one.targets() == xt::xtensor<float, 2>{{1}, {2}, {3}});
    CHECK(one.has_targets());
    CHECK_FALSE(one.has_classes());
    auto const two = data_set(three_rows(), xt::xarray<float>{{.5, .5}, {0, 1}, {1, 0}});
    CHECK(two.targets().shape(1) == 2);
    CHECK(error_of<lagom::data_error>([&] {
              two.labels();
          }) == "the data set has no classes, only real targets");
    auto const five_axes = xt::xarray<float>(xt::xarray<float>::shape_type{3, 1, 1, 1, 1});
    CHECK(error_of<lagom::data_error>([&] {
              data_set(three_rows(), five_axes);
          }) == "the targets have 5 axes; expected at most 4");
}

TEST_CASE("data set: a series has a label, or targets, at each position")
{
    auto const labels = xt::xtensor<long, 2>{{5, 7}, {7, 7}, {9, 5}};
    auto const series = data_set(three_rows(), labels);
    CHECK(series.size() == 3);
    CHECK(series.labels_per_example() == 2);
    CHECK(series.class_names() == std::vector<std::string>{"5", "7", "9"});
    CHECK(series.labels() == std::vector<std::int32_t>{0, 1, 1, 1, 2, 0});
    CHECK(series.pick({2, 0}).labels() == std::vector<std::int32_t>{2, 0, 0, 1});
    CHECK(series.pick({2, 0}).labels_per_example() == 2);
    auto const twice = lagom::join(series, series.pick({1}));
    CHECK(twice.labels() == std::vector<std::int32_t>{0, 1, 1, 1, 2, 0, 1, 1});
    CHECK(twice.labels_per_example() == 2);
    auto const by_columns = xt::xtensor<int, 2, xt::layout_type::column_major>(labels); // the same numbers
    CHECK(data_set(three_rows(), by_columns).labels() == series.labels());
    auto const targets = xt::xtensor<float, 3>{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}, {{9, 10}, {11, 12}}};
    CHECK(data_set(three_rows(), targets).targets() ==
          xt::xtensor<float, 2>{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}});
    CHECK(error_of<lagom::data_error>([&] {
              lagom::join(series, data_set(three_rows(), std::vector<int>{5, 7, 9}));
          }) == "join: the first data set has 2 labels an example, data set 2 has 1");
    CHECK(
        error_of<lagom::data_error>([&] {
            static_cast<void>(lagom::split(series, {0.5, 0.5}, lagom::seed(1), lagom::stratified));
        }) ==
        "split: stratified deals examples by their class, and these have 2 labels each; split without it, or "
        "by_group");
    CHECK(error_of<lagom::data_error>([&] {
              data_set(three_rows(), xt::xtensor<int, 2>{{1, 2}, {3, 4}});
          }) == "a data set needs one of labels for each example: 3 examples, 2 labels");
}

TEST_CASE("data set: counts that disagree are both named")
{
    CHECK(error_of<lagom::data_error>([] {
              data_set(three_rows(), std::vector{1, 2});
          }) == "a data set needs one of labels for each example: 3 examples, 2 labels");
    CHECK(error_of<lagom::data_error>([] {
              data_set(three_rows(), xt::xtensor<float, 1>{1, 2, 3, 4});
          }) == "a data set needs one of targets for each example: 3 examples, 4 targets");
    CHECK(error_of<lagom::data_error>([] {
              data_set(three_rows()).name_columns({"a"});
          }) == "a data set needs one name for each column: 2 columns, 1 names");
}

TEST_CASE("data set: nothing to learn from is refused")
{
    auto const empty = xt::xtensor<float, 2>::from_shape({0, 4});
    CHECK(error_of<lagom::data_error>([&] {
              auto const data = data_set(empty);
          }) == "the features have 0 rows and 4 columns; a data set needs at least one of each");
    auto const narrow = xt::xarray<double>::from_shape({4, 0});
    CHECK(error_of<lagom::data_error>([&] {
              auto const data = data_set(narrow);
          }) == "the features have 4 rows and 0 columns; a data set needs at least one of each");
    CHECK(error_of<lagom::data_error>([] {
              auto const data = data_set(xt::xarray<float>(1.0F));
          }) == "the features are a scalar; expected a first axis of examples");
    CHECK(error_of<lagom::data_error>([] {
              data_set(three_rows(), std::vector<int>());
          }) == "there are 0 labels; expected one for each example");
    auto const no_targets = xt::xtensor<float, 2>::from_shape({0, 1});
    CHECK(error_of<lagom::data_error>([&] {
              data_set(three_rows(), no_targets);
          }) == "the targets have 0 rows and 1 columns; a data set needs at least one of each");
}

TEST_CASE("data set: labels that are no list of 64-bit integers are refused")
{
    auto const table = xt::xarray<int>(xt::xarray<int>::shape_type{3, 1, 1, 2}, 1);
    CHECK(error_of<lagom::data_error>([&] {
              data_set(three_rows(), table);
          }) ==
          "integer labels have one axis, or others of positions (one of a series, two of an image), these "
          "have 4; real "
          "targets are given as float or double");
    auto const large = std::vector<std::uint64_t>{0, 1, UINT64_MAX};
    CHECK(error_of<lagom::data_error>([&] {
              data_set(three_rows(), large);
          }) == "label 18446744073709551615 is above the largest that is accepted, 2^63 - 1");
}

TEST_CASE("data set: pick keeps order, classes and names")
{
    auto data = data_set(three_rows(), std::vector{5, 6, 7});
    data.name_columns({"x", "y"});
    auto const picked = data.pick({2, 0, 2});
    CHECK(picked.features() == xt::xtensor<float, 2>{{5, 6}, {1, 2}, {5, 6}});
    CHECK(picked.labels() == ints{2, 0, 2});
    CHECK(picked.class_names() == strings{"5", "6", "7"});
    CHECK(picked.column_names() == strings{"x", "y"});
    auto const real = basic_data_set<double>(three_rows(), xt::xtensor<double, 1>{.1, .2, .3});
    CHECK(real.pick({1}).targets() == xt::xtensor<double, 2>{{.2}});
    CHECK(error_of<lagom::argument_error>([&] {
              data.pick({1, 3});
          }) == "row 3 is picked from a data set of 3 rows; expected 0 to 2");
    CHECK(error_of<lagom::data_error>([&] {
              data.pick({});
          }) == "no row is picked; a data set needs at least one");
}

TEST_CASE("data set: the first number that is not finite is named by row and column")
{
    auto features = three_rows();
    CHECK_NOTHROW(lagom::require_finite(data_set(features)));
    features(2, 0) = std::numeric_limits<float>::infinity();
    features(1, 1) = std::nanf("");
    auto data = data_set(features);
    CHECK(error_of<lagom::data_error>([&] {
              lagom::require_finite(data);
          }) == "the features hold nan in row 1, column 1 (both counted from 0); expected finite numbers");
    data.name_columns({"width", "height"});
    CHECK(
        error_of<lagom::data_error>([&] {
            lagom::require_finite(data);
        }) ==
        "the features hold nan in row 1, column 1 \"height\" (both counted from 0); expected finite numbers");
    auto const targets = xt::xtensor<double, 1>{1, -std::numeric_limits<double>::infinity(), 2};
    CHECK(error_of<lagom::data_error>([&] {
              lagom::require_finite(basic_data_set<double>(three_rows(), targets));
          }) == "the targets hold -inf in row 1, column 0 (both counted from 0); expected finite numbers");
}

TEST_CASE("data set: a column whose numbers T tells apart no more is refused with its number")
{
    auto const refusal = [](auto make) {
        return error_of<lagom::data_error>(make);
    };
    auto const advice =
        "; take an offset off it first, or compute in double: basic_data_set<double> and make_model<double>"s;
    auto const times = xt::xtensor<double, 2>{{1, 1.7e9}, {2, 1.7e9 + 1}, {3, 1.7e9 + 2}};
    CHECK(refusal([&] {
              data_set{times};
          }) ==
          "feature 1 lies in [1.7e+09, 1.700000002e+09], where a float keeps no numbers nearer together than "
          "128" +
              advice);
    CHECK(refusal([&] {
              data_set{times + 1}; // an expression
          }).starts_with("feature 1 lies in [1.700000001e+09, 1.700000003e+09]"));
    CHECK(refusal([&] {
              data_set(three_rows(), xt::xtensor<double, 1>{1e8, 1e8 + 1, 1e8 + 2});
          }) ==
          "target 0 lies in [1e+08, 1.00000002e+08], where a float keeps no numbers nearer together than 8" +
              advice);
    auto const ids =
        "feature 0 lies in [16777216, 16777217], where a float keeps no numbers nearer together than 2";
    CHECK(refusal([] {
              data_set{xt::xtensor<std::int32_t, 1>{16777216, 16777217}};
          }) == ids + advice);
    CHECK(refusal([] {
              data_set{xt::xtensor<std::uint32_t, 1>{16777216, 16777217}};
          }) == ids + advice);
    CHECK(refusal([] {
              data_set{xt::xtensor<long long, 1>{-16777217, -16777216}};
          }).starts_with("feature 0 lies in [-16777217, -16777216]"));
    CHECK(refusal([] {
              data_set{xt::xtensor<std::uint64_t, 1>{UINT64_MAX - 1, UINT64_MAX}};
          }).starts_with("feature 0 lies in [18446744073709551614, 18446744073709551615]"));
    CHECK(refusal([] {
              basic_data_set<double>{xt::xtensor<std::int64_t, 1>{INT64_MAX - 1, INT64_MAX}};
          }) ==
          "feature 0 lies in [9223372036854775806, 9223372036854775807], where a double keeps no numbers "
          "nearer "
          "together than 2048; take an offset off it first");
}

TEST_CASE("data set: numbers that T holds, or tells apart, or that never change but for rounding, are taken")
{
    CHECK(data_set(xt::xtensor<std::int64_t, 1>{16777216, 16777218}).features() ==
          xt::xtensor<float, 2>{{16777216}, {16777218}});
    CHECK(data_set(xt::xtensor<int, 1>{1'700'000'001, 1'700'000'001}).features() ==
          xt::xtensor<float, 2>{{1.7e9F}, {1.7e9F}});
    CHECK(data_set(xt::xtensor<int, 1>{1, 1'700'000'001}).features() == xt::xtensor<float, 2>{{1}, {1.7e9F}});
    CHECK(data_set(xt::xtensor<double, 1>{0.1 + 0.2, 0.3}).features() ==
          xt::xtensor<float, 2>{{0.3F}, {0.3F}});
    CHECK(data_set(xt::xtensor<std::int64_t, 1>{INT64_MIN, 0}).features() ==
          xt::xtensor<float, 2>{{-0x1p63F}, {0}});
    auto const unknown = xt::xtensor<double, 1>{std::nan(""), 1, INFINITY};
    CHECK(data_set(unknown).size() == 3); // a fit names what is not finite
    auto const times = xt::xtensor<double, 1>{1.7e9, 1.7e9 + 1};
    CHECK(basic_data_set<double>(times).features() == xt::xtensor<double, 2>{{1.7e9}, {1.7e9 + 1}});
}

TEST_CASE("data set: a name that is no UTF-8, which no file of a model can hold, is refused")
{
    constexpr auto words =
        " is no text in UTF-8, as which a model keeps names (Latin-1 and Windows-1252 write other bytes)";
    CHECK(error_of<lagom::data_error>([] {
              data_set(three_rows(), std::vector{0, 1, 0}, {"gut", "\xFCx"});
          }) == "the class name \"\\xfcx\"" + std::string(words));
    auto data = data_set(three_rows(), std::vector{0, 1, 0}, {"gut", "\u00FCbel"});
    CHECK(error_of<lagom::data_error>([&] {
              data.name_columns({"a", "L\xE4nge"});
          }) == "the column name \"L\\xe4nge\"" + std::string(words));
    CHECK(data.column_names().empty());
}

} // namespace
