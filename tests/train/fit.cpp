// SPDX-License-Identifier: BSL-1.0
#include "../error_of.hpp"
#include "../support.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <sstream>

using namespace lagom;

namespace {

constexpr auto net = input<6> | standardize | dense<16> | batch_norm | relu | dropout(0.2) | dense<3>;
constexpr auto terms = cross_entropy + l2(1e-4) + l1(1e-4).on(first<1> && kernel);

auto data() -> data_set { return support::blobs(61, 6, 3, 1); }
auto held_out() -> data_set { return support::blobs(40, 6, 3, 2); }

auto holds(std::string const& text, std::string const& part) -> bool
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("fit: learns, says what ended it, and returns the weights of the best epoch")
{
    auto m = make_model(net, seed(1)), untrained = m;
    untrained.set_standardized(true); // with the numbers that it has
    auto const before = evaluate(untrained, held_out(), terms).loss();
    auto const r = fit(m, data(), held_out(), terms, adam(1e-2), patience(5).restoring_best() || epochs(200),
                       batch(16), threads(1), quiet);
    CHECK(r.clause == "patience");
    CHECK(r.description == "patience(5).restoring_best()");
    CHECK(r.epochs == r.best_epoch + 5);
    CHECK(r.returned_epoch == r.best_epoch);
    CHECK(r.history.size() == static_cast<std::size_t>(r.epochs));
    auto const after = evaluate(m, held_out(), terms);
    CHECK(after.loss() < before);
    CHECK(
        after.loss() ==
        doctest::Approx(r.history[static_cast<std::size_t>(r.best_epoch - 1)].validation_loss).epsilon(1e-6));
    double lowest = r.history[0].validation_loss;
    for (auto const& e : r.history) {
        lowest = std::min(lowest, e.validation_loss);
    }
    CHECK(lowest == r.history[static_cast<std::size_t>(r.best_epoch - 1)].validation_loss);
    CHECK(after.accuracy() > 0.8);
}

TEST_CASE("fit: a last batch of one joins the batch before it where statistics need two rows")
{
    auto m = make_model(net, seed(1));
    auto const r =
        fit(m, data(), terms, adam(1e-2), epochs(2), batch(20), threads(1), quiet); // 61 = 20 + 20 + 21
    CHECK(r.steps == 6);
    constexpr auto plain = input<6> | dense<3>;
    auto p = make_model(plain, seed(1));
    CHECK(fit(p, data(), cross_entropy, adam(1e-2), epochs(2), batch(20), threads(1), quiet).steps == 8);
    CHECK(holds(support::error_of<error>([&] {
                    static_cast<void>(fit(m, data(), terms, adam(1e-2), epochs(1), batch(1), quiet));
                }),
                "at least two examples"));
}

TEST_CASE("fit: steps ends within an epoch, epochs after one, and time_limit and goal end runs too")
{
    auto m = make_model(net, seed(1));
    auto const by_steps = fit(m, data(), terms, adam(1e-2), steps(5), batch(20), threads(1), quiet);
    CHECK(by_steps.steps == 5);
    CHECK(by_steps.clause == "steps");
    CHECK(fit(m, data(), terms, adam(1e-2), time_limit(0.0001), threads(1), quiet).clause == "time_limit");
    auto const by_goal =
        fit(m, data(), held_out(), terms, adam(1e-2), goal(accuracy, 0.5) || epochs(50), threads(1), quiet);
    CHECK(by_goal.clause == "goal");
    CHECK(by_goal.history.back().validation_accuracy >= 0.5);
}

TEST_CASE("fit: the same seeds give the same bits, other seeds others")
{
    auto const trained = [](std::uint64_t weights, std::uint64_t draws) {
        auto m = make_model(net, seed(weights));
        static_cast<void>(
            fit(m, data(), terms, adam(1e-2), epochs(2), batch(16), threads(1), seed(draws), quiet));
        return m;
    };
    auto const a = trained(1, 1);
    CHECK(support::different_numbers(a, trained(1, 1)) == 0);
    CHECK(support::different_numbers(a, trained(1, 2)) > 0);
    CHECK(support::different_numbers(a, trained(2, 1)) > 0);
}

TEST_CASE("fit: a second call starts the optimizer afresh and keeps the measured features")
{
    auto m = make_model(net, seed(1));
    static_cast<void>(fit(m, data(), terms, adam(1e-2), epochs(1), threads(1), seed(4), quiet));
    auto const mean = m.parameter("standardize.0.mean");
    auto copy = m;
    static_cast<void>(fit(m, held_out(), terms, adam(1e-2), epochs(1), threads(1), seed(4), quiet));
    CHECK(m.parameter("standardize.0.mean") == mean);
    updater<float> u(copy, adam(1e-2));
    CHECK(u.steps() == 0);
}

TEST_CASE("fit: a NaN ends the run as divergence and says where")
{
    constexpr auto wild = input<6> | dense<8> | relu | dense<3>;
    auto m = make_model(wild, seed(1));
    auto const r = fit(m, data(), cross_entropy, sgd(1e30), epochs(50), batch(16), threads(1), quiet);
    CHECK(r.clause == "divergence");
    CHECK(holds(r.description, "step "));
    CHECK(holds(r.description, "dense.0.kernel holds a NaN or an infinity"));
    CHECK(r.epochs < 50);
}

TEST_CASE("fit: Ctrl-C ends a run like a clause, with the best weights")
{
    support::without_own_handler const bare;
    auto m = make_model(net, seed(1));
    auto const r =
        fit(m, data(), held_out(), terms, adam(1e-2), patience(1000).restoring_best() || epochs(1000),
            batch(16), threads(1), quiet, on_epoch([](epoch_record const& e) {
                if (e.epoch == 3) {
                    std::raise(SIGINT);
                }
            }));
    CHECK(r.clause == "interrupted");
    CHECK(r.epochs == 4);
    CHECK(r.returned_epoch == r.best_epoch);
}

TEST_CASE("fit: penalties are reported by name, and proximal l1 makes exact zeros")
{
    auto m = make_model(net, seed(1));
    auto const r = fit(m, data(), cross_entropy + l1(0.2).on(first<1> && kernel), sgd(0.1), epochs(60),
                       batch(16), threads(1), quiet);
    REQUIRE(r.history.back().penalties.size() == 1);
    CHECK(r.history.back().penalties[0].name == "l1");
    auto const w = m.parameter("dense.0.kernel");
    double sum = 0;
    long zeros = 0;
    for (float const x : w) {
        sum += std::abs(static_cast<double>(x));
        zeros += x == 0.0F ? 1 : 0;
    }
    CHECK(r.history.back().penalties[0].value == doctest::Approx(0.2 * sum).epsilon(1e-6));
    CHECK(zeros > 10);
    for (float const x : m.parameter("dense.1.kernel")) {
        CHECK(x != 0.0F);
    }
}

TEST_CASE("fit: frozen parameters keep every bit, and rate factors scale steps")
{
    constexpr auto two = input<6> | named<"stem">(dense<8>) | relu | dense<3>;
    auto m = make_model(two, seed(1)), scaled = m, whole = m;
    auto const stem = m.parameter("stem.kernel"), head = m.parameter("dense.0.kernel");
    static_cast<void>(
        fit(m, data(), cross_entropy, sgd(0.1) | freeze(named<"stem">), steps(1), threads(1), quiet));
    CHECK(m.parameter("stem.kernel") == stem);
    CHECK(m.parameter("dense.0.kernel") != head);
    static_cast<void>(fit(whole, data(), cross_entropy, sgd(0.1), steps(1), threads(1), quiet, seed(1)));
    static_cast<void>(fit(scaled, data(), cross_entropy, sgd(0.1) | rate_factor(0.5).on(named<"stem">),
                          steps(1), threads(1), quiet, seed(1)));
    auto const full = whole.parameter("stem.kernel"), half = scaled.parameter("stem.kernel");
    for (std::size_t i = 0; i < stem.size(); ++i) {
        CHECK(half.data()[i] - stem.data()[i] ==
              doctest::Approx((full.data()[i] - stem.data()[i]) / 2).epsilon(1e-3));
    }
    CHECK(scaled.parameter("dense.0.kernel") == whole.parameter("dense.0.kernel"));
}

TEST_CASE("fit: max_norm bounds every unit, and one inside the bound keeps its bits")
{
    constexpr auto linear = input<6> | dense<8> | dense<3>;
    auto m = make_model(linear, seed(1));
    static_cast<void>(fit(m, data(), cross_entropy, sgd(0.5) | max_norm(0.7), epochs(3), threads(1), quiet));
    auto const w = m.parameter("dense.0.kernel");
    for (std::size_t unit = 0; unit < 8; ++unit) {
        double squares = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            squares += static_cast<double>(w(i, unit)) * static_cast<double>(w(i, unit));
        }
        CHECK(std::sqrt(squares) <= 0.7 * (1 + 1e-6));
    }
    auto free = make_model(linear, seed(1)), bounded_far = free;
    static_cast<void>(fit(free, data(), cross_entropy, sgd(0.1), epochs(2), threads(1), quiet));
    static_cast<void>(
        fit(bounded_far, data(), cross_entropy, sgd(0.1) | max_norm(1000), epochs(2), threads(1), quiet));
    CHECK(support::different_numbers(free, bounded_far) == 0);
}

