// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../error_of.hpp"

#include <cstdio>
#include <filesystem>
#include <limits>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto net = input<2> | standardize | dense<8> | relu | dense<2>;

/// Class 1 where the first feature is larger; the second one is ten times as large.
auto points(std::vector<std::string> columns, std::vector<std::string> classes, bool swapped = false)
    -> data_set
{
    xt::xtensor<float, 2> x = xt::zeros<float>({std::size_t{40}, std::size_t{2}});
    std::vector<int> y(40);
    for (std::size_t i = 0; i < 40; ++i) {
        auto const a = std::sin(1.3F * static_cast<float>(i)),
                   b = 10 * std::cos(2.1F * static_cast<float>(i));
        x(i, swapped ? 1 : 0) = a;
        x(i, swapped ? 0 : 1) = b;
        y[i] = a > b / 10 ? 1 : 0;
    }
    auto data = data_set(x, y, std::move(classes));
    if (!columns.empty()) {
        data.name_columns(std::move(columns));
    }
    return data;
}

auto trained() -> network_model<float, std::remove_const_t<decltype(net)>>
{
    auto m = make_model(net, seed(1));
    static_cast<void>(
        fit(m, points({"a", "b"}, {"no", "yes"}), cross_entropy, adam(3e-2), epochs(40), quiet, threads(1)));
    return m;
}

std::string const advice =
    "; it takes those that it was trained on, in their order (read_csv with classes_of(the "
    "training data)); after model.set_";

} // namespace

/// Fault     data of other columns, or in another order
/// Injected  data sets with other names
/// Holds     refused everywhere, with both names
TEST_CASE("a model takes data of the columns that it was trained on, in their order")
{
    auto m = trained();
    auto const swapped = points({"b", "a"}, {"no", "yes"}, true), other = points({"a", "c"}, {"no", "yes"});
    auto const said = "column 0 (counted from 0) is 'a' in the model and 'b' in the data" + advice +
        "column_names({}) it takes any";
    CHECK(error_of<data_error>([&] {
              evaluate(m, swapped, cross_entropy);
          }) == said);
    CHECK(error_of<data_error>([&] {
              predict(m, swapped);
          }) == said);
    CHECK(error_of<data_error>([&] {
              probabilities(m, swapped);
          }) == said);
    CHECK(error_of<data_error>([&] {
              classify(m, swapped);
          }) == said);
    CHECK(error_of<data_error>([&] {
              static_cast<void>(fit(m, swapped, cross_entropy, adam(1e-2), epochs(1), quiet));
          }) == said);
    CHECK(error_of<data_error>([&] {
              predict(m, other);
          }).starts_with("column 1 (counted from 0) is 'b' in the model and 'c' in the data"));
    // Columns without names are no others, and a model can be told to forget.
    CHECK(evaluate(m, points({}, {"no", "yes"}), cross_entropy).accuracy() > 0.9);
    m.set_column_names({});
    CHECK(evaluate(m, swapped, cross_entropy).accuracy() < 0.9);
}

/// Fault     data of other classes
/// Injected  data sets with other names
/// Holds     refused everywhere, with both names
TEST_CASE("a model takes data of the classes that it was trained on")
{
    auto m = trained();
    auto const turned = points({"a", "b"}, {"yes", "no"}), numbered = points({"a", "b"}, {"0", "1"});
    auto const said = "class 0 (counted from 0) is 'no' in the model and 'yes' in the data" + advice +
        "class_names({}) it takes any";
    CHECK(error_of<data_error>([&] {
              evaluate(m, turned, cross_entropy);
          }) == said);
    CHECK(error_of<data_error>([&] {
              static_cast<void>(fit(m, turned, cross_entropy, adam(1e-2), epochs(1), quiet));
          }) == said);
    CHECK(error_of<data_error>([&] {
              evaluate(m, numbered, cross_entropy);
          }) != "");
    m.set_class_names({});
    CHECK(evaluate(m, numbered, cross_entropy).accuracy() > 0.9);
}

