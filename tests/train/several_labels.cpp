// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../error_of.hpp"

#include <filesystem>
#include <sstream>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto net = input<3> | dense<16> | relu | dense<3>;

/// Label k holds where feature k is positive.
auto signs(std::size_t n) -> data_set
{
    auto const x = support::rows_of<float>(n, 3);
    xt::xtensor<float, 2> y = xt::zeros<float>({n, std::size_t{3}});
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            y(i, k) = x(i, k) > 0 ? 1.0F : 0.0F;
        }
    }
    return data_set(x, y);
}

} // namespace

TEST_CASE("several labels: each has a sigmoid, and labels_of says which hold")
{
    auto m = make_model(net, seed(1));
    auto const data = signs(120);
    auto const before = probabilities(m, data.features());
    for (std::size_t r = 0; r < 5; ++r) { // nobody has said yet what the outputs are: a softmax
        CHECK(before(r, 0) + before(r, 1) + before(r, 2) == doctest::Approx(1).epsilon(1e-6));
    }
    auto const result =
        fit(m, data, data, binary_cross_entropy, adam(1e-2),
            goal(accuracy, 0.99) || patience(300).watching(macro_f1) || epochs(400), quiet, threads(1));
    CHECK(result.clause == "goal");
    CHECK(m.notes().outputs == runners::outputs_mean::several_labels);
    auto const logits = predict(m, data), p = probabilities(m, data);
    auto const found = labels_of(m, data, threshold(0.5)), strict = labels_of(m, data, threshold(0.9));
    long different = 0, fewer = 0;
    for (std::size_t r = 0; r < data.size(); ++r) {
        for (std::size_t k = 0; k < 3; ++k) {
            auto const sigmoid = 1 / (1 + std::exp(-static_cast<double>(logits(r, k))));
            CHECK(p(r, k) == doctest::Approx(sigmoid).epsilon(1e-5)); // some ulp of float
            CHECK(found(r, k) == (logits(r, k) > 0 ? 1 : 0));
            different += found(r, k) != static_cast<int>(data.targets()(r, k)) ? 1 : 0;
            fewer += found(r, k) - strict(r, k);
        }
    }
    CHECK(fewer >= 0);
    CHECK(found == labels_of(m, data.features()));
    auto const judged = evaluate(m, data, binary_cross_entropy);
    CHECK(judged.accuracy() == doctest::Approx(1 - static_cast<double>(different) / 360).epsilon(1e-12));
    CHECK(judged.accuracy() == result.history.back().validation_accuracy);
    CHECK(judged.labelling->macro_f1 == result.history.back().validation_macro_f1);
    std::ostringstream text;
    text << judged;
    CHECK(text.str().find("subset accuracy") != std::string::npos);
    CHECK(text.str().find("mse") == std::string::npos);
    auto const last = text.str().substr(0, text.str().size() - 1);
    CHECK(last.substr(last.rfind('\n') + 1).starts_with("accuracy"));
}

TEST_CASE("several labels: classify refuses and says what reads them, in a loaded model, too")
{
    auto m = make_model(net, seed(1));
    auto const data = signs(30);
    static_cast<void>(fit(m, data, binary_cross_entropy, adam(1e-2), epochs(1), quiet, threads(1)));
    std::string const
        path = "several_labels.safetensors",
        said = "classify: the model was trained on several labels an example, any number of which may "
               "hold; labels_of(model, x, threshold(0.5)) says which do";
    save(m, path);
    auto again = make_model(net, seed(2));
    load(again, path);
    std::filesystem::remove(path);
    CHECK(error_of<argument_error>([&] {
              classify(m, data);
          }) == said);
    CHECK(error_of<argument_error>([&] {
              classify(again, data.features());
          }) == said);
    CHECK(probabilities(again, data) == probabilities(m, data));
}

TEST_CASE("several labels: classes have none, and balanced accuracy is of classes")
{
    auto m = make_model(net, seed(1));
    auto const classes = support::blobs(30, 3, 3, 1);
    static_cast<void>(fit(m, classes, cross_entropy, adam(1e-2), epochs(1), quiet, threads(1)));
    CHECK(error_of<argument_error>([&] {
              labels_of(m, classes.features(), threshold(0.5));
          }).starts_with("labels_of: the model's outputs are classes, of which one holds"));
    auto const data = signs(30);
    auto fresh = make_model(net, seed(1));
    CHECK(error_of<data_error>([&] {
              static_cast<void>(fit(fresh, data, data, binary_cross_entropy, adam(1e-2),
                                    patience(3).watching(balanced_accuracy) || epochs(5), quiet));
          }) ==
          "the stopping rule watches balanced_accuracy, which is of classes, and the validation data have 3 "
          "labels "
          "an example; watch accuracy or macro_f1");
    CHECK(error_of<argument_error>([] {
              static_cast<void>(threshold(1.5));
          }) == "threshold: probability is 1.5, but must be in [0, 1]");
}

TEST_CASE("classes under binary_cross_entropy have a sigmoid each, and the largest is the class")
{
    auto m = make_model(net, seed(1));
    auto const data = support::blobs(90, 3, 3, 1);
    static_cast<void>(fit(m, data, binary_cross_entropy, adam(1e-2), epochs(5), quiet, threads(1)));
    CHECK(m.notes().outputs == runners::outputs_mean::sigmoids);
    auto const p = probabilities(m, data), logits = predict(m, data);
    CHECK(p(3, 2) == doctest::Approx(1 / (1 + std::exp(-logits(3, 2)))).epsilon(1e-5));
    CHECK(evaluate(m, data, binary_cross_entropy).classification.has_value());
    CHECK(classify(m, data).size() == 90);
    static_cast<void>(fit(m, data, cross_entropy, adam(1e-2), epochs(1), quiet, threads(1)));
    auto const softmax = probabilities(m, data);
    CHECK(softmax(3, 0) + softmax(3, 1) + softmax(3, 2) == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("patience and goal watch balanced accuracy and F1")
{
    // Nine of ten examples are of one class: to say it always is 0.9 right and of no balance.
    xt::xtensor<float, 2> const x = support::rows_of<float>(100, 3);
    std::vector<int> y(100);
    for (std::size_t i = 0; i < 100; ++i) {
        y[i] = i % 10 == 0 ? 1 : 0;
    }
    auto const data = data_set(x, y);
    auto m = make_model(input<3> | dense<2>, seed(1));
    auto const r =
        fit(m, data, data, cross_entropy, sgd(0.0), goal(balanced_accuracy, 0.9) || epochs(2), quiet);
    CHECK(r.clause == "epochs");
    auto const judged = evaluate(m, data, cross_entropy);
    CHECK(judged.classification->balanced_accuracy == r.history.back().validation_balanced_accuracy);
    CHECK(judged.classification->macro_f1 == r.history.back().validation_macro_f1);
    CHECK(describe(patience(3).watching(macro_f1) || goal(balanced_accuracy, 0.5)) ==
          "patience(3).watching(macro_f1) || goal(balanced_accuracy, 0.5)");
    CHECK(decide(patience(1).watching(macro_f1) || epochs(9), std::vector{0.5, 0.6, 0.6}).stop_index == 2);
}