TEST_CASE("fit: bad data are refused with the counts")
{
    auto m = make_model(net, seed(1));
    auto const text = [&](data_set const& d) {
        return support::error_of<error>([&] {
            static_cast<void>(fit(m, d, terms, adam(1e-2), epochs(1), quiet));
        });
    };
    CHECK(text(support::blobs(20, 5, 3, 1)) == "the network reads 6 features an example and the data have 5");
    CHECK(text(support::blobs(20, 6, 4, 1)) == "the network has 3 outputs and the data have 4 classes");
    CHECK(holds(text(data_set(support::rows_of<float>(9, 6), support::rows_of<float>(9, 2))), "2 targets"));
    CHECK(holds(text(data_set(support::rows_of<float>(9, 6))), "neither classes nor targets"));
    auto x = support::rows_of<float>(9, 6);
    x(4, 2) = std::numeric_limits<float>::quiet_NaN();
    CHECK(holds(text(data_set(x, support::classes_of_rows(9, 3))), "row 4"));
    auto numbers = make_model(input<6> | dense<3>, seed(1));
    CHECK(holds(support::error_of<error>([&] {
                    static_cast<void>(fit(numbers, data(), mse, adam(1e-2), epochs(1), quiet));
                }),
                "mse compares numbers"));
}

TEST_CASE("batch_norm: running statistics are state, restored with the best weights and saved")
{
    auto m = make_model(net, seed(1));
    auto const start = m.parameter("batch_norm.0.running_mean");
    static_cast<void>(fit(m, data(), terms, adam(1e-2), epochs(2), threads(1), quiet));
    CHECK(m.parameter("batch_norm.0.running_mean") != start);
    auto const before = m.parameter("batch_norm.0.running_mean");
    gradient(m, data().features(), data().labels(), terms);
    CHECK(m.parameter("batch_norm.0.running_mean") == before); // a look at gradients leaves the state
    CHECK(holds(support::error_of<error>([&] {
                    forward(m, support::rows_of<float>(1, 6), training);
                }),
                "at least two examples"));
    CHECK(holds(support::error_of<error>([&] {
                    gradient(m, support::rows_of<float>(1, 6), std::vector<int>{0}, terms);
                }),
                "at least two examples"));
    forward(m, data().features(), training);
    CHECK(m.parameter("batch_norm.0.running_mean") != before);
}

