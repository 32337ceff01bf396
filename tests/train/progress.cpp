// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lagom;

namespace {

auto holds(std::string const& text, std::string const& part) -> bool
{
    return text.find(part) != std::string::npos;
}

auto lines_of(std::string const& text) -> std::vector<std::string>
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// What `f` writes to stderr, given the descriptor that stands for it and the one that it is read from.
template <class F>
auto written_to(int end, int read_from, F f) -> std::string
{
    std::fflush(stderr);
    int const before = dup(STDERR_FILENO);
    dup2(end, STDERR_FILENO);
    close(end);
    try {
        f();
    } catch (...) {
        dup2(before, STDERR_FILENO);
        throw;
    }
    dup2(before, STDERR_FILENO);
    close(before);
    std::string text;
    fcntl(read_from, F_SETFL, O_NONBLOCK);
    char part[4096];
    for (ssize_t n = 0; (n = read(read_from, part, sizeof part)) > 0;) {
        text.append(part, static_cast<std::size_t>(n));
    }
    close(read_from);
    return text;
}

/// No terminal: a file.
template <class F>
auto in_file(F f) -> std::string
{
    auto path = (std::filesystem::temp_directory_path() / "lagom_progress_XXXXXX").string();
    int const end = mkstemp(path.data());
    REQUIRE(end >= 0);
    int const read_from = open(path.c_str(), O_RDONLY);
    unlink(path.c_str());
    return written_to(end, read_from, f);
}

/// A terminal of so many columns; 0 where it does not know its own size.
template <class F>
auto on_terminal(unsigned short columns, F f) -> std::string
{
    int const controller = posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(controller >= 0);
    REQUIRE(grantpt(controller) == 0);
    REQUIRE(unlockpt(controller) == 0);
    int const user = open(ptsname(controller), O_RDWR | O_NOCTTY);
    REQUIRE(user >= 0);
    winsize size{};
    size.ws_col = columns;
    REQUIRE(ioctl(user, TIOCSWINSZ, &size) == 0);
    int const kept = dup(user); // what was written stays readable until this is closed
    auto text = written_to(user, controller, f);
    close(kept);
    return text;
}

/// The lines that were drawn over one another.
auto drawn(std::string text) -> std::vector<std::string>
{
    std::vector<std::string> lines;
    std::string const redraw = "\r\033[K";
    for (auto at = text.find(redraw); at != std::string::npos; at = text.find(redraw)) {
        text = text.substr(at + redraw.size());
        lines.push_back(text.substr(0, std::min(text.find(redraw), text.find("\r\n"))));
    }
    return lines;
}

constexpr auto net = input<6> | dense<16> | relu | dense<3>;
auto data() -> data_set { return support::blobs(60, 6, 3, 1); }

template <class... O>
void train(long count, O... given)
{
    auto m = make_model(net, seed(1));
    auto const d = data();
    (void)fit(m, d, support::blobs(60, 6, 3, 2), cross_entropy, adam(1e-2), epochs(count), batch(20),
              threads(1), given...);
}

auto all_facts() -> trainers::progress_facts
{
    trainers::progress_facts f;
    f.now.epoch = 12;
    f.now.training_loss = 0.25;
    f.now.validation_loss = 0.5;
    f.now.validation_accuracy = 0.75;
    f.now.training_accuracy = 0.875;
    f.epochs = 200;
    f.step = 7;
    f.steps_per_epoch = 100;
    f.best_epoch = 9;
    f.seconds_left = 83;
    f.examples_a_second = 81234.5;
    return f;
}

} // namespace

TEST_CASE("progress_line: says all it knows where there is room, and the most important where there is not")
{
    auto const all = all_facts();
    CHECK(trainers::progress_line(all, 1000) ==
          "epoch 12/200  step 7/100  training 0.2500  accuracy 0.8750  validation 0.5000  accuracy 0.7500  "
          "best epoch 9  at most 1 min 23 s left  81,235 examples/s");
    CHECK(trainers::progress_line(all, 80) ==
          "epoch 12/200  training 0.2500  validation 0.5000  accuracy 0.7500");
    CHECK(trainers::progress_line(all, 46) == "epoch 12/200  training 0.2500");
    CHECK(trainers::progress_line(all, 12) == "epoch 12/200");
    CHECK(trainers::progress_line(all, 4) == "epoc");
    for (std::size_t width = 1; width < 160; ++width) {
        CHECK(trainers::progress_line(all, width).size() <= width);
    }
}

