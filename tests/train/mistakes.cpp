// SPDX-License-Identifier: BSL-1.0
// What a user is told about wrong data and wrong values, word for word, and that nothing has changed then.
#include "../error_of.hpp"
#include "../support.hpp"

#include <lagom/data/durable.hpp>
#include <lagom/data/safetensors.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <limits>

using namespace lagom;
using support::error_of;

namespace {

constexpr auto net = input<4> | standardize | dense<8> | batch_norm | relu | dropout(0.2) | dense<3>;
constexpr auto line = input<4> | dense<1>;
constexpr auto plain = input<4> | dense<3>;
constexpr auto not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr auto infinite = std::numeric_limits<float>::infinity();

auto data() -> data_set { return support::blobs(20, 4, 3, 1); }
auto rows(std::size_t count, std::size_t width = 4) -> xt::xtensor<float, 2>
{
    return support::rows_of<float>(count, width);
}
/// Class probabilities.
auto shares(std::size_t count) -> xt::xtensor<float, 2>
{
    xt::xtensor<float, 2> all = xt::zeros<float>({count, std::size_t{3}});
    for (std::size_t r = 0; r < count; ++r) {
        all(r, r % 3) = 0.9F;
        all(r, (r + 1) % 3) = 0.1F;
    }
    return all;
}
auto with(xt::xtensor<float, 2> values, std::size_t row, std::size_t column, float value)
    -> xt::xtensor<float, 2>
{
    values(row, column) = value;
    return values;
}

/// Everything that a model holds is the same, bit for bit.
template <class M>
auto same(M const& a, M const& b) -> bool
{
    auto const &x = a.values(), &y = b.values();
    auto const same_rate = [](runners::rate_entry const& r, runners::rate_entry const& s) {
        return r.path == s.path && r.value == s.value;
    };
    return std::memcmp(x.numbers().data(), y.numbers().data(), x.bytes()) == 0 &&
        std::equal(x.rates().begin(), x.rates().end(), y.rates().begin(), same_rate) &&
        a.class_names() == b.class_names() && a.is_standardized() == b.is_standardized();
}

/// The text with which `action` on a copy of a model is refused; the copy has not changed.
template <class Error, class M, class Action>
auto refusal(M const& start, Action action) -> std::string
{
    auto m = start;
    auto text = error_of<Error>([&] {
        action(m);
    });
    CHECK(same(m, start));
    return text;
}

template <class M, class D, class Terms>
auto fit_refusal(M const& start, D const& d, Terms const& terms) -> std::string
{
    return refusal<data_error>(start, [&](M& m) {
        static_cast<void>(fit(m, d, terms, adam(1e-2), epochs(1), threads(1), quiet));
    });
}
auto validation_refusal(data_set const& train, data_set const& validation) -> std::string
{
    auto const start = make_model(net, seed(1));
    return refusal<data_error>(start, [&](auto& m) {
        static_cast<void>(fit(m, train, validation, cross_entropy, adam(1e-2), epochs(1), threads(1), quiet));
    });
}

/// 0.01 for so many steps, then something else.
struct then_wrong {
    using schedule_concept = schedule_tag;
    static constexpr bool needs_length = false;

    double good_steps, wrong;

    auto at(moment const& now) const -> double { return now.step < good_steps ? 0.01 : wrong; }
};

auto temporary(char const* name) -> std::string
{
    return (std::filesystem::temp_directory_path() / name).string();
}

} // namespace

TEST_CASE("mistakes: features that do not fit the input are refused with both counts")
{
    auto const m = make_model(net, seed(1));
    auto const narrow = support::blobs(20, 3, 3, 1);
    std::string const words = "the network reads 4 features an example and the data have 3";
    CHECK(fit_refusal(m, narrow, cross_entropy) == words);
    CHECK(error_of<data_error>([&] {
              evaluate(m, narrow, cross_entropy);
          }) == words);
    CHECK(error_of<data_error>([&] {
              predict(m, rows(5, 3));
          }) == words);
    CHECK(error_of<data_error>([&] {
              classify(m, rows(5, 3));
          }) == words);
    CHECK(error_of<data_error>([&] {
              backward(m, rows(5, 3), rows(5, 3));
          }) == words);
    CHECK(error_of<data_error>([&] {
              gradient(m, rows(5, 3), shares(5), cross_entropy);
          }) == words);
    CHECK(refusal<data_error>(m, [](auto& copy) {
              forward(copy, rows(5, 3), training);
          }) == words);
    CHECK(validation_refusal(data(), narrow) ==
          "the network reads 4 features an example and the validation data have 3");
    CHECK(validation_refusal(narrow, data()) ==
          "the network reads 4 features an example and the training data have 3");
}