TEST_CASE("dropout: keeps the mean, rate 0 is the identity, and inference does not draw")
{
    constexpr auto noisy = input<50> | dropout(0.3);
    auto m = make_model<double>(noisy, seed(1));
    xt::xtensor<double, 2> const ones = xt::ones<double>({400, 50});
    auto const y = forward(m, ones, training, seed(3));
    double sum = 0;
    long kept = 0;
    for (double const v : y) {
        CHECK((v == 0 || v == doctest::Approx(1 / 0.7)));
        kept += v != 0 ? 1 : 0;
        sum += v;
    }
    CHECK(std::abs(sum / 20000 - 1) < 5 * std::sqrt(0.3 / 0.7 / 20000));
    CHECK(std::abs(static_cast<double>(kept) / 20000 - 0.7) < 5 * std::sqrt(0.21 / 20000));
    CHECK(forward(m, ones) == ones);
    CHECK(forward(m, ones, training, seed(3)) == y);
    CHECK(forward(m, ones, training, seed(4)) != y);
    m.set("dropout.0.rate", 0);
    CHECK(forward(m, ones, training, seed(3)) == ones);
    CHECK(holds(support::error_of<error>([&] {
                    m.set("dropout.0.rate", 1);
                }),
                "0 or in [2^-16, 1 - 2^-16]"));
    CHECK(holds(support::error_of<error>([] {
                    static_cast<void>(dropout(1.0));
                }),
                "dropout: rate is 1, but must be 0 or in [2^-16, 1 - 2^-16]"));
    auto const back = backward(m, ones, ones, training, seed(3));
    CHECK(back.dx == ones);
    m.set("dropout.0.rate", 0.3);
    CHECK(backward(m, ones, ones, training, seed(3)).dx == y); // the mask is the same forward and backward
}