TEST_CASE("progress_line: says nothing of what is not known")
{
    trainers::progress_facts f;
    f.now.epoch = 3;
    f.now.training_loss = 1;
    f.now.validation_loss = f.now.validation_accuracy = std::nan("");
    CHECK(trainers::progress_line(f, 1000) == "epoch 3  training 1.0000");
    f.seconds_left = std::nan("");
    f.examples_a_second = std::numeric_limits<double>::infinity();
    CHECK(trainers::progress_line(f, 1000) == "epoch 3  training 1.0000");
}

TEST_CASE("progress_line: losses of any size")
{
    auto f = all_facts();
    f.now.training_loss = 1e250;
    f.now.validation_loss = 1.7e308;
    CHECK(holds(trainers::progress_line(f, 200),
                "training 1.000e+250  accuracy 0.8750  validation 1.700e+308"));
    f.now.training_loss = 2.3e-8;
    CHECK(holds(trainers::progress_line(f, 200), "training 2.300e-08"));
}

TEST_CASE("progress: a double model whose loss has 250 digits trains and is told")
{
    xt::xtensor<double, 2> x = support::rows_of<double>(64, 4), y = xt::zeros<double>({64, 1});
    for (std::size_t i = 0; i < 64; ++i) {
        y(i, 0) = 1e130 * (x(i, 0) + 2);
    }
    basic_data_set<double> const d(x, y);
    auto m = make_model<double>(input<4> | dense<1>, seed(1));
    auto const text = in_file([&] {
        (void)fit(m, d, d, mse, sgd(1e-3), epochs(3), batch(64), threads(1));
    });
    auto const said = lines_of(text);
    REQUIRE(said.size() == 3);
    CHECK(holds(said[0], "epoch 1/3  training "));
    CHECK(holds(said[0], "e+26"));
}

TEST_CASE("progress: without a terminal a whole line an epoch, or every so many and the last")
{
    auto const said = lines_of(in_file([] {
        train(4);
    }));
    REQUIRE(said.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(said[i].starts_with("epoch " + std::to_string(i + 1) + "/4  training "));
        CHECK(holds(said[i], "  validation "));
        CHECK(holds(said[i], " examples/s  "));
        CHECK(said[i].ends_with(" s"));
        CHECK(!holds(said[i], "\033"));
        CHECK(!holds(said[i], "\r"));
    }
    auto const some = lines_of(in_file([] {
        train(8, log_every(3));
    }));
    REQUIRE(some.size() == 3);
    CHECK(some[0].starts_with("epoch 3/8 "));
    CHECK(some[1].starts_with("epoch 6/8 "));
    CHECK(some[2].starts_with("epoch 8/8 "));
    CHECK(lines_of(in_file([] {
              train(8, log_every(100));
          })).size() == 1);
    CHECK(in_file([] {
              train(2, quiet);
          }).empty());
}

TEST_CASE("progress: on a terminal each line is narrower than it, and the last one stays")
{
    for (int const columns : {20, 40, 80, 160}) {
        CAPTURE(columns);
        auto const text = on_terminal(static_cast<unsigned short>(columns), [] {
            train(3);
        });
        auto const lines = drawn(text);
        REQUIRE(!lines.empty());
        for (auto const& line : lines) {
            CHECK(static_cast<int>(line.size()) < columns);
        }
        CHECK(lines.back().starts_with("epoch 3/3"));
        CHECK(text.ends_with("\r\n"));
        CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    }
}

TEST_CASE("progress: a terminal that does not know its width has COLUMNS, or 80")
{
    setenv("COLUMNS", "30", 1);
    auto narrow = drawn(on_terminal(0, [] {
        train(2);
    }));
    unsetenv("COLUMNS");
    auto const usual = drawn(on_terminal(0, [] {
        train(2);
    }));
    REQUIRE(!narrow.empty());
    REQUIRE(!usual.empty());
    CHECK(narrow.back().size() < 30);
    CHECK(usual.back().size() < 80);
    CHECK(usual.back().size() > 30);
}