TEST_CASE("mistakes: features of the wrong rank are refused with their shape")
{
    auto const m = make_model(plain, seed(1));
    xt::xtensor<float, 1> const one = xt::ones<float>({4});
    std::string const words =
        "the features have shape [4], which is 4 examples of 1 feature; the network reads [examples, 4]";
    CHECK(error_of<data_error>([&] {
              predict(m, one);
          }) == words);
    CHECK(error_of<data_error>([&] {
              gradient(m, one, std::vector<int>{0, 1, 2, 0}, cross_entropy);
          }) == words);
    xt::xarray<float> const scalar = 1.0F;
    CHECK(error_of<data_error>([&] {
              predict(m, scalar);
          }) == "the features are a scalar; expected a first axis of examples");
    CHECK(error_of<data_error>([&] {
              backward(m, scalar, rows(1, 3));
          }) == "the features are a scalar; expected a first axis of examples");
    constexpr auto image = input<2, 4, 3> | flatten | dense<3>;
    auto const sees = make_model(image, seed(1));
    xt::xtensor<float, 4> const channels_first = xt::ones<float>({5, 3, 2, 4});
    CHECK(error_of<data_error>([&] {
              predict(sees, channels_first);
          }) ==
          "the features have shape [5, 3, 2, 4], and the network reads [examples, 2, 4, 3]: the same axes in "
          "another order");
    CHECK(predict(sees, rows(5, 24)).shape(0) == 5); // rows of numbers are in the network's order
}

/// Fault     empty data
/// Injected  no rows, no columns
/// Holds     refused
TEST_CASE("mistakes: no data are no data set")
{
    auto const m = make_model(plain, seed(1));
    std::string const words = "the features have 0 rows and 4 columns; a data set needs at least one of each";
    CHECK(error_of<data_error>([] {
              data_set(rows(0));
          }) == words);
    CHECK(error_of<data_error>([&] {
              predict(m, rows(0));
          }) == words);
    CHECK(error_of<data_error>([&] {
              gradient(m, rows(0), shares(0), cross_entropy);
          }) == words);
    CHECK(error_of<data_error>([] {
              data_set(rows(2), std::vector<int>{});
          }) == "there are 0 labels; expected one for each example");
    CHECK(error_of<data_error>([] {
              data_set(rows(2), std::vector<int>{1, 2, 3});
          }) == "a data set needs one of labels for each example: 2 examples, 3 labels");
}

/// Fault     NaN and infinity in data
/// Injected  one number, wherever data come in
/// Holds     refused with row and column
TEST_CASE("mistakes: a NaN or an infinity is refused with its row and column, wherever data come in")
{
    auto m = make_model(net, seed(1));
    m.set_standardized(true);
    auto const x = with(rows(9), 4, 2, not_a_number);
    auto const labels = support::classes_of_rows(9, 3);
    std::string const words =
        "the features hold nan in row 4, column 2 (both counted from 0); expected finite numbers";
    CHECK(fit_refusal(m, data_set(x, labels), cross_entropy) == words);
    CHECK(error_of<data_error>([&] {
              evaluate(m, data_set(x, labels), cross_entropy);
          }) == words);
    CHECK(error_of<data_error>([&] {
              predict(m, x);
          }) == words);
    CHECK(error_of<data_error>([&] {
              probabilities(m, x);
          }) == words);
    CHECK(error_of<data_error>([&] {
              backward(m, x, rows(9, 3));
          }) == words);
    CHECK(error_of<data_error>([&] {
              gradient(m, x, labels, cross_entropy);
          }) == words);
    CHECK(refusal<data_error>(m, [&](auto& copy) {
              forward(copy, x, training);
          }) == words);
    predictor serve(m);
    CHECK(error_of<data_error>([&] {
              serve(std::span<float const>(x.data(), x.size()));
          }) == words);
    auto named = data_set(with(rows(9), 8, 3, -infinite), labels);
    named.name_columns({"a", "b", "c", "size"});
    CHECK(validation_refusal(data(), named) ==
          "the features of the validation data hold -inf in row 8, column 3 \"size\" (both counted from 0); "
          "expected finite numbers");
}