TEST_CASE("a data set is predicted as its features are, in either type of numbers")
{
    auto const m = trained();
    auto const data = points({"a", "b"}, {"no", "yes"});
    CHECK(predict(m, data) == predict(m, data.features()));
    CHECK(probabilities(m, data) == probabilities(m, data.features()));
    CHECK(classify(m, data) == classify(m, data.features()));
    xt::xtensor<double, 2> const wide = data.features();
    CHECK(predict(m, basic_data_set<double>(wide)) == predict(m, data.features()));
}

TEST_CASE("names, the reading of outputs and the count of fits go through a file")
{
    auto const m = trained();
    std::string const path = "known_data.safetensors";
    save(m, path);
    auto again = make_model(net, seed(2));
    load(again, path);
    std::filesystem::remove(path);
    CHECK(again.column_names() == std::vector<std::string>{"a", "b"});
    CHECK(again.class_names() == std::vector<std::string>{"no", "yes"});
    CHECK(again.fits() == 1);
    CHECK(again.notes().outputs == runners::outputs_mean::classes);
    CHECK(again.is_standardized());
    CHECK(error_of<data_error>([&] {
              predict(again, points({"b", "a"}, {"no", "yes"}, true));
          }) != "");
}

TEST_CASE("a mean or deviation that was set is not measured again")
{
    auto m = make_model(net, seed(1));
    m.set_parameter("standardize.0.mean", xt::xarray<float>{5.0F, 7.0F});
    CHECK(!m.is_standardized());
    std::string const path = "half_standardized.safetensors";
    save(m, path);
    auto loaded = make_model(net, seed(1));
    load(loaded, path);
    std::filesystem::remove(path);
    for (auto* const one : {&m, &loaded}) {
        static_cast<void>(
            fit(*one, points({}, {"no", "yes"}), cross_entropy, sgd(0.1), epochs(1), quiet, threads(1)));
        CHECK(one->parameter("standardize.0.mean") == xt::xarray<float>{5.0F, 7.0F});
        CHECK(one->parameter("standardize.0.deviation") != xt::xarray<float>{1.0F, 1.0F}); // nobody set these
        CHECK(one->is_standardized());
    }
}

TEST_CASE("what was never standardized has no outputs, in training it measures")
{
    auto const m = make_model(net, seed(1));
    auto const data = points({}, {"no", "yes"});
    auto const said = [](std::string const& who) {
        return who + ": standardize.0.mean was never measured; fit or load the model first, or set it";
    };
    CHECK(error_of<argument_error>([&] {
              predict(m, data.features());
          }) == said("predict"));
    CHECK(error_of<argument_error>([&] {
              classify(m, data);
          }) == said("predict"));
    CHECK(error_of<argument_error>([&] {
              evaluate(m, data, cross_entropy);
          }) == said("evaluate"));
    CHECK(error_of<argument_error>([&] {
              predictor{m};
          }) == said("predictor"));
    auto free = m;
    CHECK(forward(free, data.features()).shape(0) == 40);
    CHECK(gradient(m, data.features(), data.labels(), cross_entropy).loss > 0);
}

/// Fault     a NaN among a model's numbers
/// Injected  set by hand
/// Holds     evaluate, predict and their like refuse it by name
TEST_CASE("a model that holds a NaN says so instead of giving outputs")
{
    auto m = trained();
    auto kernel = m.parameter("dense.0.kernel");
    kernel(1, 2) = std::numeric_limits<float>::quiet_NaN();
    m.set_parameter("dense.0.kernel", kernel);
    auto const data = points({}, {"no", "yes"});
    CHECK(error_of<argument_error>([&] {
              predict(m, data);
          }) == "predict: dense.0.kernel is nan at [1, 2], but must be finite");
    CHECK(error_of<argument_error>([&] {
              evaluate(m, data, cross_entropy);
          }) == "evaluate: dense.0.kernel is nan at [1, 2], but must be finite");
    CHECK(error_of<argument_error>([&] {
              predictor{m};
          }) == "predictor: dense.0.kernel is nan at [1, 2], but must be finite");
}