TEST_CASE("gaussian_noise: mean 0, the given deviation, and nothing in inference")
{
    constexpr auto noisy = input<50> | gaussian_noise(0.5);
    auto m = make_model<double>(noisy, seed(1));
    xt::xtensor<double, 2> const zeros_in = xt::zeros<double>({400, 50});
    double sum = 0, squares = 0;
    for (double const v : forward(m, zeros_in, training, seed(3))) {
        sum += v;
        squares += v * v;
    }
    CHECK(std::abs(sum / 20000) < 5 * 0.5 / std::sqrt(20000.0));
    CHECK(std::abs(squares / 20000 - 0.25) < 5 * 0.25 * std::sqrt(2.0 / 20000));
    CHECK(forward(m, zeros_in) == zeros_in);
}

TEST_CASE("standardize: measured on the training data; a feature that never changes is centred")
{
    auto x = support::rows_of<float>(30, 6);
    for (std::size_t r = 0; r < 30; ++r) {
        x(r, 3) = 5;
    }
    constexpr auto measured = input<6> | standardize | dense<3>;
    auto m = make_model(measured, seed(1));
    static_cast<void>(fit(m, data_set(x, support::classes_of_rows(30, 3)), cross_entropy, sgd(0.1), epochs(1),
                          quiet, threads(1)));
    CHECK(m.parameter("standardize.0.mean")(3) == 5);
    CHECK(m.parameter("standardize.0.deviation")(3) == 1);
    double mean = 0;
    for (std::size_t r = 0; r < 30; ++r) {
        mean += static_cast<double>(x(r, 0)) / 30;
    }
    CHECK(m.parameter("standardize.0.mean")(0) == doctest::Approx(mean).epsilon(1e-5));
}

TEST_CASE("fit: a schedule over the run spans the bound that ends it, in epochs or steps")
{
    auto const last_rate = [](auto until) {
        auto m = make_model(net, seed(1));
        return fit(m, data(), terms, adam(cosine(1e-2)), until, batch(16), threads(1), quiet)
            .history.back()
            .rate;
    };
    // 61 examples are 4 steps of 16. The rate of the last step of n
    // is that of the cosine at (n - 1) / n.
    auto const at = [](double n) {
        return 1e-2 * (1 + std::cos(3.14159265358979 * (n - 1) / n)) / 2;
    };
    CHECK(last_rate(epochs(3)) == doctest::Approx(at(12)));
    CHECK(last_rate(epochs(3) && steps(5)) == doctest::Approx(at(12)));
    CHECK(last_rate(epochs(3) || steps(8)) == doctest::Approx(at(8)));
}