TEST_CASE("mistakes: a NaN or an infinity is found in the last of many rows")
{
    for (std::size_t const count : {1U, 15U, 16U, 17U, 32U, 33U}) { // blocks of 64 numbers are read at once
        CAPTURE(count);
        auto const text = error_of<data_error>([&] {
            require_finite(data_set(with(rows(count), count - 1, 3, infinite)));
        });
        CHECK(text ==
              "the features hold inf in row " + std::to_string(count - 1) +
                  ", column 3 (both counted from 0); expected finite numbers");
    }
}

TEST_CASE("mistakes: a number that the model's type cannot hold is refused")
{
    auto const m = make_model(plain, seed(1));
    auto x = support::rows_of<double>(9, 4);
    x(3, 1) = 1e300;
    CHECK(fit_refusal(m, basic_data_set<double>(x, support::classes_of_rows(9, 3)), cross_entropy) ==
          "the features hold 1e+300 in row 3, column 1 (both counted from 0); expected numbers that a float "
          "can hold");
}

/// Fault     NaN and infinity among targets
/// Injected  one number
/// Holds     refused with row and column
TEST_CASE("mistakes: a NaN or an infinity among targets is refused with its row and column")
{
    auto const m = make_model(line, seed(1));
    data_set const wrong(rows(9), with(rows(9, 1), 7, 0, infinite));
    std::string const words =
        "the targets hold inf in row 7, column 0 (both counted from 0); expected finite numbers";
    CHECK(fit_refusal(m, wrong, mse) == words);
    CHECK(error_of<data_error>([&] {
              evaluate(m, wrong, mse);
          }) == words);
    CHECK(error_of<data_error>([&] {
              gradient(m, rows(9), with(rows(9, 1), 7, 0, infinite), mse);
          }) == words);
}

/// Fault     labels that the loss cannot take
/// Injected  wrong kinds
/// Holds     refused in a sentence
TEST_CASE("mistakes: labels of another kind than the loss wants are refused")
{
    auto const m = make_model(line, seed(1));
    std::string const words =
        "mse compares numbers, and the data have 3 classes; give real targets, or train "
        "with a loss for classes";
    CHECK(fit_refusal(m, data(), mse) == words);
    CHECK(error_of<data_error>([&] {
              evaluate(m, data(), mse);
          }) == words);
    auto const three = make_model(plain, seed(1));
    CHECK(fit_refusal(three, data_set(rows(9), rows(9, 1)), cross_entropy) ==
          "the network has 3 outputs and the data have 1 target an example; classes are given as integers");
    CHECK(fit_refusal(three, data_set(rows(9), rows(9, 2)), mse) ==
          "the network has 3 outputs and the data have 2 targets an example");
    CHECK(fit_refusal(three, data_set(rows(9)), cross_entropy) ==
          "the data have neither classes nor targets");
    CHECK(error_of<data_error>([&] {
              evaluate(three, data_set(rows(9)), cross_entropy);
          }) == "the data have neither classes nor targets");
    CHECK(error_of<data_error>([&] {
              gradient(three, rows(9), rows(9, 2), mse);
          }) == "the network has 3 outputs and the data have 2 targets an example");
}

