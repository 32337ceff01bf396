// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/metrics.hpp>

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using lagom::classification_of;
using lagom::regression_of;

namespace {

using classes = std::vector<std::int32_t>;
using numbers = std::vector<double>;

// Sums of fewer than ten terms near 1.
auto near(double value) -> doctest::Approx { return doctest::Approx(value).epsilon(1e-14); }

} // namespace

TEST_CASE("classification: counts stand at [true][predicted]")
{
    auto const c = classification_of(classes{0, 0, 0, 1, 1, 2}, classes{0, 0, 1, 1, 1, 0}, 3);
    CHECK(c.confusion == std::vector<std::vector<long>>{{2, 1, 0}, {0, 2, 0}, {1, 0, 0}});
    CHECK(c.accuracy == near(4.0 / 6));
    CHECK(c.balanced_accuracy == near((2.0 / 3 + 1 + 0) / 3));
    CHECK(c.macro_f1 == near((2.0 / 3 + 4.0 / 5 + 0) / 3));
}

TEST_CASE("classification: balanced accuracy is over the true classes, F1 also over the predicted ones")
{
    // Class 3 is only predicted, class 2 is neither, class 1 is never predicted.
    auto const c = classification_of(classes{0, 0, 1, 1}, classes{0, 3, 0, 3}, 4);
    CHECK(c.accuracy == 0.25);
    CHECK(c.balanced_accuracy == near((0.5 + 0) / 2));
    CHECK(c.macro_f1 == near((0.5 + 0 + 0) / 3));
}

TEST_CASE("classification: all right, and all wrong")
{
    auto const right = classification_of(classes{4, 2, 4}, classes{4, 2, 4}, 5);
    CHECK(right.accuracy == 1);
    CHECK(right.balanced_accuracy == 1);
    CHECK(right.macro_f1 == 1);
    auto const wrong = classification_of(classes{0, 1}, classes{1, 0}, 2);
    CHECK(wrong.accuracy == 0);
    CHECK(wrong.balanced_accuracy == 0);
    CHECK(wrong.macro_f1 == 0);
}

TEST_CASE("classification: a share of a majority is no balance")
{
    auto const c = classification_of(classes{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, classes(10, 0), 2);
    CHECK(c.accuracy == near(0.9));
    CHECK(c.balanced_accuracy == 0.5);
    CHECK(c.macro_f1 == near((18.0 / 19 + 0) / 2));
}

TEST_CASE("classification: data that do not fit say what does not")
{
    CHECK_THROWS_WITH_AS(classification_of(classes{0, 1}, classes{0}, 2),
                         doctest::Contains("1 predictions, expected 2"), lagom::data_error);
    CHECK_THROWS_WITH_AS(classification_of(classes{0, 2}, classes{0, 1}, 2),
                         doctest::Contains("true class of sample 1 is 2, expected 0 to 1"),
                         lagom::data_error);
    CHECK_THROWS_WITH_AS(classification_of(classes{0, 1}, classes{-1, 1}, 2),
                         doctest::Contains("predicted class of sample 0 is -1"), lagom::data_error);
    CHECK_THROWS_AS(classification_of(classes{}, classes{}, 2), lagom::data_error);
}

TEST_CASE("regression: the example of scikit-learn's documentation")
{
    auto const r = regression_of(numbers{3, -0.5, 2, 7}, numbers{2.5, 0, 2, 8}, 1);
    CHECK(r.mse == near(0.375));
    CHECK(r.mae == near(0.5));
    CHECK(r.r2 == near(1 - 1.5 / 29.1875));
}

TEST_CASE("regression: each number is a mean over the outputs")
{
    // r2_score's own example: outputs (0.5, -1, 7) and (1, 1, -6).
    auto const r = regression_of(numbers{0.5, 1, -1, 1, 7, -6}, numbers{0, 2, -1, 2, 8, -5}, 2);
    CHECK(r.mse == near((1.25 / 3 + 1) / 2));
    CHECK(r.mae == near((0.5 + 1) / 2));
    auto const first = 1 - 1.25 / (50.25 - 6.5 * 6.5 / 3), second = 1 - 3.0 / (38 - 16.0 / 3);
    CHECK(r.r2 == near((first + second) / 2));
}

TEST_CASE("regression: an output that never changes has r2 1 if it is met, else 0")
{
    // Three times 0.1 has another mean than 0.1.
    CHECK(regression_of(numbers{0.1, 0.1, 0.1}, numbers{0.1, 0.1, 0.1}, 1).r2 == 1);
    CHECK(regression_of(numbers{0.1, 0.1, 0.1}, numbers{0.1, 0.1, 0.2}, 1).r2 == 0);
    CHECK(regression_of(numbers{1, 5, 2, 5}, numbers{1, 5, 2, 5}, 2).r2 == 1);
    CHECK(regression_of(numbers{1, 5, 2, 5}, numbers{1, 5, 2, 6}, 2).r2 == 0.5);
    CHECK(regression_of(numbers{1, 2, 3}, numbers{2, 2, 2}, 1).r2 == 0);
    CHECK(std::isnan(regression_of(numbers{1}, numbers{1}, 1).r2));
}

TEST_CASE("regression: data that do not fit say what does not")
{
    CHECK_THROWS_AS(regression_of(numbers{1, 2}, numbers{1}, 1), lagom::data_error);
    CHECK_THROWS_AS(regression_of(numbers{}, numbers{}, 1), lagom::data_error);
    CHECK_THROWS_WITH_AS(regression_of(numbers{1, 2, 3}, numbers{1, 2, 3}, 2),
                         doctest::Contains("3 numbers, expected a multiple of the 2 outputs"),
                         lagom::data_error);
}

TEST_CASE("labelling: subset accuracy, F1 by label and of all answers, as scikit-learn counts them")
{
    // Three examples of three labels; nobody has the third label, and nobody is given it.
    std::vector<std::uint8_t> const truth{1, 0, 0, 1, 1, 0, 0, 1, 0}, said{1, 0, 0, 1, 0, 0, 1, 1, 0};
    auto const l = lagom::trainers::labelling_of(truth, said, 3);
    CHECK(l.accuracy == near(7.0 / 9));
    CHECK(l.subset_accuracy == near(1.0 / 3));
    CHECK(l.macro_f1 == near((4.0 / 5 + 2.0 / 3 + 0) / 3)); // 2 hits of 2 + 3; 1 of 2 + 1; none
    CHECK(l.micro_f1 == near(2.0 * 3 / (4 + 4)));
    std::vector<std::uint8_t> const none(6, 0);
    CHECK(lagom::trainers::labelling_of(none, none, 2).micro_f1 == 0);
    CHECK(lagom::trainers::labelling_of(none, none, 2).subset_accuracy == 1);
}

TEST_CASE("classification: memory grows with the classes and the pairs that occur, not with their square")
{
    // As a matrix of counts this would take 32 terabytes.
    auto const c = classification_of(classes{0, 1'999'999, 5}, classes{0, 1'999'999, 7}, 2'000'000);
    CHECK(c.accuracy == near(2.0 / 3));
    CHECK(c.confusion[5][7] == 1);
    CHECK(c.confusion[5][5] == 0);
    CHECK(c.confusion.size() == 2'000'000);
}