TEST_CASE("backward: a gradient of another shape than the outputs is refused")
{
    auto m = make_model(net, seed(1));
    auto const x = support::rows_of<float>(4, 6);
    CHECK(support::error_of<error>([&] {
              backward(m, x, support::rows_of<float>(5, 3));
          }) == "dy has shape [5, 3], and the outputs have [4, 3]");
    CHECK(support::error_of<error>([&] {
              backward(m, x, support::rows_of<float>(4, 2));
          }) == "dy has shape [4, 2], and the outputs have [4, 3]");
}

TEST_CASE("model: parameters and rates by path, and errors that list what there is")
{
    auto m = make_model(net, seed(1));
    auto w = m.parameter("dense.1.kernel");
    CHECK(w.shape() == std::vector<std::size_t>{16, 3});
    w(5, 2) = 42;
    m.set_parameter("dense.1.kernel", w);
    CHECK(m.parameter("dense.1.kernel")(5, 2) == 42);
    CHECK(holds(support::error_of<error>([&] {
                    static_cast<void>(m.parameter("dense.7.kernel"));
                }),
                "it has dense.0.kernel, dense.0.bias"));
    CHECK(holds(support::error_of<error>([&] {
                    m.set_parameter("dense.1.bias", w);
                }),
                "has shape [3], and was given [16, 3]"));
    CHECK(holds(support::error_of<error>([&] {
                    m.set("dropout.1.rate", 0.5);
                }),
                "it has batch_norm.0.update_rate"));
    CHECK(m.rate("dropout.0.rate") == 0.2);
    m.set("dropout.0.rate", 0.5);
    CHECK(m.rate("dropout.0.rate") == 0.5);
}

TEST_CASE("save and load: parameters, state, rates and class names come back bit for bit")
{
    auto const path = (std::filesystem::temp_directory_path() / "lagom_test_model.safetensors").string();
    auto m = make_model(net, seed(1));
    static_cast<void>(fit(m, data(), terms, adam(1e-2), epochs(2), threads(1), quiet));
    m.set("dropout.0.rate", 0.25);
    m.set_class_names({"a\nb", "back\\slash", "c"});
    save(m, path);
    auto fresh = make_model(net, seed(9));
    load(fresh, path);
    CHECK(support::different_numbers(m, fresh) == 0);
    CHECK(fresh.rate("dropout.0.rate") == 0.25);
    CHECK(fresh.class_names() == m.class_names());
    CHECK(fresh.is_standardized());
    auto wider =
        make_model(input<6> | standardize | dense<17> | batch_norm | relu | dropout(0.2) | dense<3>, seed(1));
    auto const untouched = wider;
    CHECK(holds(support::error_of<error>([&] {
                    load(wider, path);
                }),
                "tensor 'dense.0.kernel' has shape [6, 16], and the network needs [6, 17]"));
    CHECK(support::different_numbers(wider, untouched) == 0);
    auto shorter = make_model(input<6> | standardize | dense<16> | batch_norm | relu | dropout(0.2), seed(1));
    CHECK(holds(support::error_of<error>([&] {
                    load(shorter, path);
                }),
                "has a tensor 'dense.1.kernel', which the network does not know"));
    auto precise = make_model<double>(net, seed(1));
    CHECK(holds(support::error_of<error>([&] {
                    load(precise, path);
                }),
                "holds F32, and the model computes in F64"));
    std::filesystem::remove(path);
}