/// Fault     labels beyond the outputs
/// Injected  other numbers of classes
/// Holds     refused in a sentence
TEST_CASE("mistakes: other classes than outputs, and labels that name none, are refused")
{
    auto const m = make_model(plain, seed(1));
    std::string const more = "the network has 3 outputs and the data have 5 classes",
                      fewer =
                          "the network has 3 outputs and the data have 2 classes; give the names of those "
                          "that do not occur, too";
    CHECK(fit_refusal(m, support::blobs(20, 4, 5, 1), cross_entropy) == more);
    CHECK(error_of<data_error>([&] {
              evaluate(m, support::blobs(20, 4, 5, 1), cross_entropy);
          }) == more);
    CHECK(fit_refusal(m, support::blobs(20, 4, 2, 1), cross_entropy) == fewer);
    auto const two = make_model(line, seed(1));
    CHECK(fit_refusal(two, data(), binary_cross_entropy) ==
          "the network has 1 output for two classes and the data have 3 classes");
    CHECK(error_of<data_error>([&] {
              evaluate(two, data_set(rows(3), std::vector<int>{1, 1, 1}), binary_cross_entropy);
          }) ==
          "the network has 1 output for two classes and the data have 1 class; give the names of those "
          "that do not occur, too");
    CHECK(error_of<data_error>([&] {
              gradient(m, rows(3), std::vector<int>{0, 2, 3}, cross_entropy);
          }) == "label 3 in row 2 (counted from 0) names no class; expected 0 to 2");
    CHECK(error_of<data_error>([] {
              data_set(rows(2), std::vector<int>{0, -1}, {"a", "b"});
          }) == "label -1 in row 1 (counted from 0) names no class; expected 0 to 1");
}

TEST_CASE("mistakes: training a classifier on one class is refused, evaluating on one is not")
{
    auto const m = make_model(plain, seed(1));
    std::vector<std::string> const names{"a", "b", "c"};
    data_set const ones(rows(20), std::vector<int>(20, 1), names);
    CHECK(fit_refusal(m, ones, cross_entropy) ==
          "all 20 labels are class 'b': training a classifier needs examples of two classes at least");
    CHECK(fit_refusal(m, data_set(rows(5), std::vector<int>(5, 7)), cross_entropy) ==
          "all 5 labels are class '7': training a classifier needs examples of two classes at least");
    CHECK(fit_refusal(m, data_set(rows(1), std::vector<int>{2}, names), cross_entropy) ==
          "the only label is class 'c': training a classifier needs examples of two classes at least");
    CHECK(evaluate(m, ones, cross_entropy).examples == 20);
    auto learns = m;
    data_set const some(rows(20), support::classes_of_rows(20, 3), names);
    CHECK(fit(learns, some, ones, cross_entropy, adam(1e-2), epochs(1), threads(1), quiet).epochs == 1);
}

TEST_CASE("mistakes: targets that are no probabilities are refused with row and column")
{
    auto const m = make_model(plain, seed(1));
    auto const text = [&](xt::xtensor<float, 2> const& y) {
        auto const words = fit_refusal(m, data_set(rows(9), y), cross_entropy);
        CHECK(error_of<data_error>([&] {
                  evaluate(m, data_set(rows(9), y), cross_entropy);
              }) == words);
        CHECK(error_of<data_error>([&] {
                  gradient(m, rows(9), y, cross_entropy);
              }) == words);
        return words;
    };
    CHECK(text(with(shares(9), 5, 1, -0.25F)) ==
          "cross_entropy wants probabilities in [0, 1], and the targets hold -0.25 in row 5, column 1 (both "
          "counted from 0)");
    xt::xtensor<float, 2> const doubled = 2 * shares(9);
    CHECK(
        text(doubled) ==
        "cross_entropy wants probabilities that add up to 1 in each row, and the targets add up to 2 in row "
        "0 (counted from 0)");
    auto const two = make_model(line, seed(1));
    auto const half = xt::xtensor<float, 2>(0.5F * xt::ones<float>({9, 1}));
    CHECK(fit_refusal(two, data_set(rows(9), with(half, 6, 0, 1.5F)), binary_cross_entropy) ==
          "binary_cross_entropy wants probabilities in [0, 1], and the targets hold 1.5 in row 6, column 0 "
          "(both counted from 0)");
    CHECK(error_of<data_error>([&] {
              evaluate(two, data_set(rows(9), with(half, 6, 0, -1)), binary_cross_entropy);
          }) ==
          "binary_cross_entropy wants probabilities in [0, 1], and the targets hold -1 in row 6, column "
          "0 (both counted from 0)");
}