TEST_CASE("numbers that lie together far from 0 are refused on the way into float, and learnt in double")
{
    constexpr auto line = input<1> | standardize | dense<1>;
    xt::xtensor<double, 2> x = xt::zeros<double>({std::size_t{200}, std::size_t{1}});
    xt::xtensor<double, 1> y = xt::zeros<double>({std::size_t{200}});
    for (std::size_t i = 0; i < 200; ++i) {
        x(i, 0) = 1.7e9 + static_cast<double>(i);
        y(i) = 0.01 * static_cast<double>(i);
    }
    auto named = basic_data_set<double>(x, y);
    named.name_columns({"time"});
    auto narrow = make_model(line, seed(1));
    auto const run = [&](auto& m, basic_data_set<double> const& data) {
        static_cast<void>(fit(m, data, mse, adam(3e-2), epochs(300), quiet, threads(1)));
        return evaluate(m, data, mse).regression->r2;
    };
    CHECK(error_of<data_error>([&] {
              run(narrow, named);
          }) ==
          "feature 'time' lies in [1.7e+09, 1.700000199e+09], where a float keeps no numbers nearer together "
          "than "
          "128; "
          "take an offset off it first, or compute in double: make_model<double>");
    auto wide = make_model<double>(line, seed(1));
    CHECK(run(wide, named) > 0.999);
    x -= 1.7e9;
    CHECK(run(narrow, basic_data_set<double>(x, y)) > 0.999);
    // A column that never changes is none, nor one whose numbers a float holds.
    x.fill(1.7e9);
    CHECK_NOTHROW(predict(narrow, basic_data_set<double>(x)));
}

TEST_CASE("targets have names, too, which the model knows: another order of labels is refused")
{
    xt::xtensor<float, 2> const x = support::rows_of<float>(20, 3);
    xt::xtensor<float, 2> y = xt::zeros<float>({std::size_t{20}, std::size_t{2}});
    for (std::size_t i = 0; i < 20; ++i) {
        y(i, 0) = x(i, 0) > 0 ? 1.0F : 0.0F;
        y(i, 1) = x(i, 1) > 0 ? 1.0F : 0.0F;
    }
    auto const labelled = [&](std::string a, std::string b) {
        auto d = data_set(x, y);
        d.name_targets({std::move(a), std::move(b)});
        return d;
    };
    auto const right = labelled("p", "q"), turned = labelled("q", "p");
    CHECK(right.pick({1, 2}).target_names() == std::vector<std::string>{"p", "q"});
    auto m = make_model(input<3> | dense<2>, seed(1));
    static_cast<void>(fit(m, right, binary_cross_entropy, adam(1e-2), epochs(2), quiet, threads(1)));
    std::string const path = "known_targets.safetensors",
                      said = "target 0 (counted from 0) is 'p' in the model and "
                             "'q' in the data";
    save(m, path);
    auto again = make_model(input<3> | dense<2>, seed(2)), whole = again;
    load(again, path);
    load(whole, path, partial); // all that the file has: the same model
    std::filesystem::remove(path);
    CHECK(whole.notes().outputs == runners::outputs_mean::several_labels);
    for (auto const* const one : {&m, &again, &whole}) {
        CHECK(error_of<data_error>([&] {
                  evaluate(*one, turned, binary_cross_entropy);
              }).starts_with(said));
    }
    CHECK(error_of<data_error>([&] {
              static_cast<void>(fit(m, right, turned, binary_cross_entropy, adam(1e-2), epochs(1), quiet));
          }) != "");
    CHECK(error_of<data_error>([&] {
              join(right, turned);
          }).find("other names") != std::string::npos);
    CHECK(error_of<data_error>([&] {
              labelled("p", "q").name_targets({"p"});
          }) == "a data set needs one name for each target: 2 targets, 1 names");
}
