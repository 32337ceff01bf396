// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/split.hpp>

#include "files.hpp"

#include <lagom/data/read_csv.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#ifndef LAGOM_SOURCE_ROOT
#define LAGOM_SOURCE_ROOT "."
#endif

namespace {

using lagom::data_set;
using lagom::seed;
using lagom::split;
using lagom::stratified;
using support::error_of;

/// Row i holds the number i.
auto counted(std::size_t rows) -> xt::xtensor<float, 2>
{
    auto features = xt::xtensor<float, 2>::from_shape({rows, 1});
    std::iota(features.begin(), features.end(), 0.0F);
    return features;
}

auto values(data_set const& data) -> std::vector<float>
{
    return {data.features().begin(), data.features().end()};
}

auto per_class(data_set const& data) -> std::vector<std::size_t>
{
    auto counts = std::vector<std::size_t>(data.class_count());
    for (auto const label : data.labels()) {
        ++counts[static_cast<std::size_t>(label)];
    }
    return counts;
}

TEST_CASE("split: every example is in exactly one part")
{
    auto const [a, b, c] = split(data_set(counted(101)), {0.6, 0.2, 0.2}, seed(1));
    auto all = std::multiset<float>();
    for (auto const* part : {&a, &b, &c}) {
        auto const rows = values(*part);
        all.insert(rows.begin(), rows.end());
    }
    auto const expected = values(data_set(counted(101)));
    CHECK(std::equal(all.begin(), all.end(), expected.begin(), expected.end()));
}

TEST_CASE("split: sizes follow the largest remainder and add up")
{
    auto const [a, b, c] = split(data_set(counted(101)), {0.6, 0.2, 0.2}, seed(1));
    CHECK(a.size() == 61); // 60.6, 20.2, 20.2
    CHECK(b.size() == 20);
    CHECK(c.size() == 20);
    auto const [d, e, f] = split(data_set(counted(10)), {1.0 / 3, 1.0 / 3, 1.0 / 3}, seed(1));
    CHECK(d.size() == 4);
    CHECK(e.size() == 3);
    CHECK(f.size() == 3);
    auto const [g, h] = split(data_set(counted(10)), {0.7, 0.3}, seed(1));
    CHECK(g.size() == 7);
    CHECK(h.size() == 3);
    auto const [whole] = split(data_set(counted(3)), {1}, seed(1));
    CHECK(whole.size() == 3);
}

TEST_CASE("split: the seed decides the order, and nothing else does")
{
    auto const data = data_set(counted(50));
    auto const first = split(data, {0.5, 0.5}, seed(7));
    CHECK(values(first[0]) == values(split(data, {0.5, 0.5}, seed(7))[0]));
    CHECK(values(first[0]) != values(split(data, {0.5, 0.5}, seed(8))[0]));
    auto const rows = values(first[0]);
    CHECK_FALSE(std::is_sorted(rows.begin(), rows.end()));
}

TEST_CASE("split: each place is reached by each example about equally often")
{
    auto counts = std::array<std::array<int, 4>, 4>{};
    constexpr auto runs = 4000U;
    for (auto i = 0U; i < runs; ++i) {
        auto const [all] = split(data_set(counted(4)), {1}, seed(i));
        for (auto place = std::size_t{0}; place < 4; ++place) {
            ++counts[place][static_cast<std::size_t>(all.features()(place, 0))];
        }
    }
    for (auto const& row : counts) {
        for (auto const count : row) {
            CHECK(std::abs(count - 1000) < 5 * 28); // five standard deviations of a binomial (4000, 1/4)
        }
    }
}

TEST_CASE("split: fractions that are not above 0 or do not add up to 1 are refused")
{
    auto const data = data_set(counted(10));
    CHECK(error_of<lagom::argument_error>([&] {
              split(data, {0.5, 0.4}, seed(1));
          }) == "split: the fractions add up to 0.9, expected 1");
    CHECK(error_of<lagom::argument_error>([&] {
              split(data, {0.75, 0.5}, seed(1));
          }) == "split: the fractions add up to 1.25, expected 1");
    CHECK(error_of<lagom::argument_error>([&] {
              split(data, {1.5, -0.5}, seed(1));
          }) == "split: the fraction -0.5 is not above 0");
    CHECK(error_of<lagom::argument_error>([&] {
              split(data, {1.0, 0.0}, seed(1));
          }) == "split: the fraction 0 is not above 0");
    CHECK_NOTHROW(split(data, {0.1, 0.2, 0.7 + 5e-10}, seed(1)));
}

TEST_CASE("split: a part that would be empty is named")
{
    CHECK(error_of<lagom::data_error>([] {
              split(data_set(counted(10)), {0.98, 0.02}, seed(1));
          }) == "split: part 2 of 2 would be empty: a fraction of 0.02 of 10 examples");
}

TEST_CASE("split: stratified keeps the share of each class to less than one example")
{
    auto labels = std::vector<int>();
    for (auto i = 0; i < 200; ++i) {
        labels.push_back(i < 20 ? 0 : i < 65 ? 1 : 2);
    }
    auto const data = data_set(counted(200), labels);
    auto const parts = split(data, {0.7, 0.15, 0.15}, seed(3), stratified);
    auto const expected = per_class(data);
    auto const shares = std::array{0.7, 0.15, 0.15};
    auto total = std::size_t{0};
    for (auto part = std::size_t{0}; part < 3; ++part) {
        auto const counts = per_class(parts[part]);
        for (auto c = std::size_t{0}; c < 3; ++c) {
            CHECK(std::abs(static_cast<double>(counts[c]) - shares[part] * static_cast<double>(expected[c])) <
                  1);
        }
        total += parts[part].size();
    }
    CHECK(total == 200);
}

TEST_CASE("split: many small classes do not starve a part")
{
    auto labels = std::vector<int>();
    for (auto i = 0; i < 90; ++i) {
        labels.push_back(i / 3); // 30 classes of 3
    }
    auto const [a, b, c] = split(data_set(counted(90), labels), {0.6, 0.2, 0.2}, seed(3), stratified);
    CHECK(a.size() == 54);
    CHECK(b.size() == 18);
    CHECK(c.size() == 18);
}

TEST_CASE("split: stratified mixes the classes within a part")
{
    auto labels = std::vector<int>(100);
    std::fill(labels.begin() + 50, labels.end(), 1);
    auto const [a, b] = split(data_set(counted(100), labels), {0.5, 0.5}, seed(3), stratified);
    CHECK_FALSE(std::is_sorted(a.labels().begin(), a.labels().end()));
    CHECK(per_class(b) == std::vector<std::size_t>{25, 25});
}

TEST_CASE("split: stratified needs classes")
{
    CHECK(error_of<lagom::data_error>([] {
              split(data_set(counted(10)), {0.5, 0.5}, seed(1), stratified);
          }) == "the data set has no classes, only features");
}

TEST_CASE("split: a file goes straight into three parts that keep their class names")
{
    auto const [train, validation, test] =
        split(lagom::read_csv(LAGOM_SOURCE_ROOT "/examples/data/digits.csv", lagom::label("label")),
              {0.6, 0.2, 0.2}, seed(1));
    CHECK(train.size() == 1078);
    CHECK(validation.size() + test.size() == 719);
    CHECK(test.class_count() == 10);
}

TEST_CASE("split: in order, the first examples make the first part")
{
    auto const [past, middle, future] = split(data_set(counted(10)), {0.5, 0.3, 0.2}, lagom::in_order);
    CHECK(values(past) == std::vector<float>{0, 1, 2, 3, 4});
    CHECK(values(middle) == std::vector<float>{5, 6, 7});
    CHECK(values(future) == std::vector<float>{8, 9});
    CHECK(error_of<lagom::data_error>([] {
              split(data_set(counted(10)), {0.98, 0.02}, lagom::in_order);
          }) == "split: part 2 of 2 would be empty: a fraction of 0.02 of 10 examples");
}

/// The groups of these rows.
auto groups_in(data_set const& data, std::vector<int> const& group_of) -> std::set<int>
{
    auto result = std::set<int>();
    for (auto const row : values(data)) {
        result.insert(group_of[static_cast<std::size_t>(row)]);
    }
    return result;
}

TEST_CASE("split: no group stands in two parts, and each example in one")
{
    auto patients = std::vector<int>();
    for (auto i = 0; i < 300; ++i) {
        patients.push_back(i * i % 37); // 19 groups of different sizes
    }
    auto const data = data_set(counted(300));
    for (auto number = 0U; number < 20; ++number) {
        auto const parts = split(data, {0.6, 0.2, 0.2}, seed(number), lagom::by_group(patients));
        auto all = std::multiset<int>();
        auto rows = std::set<float>();
        for (auto part = std::size_t{0}; part < 3; ++part) {
            auto const share = part == 0 ? 180.0 : 60.0;
            CHECK(std::abs(static_cast<double>(parts[part].size()) - share) <=
                  17); // the size of the largest group
            auto const groups = groups_in(parts[part], patients);
            all.insert(groups.begin(), groups.end());
            auto const here = values(parts[part]);
            rows.insert(here.begin(), here.end());
        }
        CHECK(all.size() == std::set<int>(patients.begin(), patients.end()).size());
        CHECK(rows.size() == 300);
    }
    CHECK(values(split(data, {0.5, 0.5}, seed(1), lagom::by_group(patients))[0]) ==
          values(split(data, {0.5, 0.5}, seed(1), lagom::by_group(patients))[0]));
    CHECK(values(split(data, {0.5, 0.5}, seed(1), lagom::by_group(patients))[0]) !=
          values(split(data, {0.5, 0.5}, seed(2), lagom::by_group(patients))[0]));
}

TEST_CASE("split: groups are named by integers or texts, in any range")
{
    auto const data = data_set(counted(4));
    auto const texts = std::vector<std::string>{"a", "b", "a", "b"};
    auto const [one, two] = split(data, {0.5, 0.5}, seed(1), lagom::by_group(texts));
    CHECK(one.size() == 2);
    CHECK(groups_in(one, {0, 1, 0, 1}).size() == 1);
    auto const numbers = xt::xtensor<long, 1>{5, 5, 5, -1};
    auto const [small, large] = split(data, {0.1, 0.9}, seed(1), lagom::by_group(numbers));
    CHECK(small.size() + large.size() == 4);
    CHECK(std::min(small.size(), large.size()) == 1);
    CHECK(split(data, {0.5, 0.5}, seed(1), lagom::by_group(std::span(texts))).size() == 2);
    CHECK(error_of<lagom::data_error>([&] {
              split(data, {0.5, 0.5}, seed(1), lagom::by_group(std::vector{1, 2}));
          }) == "split: by_group has 2 group ids, expected one for each of the 4 examples");
    CHECK(error_of<lagom::data_error>([&] {
              split(data, {0.5, 0.25, 0.25}, seed(1), lagom::by_group(texts));
          }) == "split: by_group has 2 groups for 3 parts, expected at least one for each");
}

} // namespace