TEST_CASE("mistakes: probabilities that were rounded are still probabilities")
{
    auto m = make_model(plain, seed(1));
    xt::xtensor<float, 2> thirds = 0.33F * xt::ones<float>({9, 3});
    thirds(4, 0) = 1 - 0.34F - 0.66F; // a negative number of 17 zeros
    thirds(4, 1) = 0.34F;
    thirds(4, 2) = 0.66F;
    CHECK(evaluate(m, data_set(rows(9), thirds), cross_entropy).examples == 9);
    // Soft targets to learn from, classes to validate on.
    data_set const soft(rows(9), shares(9)), hard(rows(9), support::classes_of_rows(9, 3));
    auto const r = fit(m, soft, hard, cross_entropy, adam(1e-2), epochs(1), threads(1), quiet);
    CHECK(r.history.back().validation_accuracy >= 0);
}

TEST_CASE("mistakes: training and validation data that name classes or columns differently are refused")
{
    auto const x = rows(9);
    auto const y = support::classes_of_rows(9, 3);
    data_set const abc(x, y, {"a", "b", "c"}), acb(x, y, {"a", "c", "b"});
    CHECK(
        validation_refusal(abc, acb) ==
        "class 1 (counted from 0) is 'b' in the training data and 'c' in the validation data; give both the "
        "same list of names");
    CHECK(
        validation_refusal(abc, data_set(x, support::classes_of_rows(9, 2))) ==
        "the training data have 3 classes and the validation data have 2; give both the same list of names");
    auto first = abc, second = abc;
    first.name_columns({"a", "b", "c", "d"});
    second.name_columns({"a", "b", "d", "c"});
    CHECK(
        validation_refusal(first, second) ==
        "column 2 (counted from 0) is 'c' in the training data and 'd' in the validation data; give both the "
        "same list of names");
    auto m = make_model(net, seed(1)); // columns without names are no others
    CHECK(fit(m, first, abc, cross_entropy, adam(1e-2), epochs(1), threads(1), quiet).epochs == 1);
}

TEST_CASE("mistakes: a batch of more examples than there are is refused if it was asked for")
{
    auto const m = make_model(net, seed(1));
    CHECK(refusal<argument_error>(m,
                                  [](auto& copy) {
                                      static_cast<void>(fit(copy, data(), cross_entropy, adam(1e-2),
                                                            epochs(1), batch(21), threads(1), quiet));
                                  }) ==
          "batch(21) asks for more examples than the 20 of the training data; write batch(20) to take all "
          "of them at once");
    auto learns = m;
    CHECK(fit(learns, data(), cross_entropy, adam(1e-2), epochs(2), threads(1), quiet).steps == 2);
    CHECK(refusal<data_error>(m, [](auto& copy) {
              static_cast<void>(
                  fit(copy, data(), cross_entropy, adam(1e-2), epochs(1), batch(1), threads(1), quiet));
          }) == "batch_norm needs at least two examples a batch in training, and this one has 1");
}

/// Fault     huge and negative sizes
/// Injected  batch, epochs, threads
/// Holds     refused by name, value and range
TEST_CASE("mistakes: sizes out of their range are refused by name, value and range")
{
    auto const text = [](auto action) {
        return error_of<argument_error>(action);
    };
    CHECK(text([] {
              static_cast<void>(threads(0));
          }) == "threads: count is 0, but must be in [1, 1024]");
    CHECK(text([] {
              static_cast<void>(batch(0));
          }) == "batch: rows is 0, but must be in [1, 1e+09]");
    CHECK(text([] {
              static_cast<void>(batch(-4));
          }) == "batch: rows is -4, but must be in [1, 1e+09]");
    CHECK(text([] {
              static_cast<void>(epochs(-1));
          }) == "epochs: count is -1, but must be at least 1");
    CHECK(text([] {
              static_cast<void>(epochs(0));
          }) == "epochs: count is 0, but must be at least 1");
    CHECK(text([] {
              static_cast<void>(steps(0));
          }) == "steps: count is 0, but must be at least 1");
    CHECK(text([] {
              static_cast<void>(patience(0));
          }) == "patience: count is 0, but must be at least 1");
    CHECK(text([] {
              static_cast<void>(time_limit(0));
          }) == "time_limit: seconds is 0, but must be above 0");
    auto const m = make_model(plain, seed(1));
    CHECK(text([&] {
              predictor serve(m, 0);
          }) == "predictor: most_rows is 0, but must be in [1, 1e+09]");
}