TEST_CASE("history: writes itself as CSV with a column a term")
{
    auto m = make_model(net, seed(1));
    auto const r = fit(m, data(), held_out(), terms, adam(1e-2), epochs(2), threads(1), quiet);
    auto const text = r.history.csv();
    CHECK(
        text.substr(0, text.find('\n')) ==
        "epoch,steps,seconds,rate,training_loss,training_accuracy,l2,l1,validation_loss,validation_accuracy,"
        "validation_balanced_accuracy,validation_macro_f1");
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
}

TEST_CASE("history: a name that holds what separates is quoted")
{
    history h;
    h.add({.epoch = 1, .penalties = {{"huber, \"soft\"", 0.5}, {"l2", 0.25}}});
    auto const text = h.csv();
    CHECK(text.substr(0, text.find('\n')) ==
          "epoch,steps,seconds,rate,training_loss,training_accuracy,\"huber, "
          "\"\"soft\"\"\",l2,validation_loss,validation_accuracy,"
          "validation_balanced_accuracy,validation_macro_f1");
}

TEST_CASE("history and evaluate: terms of one kind have names of their own, in the order written")
{
    auto const twice = cross_entropy + l2(1e-4).on(first<1> && kernel) + l1(1e-5) + l2(1e-2).on(last<1>);
    auto m = make_model(net, seed(1));
    auto const r = fit(m, data(), twice, adam(1e-2), epochs(1), threads(1), quiet);
    auto const text = r.history.csv();
    CHECK(text.substr(0, text.find('\n')) ==
          "epoch,steps,seconds,rate,training_loss,training_accuracy,l2.0,l1,l2.1,validation_loss,validation_"
          "accuracy,validation_balanced_accuracy,validation_macro_f1");
    auto const e = evaluate(m, data(), twice);
    REQUIRE(e.terms.size() == 4);
    CHECK(e.terms[1].name == "l2.0");
    CHECK(e.terms[3].name == "l2.1");
    double squares = 0;
    for (auto const* const path : {"dense.1.kernel", "dense.1.bias"}) {
        for (float const w : m.parameter(path)) {
            squares += static_cast<double>(w) * static_cast<double>(w);
        }
    }
    auto const alone = evaluate(m, data(), cross_entropy + l2(1e-4).on(first<1> && kernel)).terms[1];
    CHECK(alone.name == "l2"); // alone it needs no number
    CHECK(alone.value == e.terms[1].value);
    auto const l2_of_last = evaluate(m, data(), cross_entropy + l2(1e-2).on(last<1>)).terms[1];
    CHECK(l2_of_last.value == e.terms[3].value);
    CHECK(l2_of_last.value == doctest::Approx(1e-2 / 2 * squares).epsilon(1e-6));
    std::ostringstream out;
    out << e;
    CHECK(holds(out.str(), "\nl2.0 "));
    CHECK(holds(out.str(), "\nl2.1 "));
}

TEST_CASE("evaluate: prints one figure a line, accuracy last as a fraction")
{
    auto m = make_model(net, seed(1));
    m.set_standardized(true);
    std::ostringstream out;
    out << evaluate(m, held_out(), terms);
    auto const text = out.str();
    auto const last = text.rfind('\n', text.size() - 2) + 1;
    CHECK(text.substr(last, 21) == "accuracy           0.");
    CHECK(text.size() - last == std::string("accuracy           0.0000\n").size());
    CHECK(holds(text, "cross_entropy"));
    auto const e = evaluate(m, held_out(), terms);
    CHECK(!e.confusion_table().empty());
}