TEST_CASE("progress: a dumb terminal is written to as a file is")
{
    char const* const before = std::getenv("TERM");
    std::string const kept = before == nullptr ? "" : before;
    setenv("TERM", "dumb", 1);
    auto const text = on_terminal(80, [] {
        train(2);
    });
    before == nullptr ? unsetenv("TERM") : setenv("TERM", kept.c_str(), 1);
    CHECK(!holds(text, "\033"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE("progress: an epoch's time is guessed from the run's bound, and not where there is none")
{
    auto const bounded = lines_of(in_file([] {
        train(3);
    }));
    CHECK(holds(bounded[0], " at most "));
    CHECK(!holds(bounded[2], " at most ")); // nothing is left
    auto const timed = lines_of(in_file([] {
        auto m = make_model(net, seed(1));
        auto const d = data();
        int count = 0;
        (void)fit(m, d, cross_entropy, adam(1e-2), time_limit(0.02), batch(20), threads(1),
                  on_epoch([&](epoch_record const&) {
                      ++count;
                  }));
    }));
    REQUIRE(!timed.empty());
    CHECK(timed[0].starts_with("epoch 1  "));
    CHECK(!holds(timed[0], " at most "));
}

TEST_CASE("training accuracy: what evaluate says of a model that does not change, and none for numbers")
{
    auto const d = data();
    auto m = make_model(net, seed(1));
    auto const before = evaluate(m, d, cross_entropy).accuracy();
    // a rate so small that no bit of a parameter moves: every step sees the same model
    auto const r = fit(m, d, cross_entropy, sgd(1e-30), epochs(1), batch(7), threads(1), quiet);
    CHECK(r.history[0].training_accuracy == before);
    CHECK(before > 0.1);
    CHECK(before < 0.9);

    auto b = make_model(input<6> | dense<1>, seed(2));
    auto const two = support::blobs(50, 6, 2, 3);
    auto const of_two = evaluate(b, two, binary_cross_entropy).accuracy();
    CHECK(fit(b, two, binary_cross_entropy, sgd(1e-30), epochs(1), batch(7), threads(1), quiet)
              .history[0]
              .training_accuracy == of_two);

    xt::xtensor<float, 2> const x = support::rows_of<float>(20, 6), y = support::rows_of<float>(20, 1);
    auto n = make_model(input<6> | dense<1>, seed(2));
    CHECK(std::isnan(
        fit(n, data_set(x, y), mse, sgd(1e-3), epochs(1), threads(1), quiet).history[0].training_accuracy));
}

TEST_CASE("training accuracy: the same under every policy, with many classes, and of rows of probabilities")
{
    constexpr auto wide = input<6> | dense<16> | relu | dense<100>;
    auto const d = support::blobs(300, 6, 100, 1);
    auto const accuracy_of = [&](auto const& set, auto policy) {
        auto m = make_model(wide, seed(1));
        return fit(m, set, cross_entropy, adam(1e-2), epochs(20), batch(32), threads(1), quiet, policy)
            .history.back()
            .training_accuracy;
    };
    auto const known = accuracy_of(d, fused);
    CHECK(known > 0.05);
    CHECK(known < 1);
    CHECK(accuracy_of(d, stepwise) == doctest::Approx(known).epsilon(0.2)); // other rounding, other training
    CHECK(accuracy_of(d, unfused) == doctest::Approx(known).epsilon(0.2));
    xt::xtensor<float, 2> y = xt::zeros<float>({300, 100});
    for (std::size_t i = 0; i < 300; ++i) {
        y(i, static_cast<std::size_t>(d.labels()[i])) = 1;
    }
    CHECK(accuracy_of(data_set(d.features(), y), fused) == known);
}

TEST_CASE("training accuracy: equal outputs tell the first class, not every one")
{
    auto m = make_model(net, seed(1));
    m.set_parameter("dense.1.kernel", xt::zeros<float>({16, 3}));
    m.set_parameter("dense.1.bias", xt::zeros<float>({3}));
    auto const d = data(); // 20 of each class
    CHECK(fit(m, d, cross_entropy, sgd(1e-30), epochs(1), batch(60), threads(1), quiet)
              .history[0]
              .training_accuracy == doctest::Approx(1.0 / 3));
}

TEST_CASE("training accuracy: of several labels the mean over labels, as evaluate means it")
{
    auto const x = support::rows_of<float>(30, 6);
    xt::xtensor<float, 2> y = xt::zeros<float>({30, 4});
    for (std::size_t i = 0; i < 30; ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            y(i, k) = x(i, k) > 0.3F ? 1.0F : 0.0F;
        }
    }
    auto const d = data_set(x, y);
    auto m = make_model(input<6> | dense<4>, seed(1));
    auto const r = fit(m, d, binary_cross_entropy, sgd(1e-30), epochs(1), batch(7), threads(1), quiet);
    auto const judged = evaluate(m, d, binary_cross_entropy).accuracy();
    CHECK(r.history[0].training_accuracy == doctest::Approx(judged).epsilon(1e-12));
    CHECK(judged > 0.1);
    CHECK(judged < 0.9);
}