TEST_CASE("mistakes: set refuses a rate outside its range, with path, value and range")
{
    auto const m = make_model(net, seed(1));
    auto const text = [&](char const* path, double value) {
        return refusal<argument_error>(m, [&](auto& copy) {
            copy.set(path, value);
        });
    };
    CHECK(text("dropout.0.rate", 1.5) ==
          "model: dropout.0.rate is 1.5, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(text("dropout.0.rate", 1) == "model: dropout.0.rate is 1, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(text("dropout.0.rate", std::numeric_limits<double>::quiet_NaN()) ==
          "model: dropout.0.rate is nan, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(text("dropout.0.rate", -1e-9) ==
          "model: dropout.0.rate is -1e-09, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(text("batch_norm.0.update_rate", 1.0000001) ==
          "model: batch_norm.0.update_rate is 1.0000001, but must be in [0, 1]");
    CHECK(text("batch_norm.0.eps", 0) == "model: batch_norm.0.eps is 0, but must be above 0");
    CHECK(text("batch_norm.0.eps", HUGE_VAL) ==
          "model: batch_norm.0.eps is inf, but must be above 0 and finite");
    auto const by_hand = input<4> | dense<8> | dropout_t<>{1.5} | dense<3>;
    CHECK(error_of<argument_error>([&] {
              static_cast<void>(make_model(by_hand, seed(1)));
          }) == "model: dropout.0.rate is 1.5, but must be 0 or in [2^-16, 1 - 2^-16]");
}

TEST_CASE("mistakes: set_parameter refuses state that cannot be")
{
    auto const m = make_model(net, seed(1));
    auto const text = [&](char const* path, std::size_t place, float value) {
        return refusal<argument_error>(m, [&](auto& copy) {
            auto numbers = copy.parameter(path);
            numbers(place) = value;
            copy.set_parameter(path, numbers);
        });
    };
    CHECK(text("batch_norm.0.running_var", 3, -1) ==
          "model: batch_norm.0.running_var is -1 at [3], but must be at least 0");
    CHECK(text("batch_norm.0.running_mean", 7, not_a_number) ==
          "model: batch_norm.0.running_mean is nan at [7], but must be finite");
    CHECK(text("standardize.0.deviation", 0, 0) ==
          "model: standardize.0.deviation is 0 at [0], but must be above 0");
}

namespace {

/// A file that `save` wrote, to be changed, and what `load` says of it.
struct saved_file {
    std::string path = temporary("lagom_test_mistakes.safetensors");
    decltype(make_model(net, seed(1))) trained = make_model(net, seed(1)), fresh = make_model(net, seed(9));
    safetensors_file whole;

    saved_file()
    {
        static_cast<void>(fit(trained, data(), cross_entropy, adam(1e-2), epochs(1), threads(1), quiet));
        trained.set("dropout.0.rate", 0.25);
        save(trained, path);
        whole = read_safetensors(path);
        whole.metadata.erase("digest"); // which would say that the file is damaged, and no more
    }
    saved_file(saved_file const&) = delete;
    ~saved_file() { std::filesystem::remove(path); }

    /// What follows the path; the model is the same after it.
    auto refusal_of(auto change) const -> std::string
    {
        auto file = whole;
        change(file);
        write_safetensors(path, file);
        auto const words = refusal<file_error>(fresh, [&](auto& copy) {
            load(copy, path);
        });
        CHECK(words.substr(0, path.size() + 2) == path + ": ");
        return words.substr(std::min(words.size(), path.size() + 2));
    }
    auto with_word(std::string const& key, std::string const& word) const -> std::string
    {
        return refusal_of([&](safetensors_file& file) {
            file.metadata[key] = word;
        });
    }
    auto without(std::string const& key) const -> std::string
    {
        return refusal_of([&](safetensors_file& file) {
            file.metadata.erase(key);
        });
    }
    auto with_number(std::string const& name, std::size_t place, float value) const -> std::string
    {
        return refusal_of([&](safetensors_file& file) {
            for (auto& t : file.tensors) {
                if (t.name == name) {
                    std::memcpy(t.bytes.data() + place * sizeof value, &value, sizeof value);
                }
            }
        });
    }
};

} // namespace

TEST_CASE("mistakes: a file with a rate or state outside its range is refused, and nothing is half loaded")
{
    saved_file const f;
    CHECK(f.with_word("rate:dropout.0.rate", "1.5") ==
          "the rate 'dropout.0.rate' is 1.5, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(f.with_word("rate:dropout.0.rate", "nan") ==
          "the rate 'dropout.0.rate' is nan, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(f.with_word("rate:dropout.0.rate", "-inf") ==
          "the rate 'dropout.0.rate' is -inf, but must be 0 or in [2^-16, 1 - 2^-16]");
    CHECK(f.with_word("rate:dropout.0.rate", "much") ==
          "the rate 'dropout.0.rate' is 'much', which is no number");
    CHECK(f.with_number("batch_norm.0.running_var", 5, -0.5F) ==
          "tensor 'batch_norm.0.running_var' is -0.5 at [5], but must be at least 0");
    CHECK(f.with_number("batch_norm.0.running_var", 5, infinite) ==
          "tensor 'batch_norm.0.running_var' is inf at [5], but must be at least 0 and finite");
    CHECK(f.with_number("batch_norm.0.running_mean", 0, not_a_number) ==
          "tensor 'batch_norm.0.running_mean' is nan at [0], but must be finite");
    CHECK(f.with_number("standardize.0.deviation", 2, 0) ==
          "tensor 'standardize.0.deviation' is 0 at [2], but must be above 0");
    write_safetensors(f.path, f.whole);
    auto loaded = f.fresh;
    load(loaded, f.path);
    CHECK(same(loaded, f.trained));
}

TEST_CASE("mistakes: a file with a parameter that is NaN or infinite is refused with its row and column")
{
    saved_file const f;
    CHECK(f.with_number("dense.0.kernel", 0, not_a_number) ==
          "tensor 'dense.0.kernel' is nan at [0, 0], but must be finite");
    CHECK(f.with_number("dense.0.kernel", 3 * 8 + 5, infinite) ==
          "tensor 'dense.0.kernel' is inf at [3, 5], but must be finite");
    CHECK(f.with_number("dense.1.bias", 2, -infinite) ==
          "tensor 'dense.1.bias' is -inf at [2], but must be finite");
}

TEST_CASE("mistakes: a file that says what save never says is refused")
{
    saved_file const f;
    CHECK(f.with_word("format", "lagom 2") == "the format is 'lagom 2'; expected 'lagom 1'");
    CHECK(f.with_word("format", "pt") == "the format is 'pt'; expected 'lagom 1'");
    CHECK(f.without("format") == "has no 'format' in its metadata; expected 'lagom 1'");
    CHECK(f.with_word("standardized", "Yes") == "'standardized' is 'Yes'; expected 'yes' or 'no'");
    CHECK(f.with_word("standardized", "") == "'standardized' is ''; expected 'yes' or 'no'");
    CHECK(f.without("standardized") == "has no 'standardized' in its metadata; expected 'yes' or 'no'");
    CHECK(f.without("rate:dropout.0.rate") ==
          "has no 'rate:dropout.0.rate' in its metadata; expected a number");
    CHECK(f.with_word("rate:dropout.7.rate", "0.5") ==
          "has 'rate:dropout.7.rate' in its metadata, which the network does not know");
    CHECK(f.with_word("author", "me") == "has 'author' in its metadata, which the network does not know");
    CHECK(f.with_word("class_names", "a\n\\b\nc") ==
          "the class names hold a lone backslash; expected a line end or another one behind it");
    CHECK(f.refusal_of([](safetensors_file& file) {
        file.metadata.clear();
    }) == "has no 'format' in its metadata; expected 'lagom 1'");
}

TEST_CASE("mistakes: a model that load would refuse is not saved, and the file stays as it was")
{
    saved_file const f;
    auto const before = read_whole(f.path);
    auto const text = [&](char const* name, std::size_t place, float value) {
        auto m = f.trained;
        auto numbers = m.parameter(name);
        numbers.data()[place] = value;
        m.set_parameter(name, numbers);
        auto words = error_of<argument_error>([&] {
            save(m, f.path);
        });
        CHECK(read_whole(f.path) == before);
        return words;
    };
    CHECK(text("dense.0.kernel", 3 * 8 + 5, not_a_number) ==
          "save: dense.0.kernel is nan at [3, 5], but must be finite; nothing was written to " + f.path);
    CHECK(text("dense.1.bias", 1, infinite) ==
          "save: dense.1.bias is inf at [1], but must be finite; nothing was written to " + f.path);
}

TEST_CASE("mistakes: a rate that is no rate is refused where it is written")
{
    auto const text = [](auto action) {
        return error_of<argument_error>(action);
    };
    CHECK(text([] {
              static_cast<void>(adam(-1));
          }) == "adam: rate is -1, but must be at least 0");
    CHECK(text([] {
              static_cast<void>(sgd(not_a_number));
          }) == "sgd: rate is nan, but must be at least 0");
    CHECK(text([] {
              static_cast<void>(sgd(0.1, 1.0));
          }) == "sgd: momentum is 1, but must be in [0, 1)");
    CHECK(text([] {
              static_cast<void>(cosine(HUGE_VAL));
          }) == "cosine: rate is inf, but must be at least 0 and finite");
    CHECK(text([] {
              static_cast<void>(exponential(0.1, -0.5));
          }) == "exponential: factor is -0.5, but must be above 0");
    CHECK(text([] {
              static_cast<void>(warm_up(-0.1, epochs(2)));
          }) == "constant: rate is -0.1, but must be at least 0");
}

TEST_CASE_TEMPLATE("mistakes: a schedule that leaves the range stops the run before that step", P, fused_t,
                   unfused_t)
{
    auto const start = make_model(net, seed(1));
    auto const trained = [&](auto const& optimizer, auto until) {
        auto m = start;
        auto text = error_of<argument_error>([&] {
            static_cast<void>(
                fit(m, data(), cross_entropy, optimizer, until, batch(5), threads(1), quiet, P{}));
        });
        return std::pair(std::move(m), std::move(text));
    };
    auto const five = trained(sgd(then_wrong{5, -1}), steps(5));
    CHECK(five.second.empty());
    CHECK(!same(five.first, start));
    auto const [negative, negative_text] = trained(sgd(then_wrong{5, -0.5}), epochs(9));
    CHECK(negative_text ==
          "sgd: the rate of its schedule is -0.5 at step 6, in epoch 2, but must be at least 0");
    CHECK(same(negative, five.first));
    auto const [nothing, nan_text] =
        trained(sgd(then_wrong{0, std::numeric_limits<double>::quiet_NaN()}), epochs(9));
    CHECK(nan_text == "sgd: the rate of its schedule is nan at step 1, in epoch 1, but must be at least 0");
    CHECK(same(nothing, start)); // not even the features have been measured
}

TEST_CASE("mistakes: a schedule that grows beyond all numbers stops the run")
{
    auto m = make_model(plain, seed(1));
    CHECK(error_of<argument_error>([&] {
              static_cast<void>(fit(m, data(), cross_entropy, adam(exponential(1e-2, 1e200)), epochs(9),
                                    batch(5), threads(1), quiet));
          }) ==
          "adam: the rate of its schedule is inf at step 3, in epoch 1, but must be at least 0 and finite");
}

TEST_CASE("mistakes: an updater refuses a rate outside the range and leaves model and count as they are")
{
    auto m = make_model(plain, seed(1));
    auto const g = gradient(m, data().features(), data().labels(), cross_entropy).gradients;
    updater<float> u(m, adam(then_wrong{1, -1}));
    u.update(g);
    auto const once = m;
    CHECK(error_of<argument_error>([&] {
              u.update(g);
          }) == "adam: the rate of its schedule is -1 at step 2, but must be at least 0");
    CHECK(same(m, once));
    CHECK(u.steps() == 1);
}