TEST_CASE("evaluate: rows of probabilities are judged by the likeliest class, the first of equals")
{
    auto m = make_model(input<3> | dense<3>, seed(1)); // whose outputs are its inputs
    m.set_parameter("dense.0.kernel", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    m.set_parameter("dense.0.bias", {0, 0, 0});
    xt::xtensor<float, 2> const x{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {2, 2, 0}, {0, 3, 0}};
    xt::xtensor<float, 2> const y{
        {0.8F, 0.1F, 0.1F}, {0.3F, 0.4F, 0.3F}, {0.5F, 0, 0.5F}, {0, 0.5F, 0.5F}, {0.1F, 0.9F, 0}};
    auto const soft = evaluate(m, data_set(x, y), cross_entropy);
    std::vector<int> const likeliest{0, 1, 0, 1, 1};
    auto const hard = evaluate(m, data_set(x, likeliest, {"0", "1", "2"}), cross_entropy);
    CHECK(soft.accuracy() == 0.6);
    CHECK(!soft.regression);
    CHECK(soft.classification->confusion == hard.classification->confusion);
    CHECK(soft.confusion_table() == hard.confusion_table());
    std::ostringstream out;
    out << soft;
    CHECK(out.str().ends_with("\naccuracy           0.6000\n"));
    CHECK(!holds(out.str(), "mse"));
}

TEST_CASE("evaluate: one probability an example is class 1 above a half; several are labels")
{
    auto one = make_model(input<1> | dense<1>, seed(1));
    one.set_parameter("dense.0.kernel", xt::ones<float>({1, 1}));
    one.set_parameter("dense.0.bias", xt::zeros<float>({1}));
    xt::xtensor<float, 2> const x{{-1}, {1}, {-1}, {1}}, y{{0.2F}, {0.7F}, {0.5F}, {0.5F}};
    CHECK(evaluate(one, data_set(x, y), binary_cross_entropy).accuracy() == 0.75);
    auto const many = make_model(input<1> | dense<2>, seed(1));
    auto const r =
        evaluate(many, data_set(x, xt::xtensor<float, 2>(xt::ones<float>({4, 2}))), binary_cross_entropy);
    CHECK(!r.classification);
    CHECK(!r.regression);
    CHECK(r.labelling);
}

TEST_CASE("fit: accuracy on rows of probabilities is measured, watched and a goal")
{
    auto const soft = [](data_set const& d) {
        xt::xtensor<float, 2> y = 0.1F * xt::ones<float>({d.size(), std::size_t{3}});
        for (std::size_t r = 0; r < d.size(); ++r) {
            y(r, static_cast<std::size_t>(d.labels()[r])) = 0.8F;
        }
        return data_set(d.features(), y);
    };
    auto m = make_model(net, seed(1));
    auto const r = fit(m, soft(data()), soft(held_out()), cross_entropy, adam(1e-2),
                       goal(accuracy, 0.9) || epochs(50), threads(1), quiet);
    CHECK(r.clause == "goal");
    CHECK(r.history.back().validation_accuracy >= 0.9);
    CHECK(r.history.back().validation_accuracy == evaluate(m, held_out(), cross_entropy).accuracy());
    auto const watched = fit(m, soft(data()), soft(held_out()), cross_entropy, adam(1e-2),
                             patience(2).watching(accuracy) || epochs(50), threads(1), quiet);
    double best = 0;
    for (auto const& e : watched.history) {
        best = std::max(best, e.validation_accuracy);
    }
    CHECK(best == watched.history[static_cast<std::size_t>(watched.best_epoch - 1)].validation_accuracy);
}

TEST_CASE("predict, classify and probabilities agree")
{
    auto m = make_model(net, seed(1));
    static_cast<void>(fit(m, data(), terms, adam(1e-2), epochs(3), threads(1), quiet));
    auto const x = held_out().features();
    auto const logits = predict(m, x);
    auto const p = probabilities(m, x);
    auto const c = classify(m, x);
    for (std::size_t r = 0; r < x.shape(0); ++r) {
        double sum = 0;
        std::size_t best = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            sum += static_cast<double>(p(r, k));
            best = logits(r, k) > logits(r, best) ? k : best;
        }
        CHECK(sum == doctest::Approx(1));
        CHECK(c[r] == static_cast<int>(best));
    }
    CHECK(holds(support::error_of<error>([&] {
                    predict(m, support::rows_of<float>(3, 7));
                }),
                "reads 6 features"));
}
