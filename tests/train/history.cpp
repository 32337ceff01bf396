// SPDX-License-Identifier: BSL-1.0
#include "../error_of.hpp"
#include "../support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

using namespace lagom;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

auto holds(std::string const& text, std::string const& part) -> bool
{
    return text.find(part) != std::string::npos;
}

auto count_of(std::string const& text, std::string const& part) -> long
{
    long count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

auto record(long epoch, double training, double validation) -> epoch_record
{
    epoch_record r;
    r.epoch = epoch;
    r.steps = 10 * epoch;
    r.training_loss = training;
    r.validation_loss = validation;
    r.validation_accuracy = std::nan("");
    return r;
}

auto history_of(std::vector<double> const& training, std::vector<double> const& validation = {}) -> history
{
    history h;
    for (std::size_t i = 0; i < training.size(); ++i) {
        h.add(
            record(static_cast<long>(i + 1), training[i], validation.empty() ? std::nan("") : validation[i]));
    }
    return h;
}

/// Each number of a picture lies within it, and each element that opens is closed.
void check_picture(std::string const& svg)
{
    CHECK(svg.starts_with("<svg "));
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(!holds(svg, "\"nan"));
    CHECK(!holds(svg, "\"inf"));
    CHECK(count_of(svg, "<text") == count_of(svg, "</text>"));
    for (auto at = svg.find("points=\""); at != std::string::npos; at = svg.find("points=\"", at + 1)) {
        std::istringstream in(svg.substr(at + 8, svg.find('"', at + 8) - at - 8));
        for (std::string pair; in >> pair;) {
            double const x = std::stod(pair), y = std::stod(pair.substr(pair.find(',') + 1));
            REQUIRE(x >= 70);
            REQUIRE(x <= 560);
            REQUIRE(y >= 57.9);
            REQUIRE(y <= 650);
        }
    }
}

} // namespace

TEST_CASE("history: JSON lines hold an object an epoch, and null for what is no number")
{
    history h;
    auto r = record(1, 0.5, std::nan(""));
    r.seconds = 0.25;
    r.rate = 1e-3;
    r.penalties = {{"l2", 2e-9}, {"huber, \"soft\"", infinite}};
    h.add(r);
    h.add(record(2, 1e300, 0.125));
    CHECK(h.json_lines() ==
          "{\"epoch\": 1, \"steps\": 10, \"seconds\": 0.25, \"rate\": 0.001, \"training_loss\": 0.5, "
          "\"training_accuracy\": null, \"penalties\": {\"l2\": 2e-09, \"huber, \\\"soft\\\"\": null}, "
          "\"validation_loss\": null, \"validation_accuracy\": null, "
          "\"validation_balanced_accuracy\": null, \"validation_macro_f1\": null}\n"
          "{\"epoch\": 2, \"steps\": 20, \"seconds\": 0, \"rate\": 0, \"training_loss\": 1e+300, "
          "\"training_accuracy\": null, \"penalties\": {}, \"validation_loss\": 0.125, "
          "\"validation_accuracy\": null, "
          "\"validation_balanced_accuracy\": null, \"validation_macro_f1\": null}\n");
    CHECK(history().json_lines().empty());
    h.add({.epoch = 3, .penalties = {{"\xFF", 1}}});
    CHECK_THROWS_WITH_AS((void)h.json_lines(), doctest::Contains("is not UTF-8"), argument_error);
}

TEST_CASE("history: its files are there whole, and a folder that is not there is named")
{
    auto const h = history_of({1, 0.5, 0.25});
    auto const folder =
        std::filesystem::temp_directory_path() / ("lagom_history_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    auto const read = [](std::string const& path) {
        std::ifstream in(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    auto const path = (folder / "curves").string();
    h.write_svg(path + ".svg");
    h.write_json_lines(path + ".jsonl");
    h.write_csv(path + ".csv");
    CHECK(read(path + ".svg") == h.svg());
    CHECK(read(path + ".jsonl") == h.json_lines());
    CHECK(read(path + ".csv") == h.csv());
    std::filesystem::remove_all(folder);
    CHECK_THROWS_WITH_AS(h.write_svg(path + ".svg"), doctest::Contains("curves.svg"), file_error);
    CHECK_THROWS_AS(h.write_json_lines(path + ".jsonl"), file_error);
}

TEST_CASE("svg: a run is drawn with its losses, its accuracy, its penalties and whose weights it has")
{
    constexpr auto net = input<6> | dense<16> | relu | dense<3>;
    auto m = make_model(net, seed(1));
    auto const r = fit(m, support::blobs(60, 6, 3, 1), support::blobs(60, 6, 3, 2), cross_entropy + l2(1e-4),
                       adam(1e-2), patience(5).restoring_best() || epochs(30), threads(1), quiet);
    auto const svg = r.history.svg();
    check_picture(svg);
    CHECK(count_of(svg, "<polyline") == 2 + 2 + 1); // losses, accuracies, l2
    CHECK(holds(svg, ">weights of epoch " + std::to_string(r.returned_epoch) + "<"));
    CHECK(holds(svg, ">accuracy<"));
    CHECK(holds(svg, ">penalties"));
    CHECK(holds(svg, ">l2<"));
    CHECK(holds(svg,
                "<text x=\"12.0\" y=\"22.0\" font-size=\"15\" font-weight=\"bold\">" +
                    std::to_string(r.epochs) + " epochs<"));
}

TEST_CASE("svg: one epoch is a point, none is a picture without a panel")
{
    auto const one = history_of({0.5}, {0.25}).svg();
    check_picture(one);
    CHECK(count_of(one, "<circle") == 2);
    CHECK(holds(one, ">1 epoch<"));
    CHECK(!holds(one, ">accuracy<"));
    check_picture(history().svg());
    CHECK(holds(history().svg(), ">0 epochs<"));
}

TEST_CASE("svg: losses over two decades are drawn by equal factors, others by equal steps")
{
    CHECK(holds(history_of({1, 0.1, 0.001}).svg(), ">loss (log scale)<"));
    CHECK(holds(history_of({1, 0.5, 0.1}).svg(), ">loss<"));
    CHECK(holds(history_of({1, 0.5, 0}).svg(), ">loss<")); // zero has no logarithm
    CHECK(holds(history_of({1, 0.1, 0.001}).svg(), ">0.01<"));
    // by equal factors a loss of 0.1 lies as far from 1 as from 0.01
    auto const svg = history_of({1, 0.1, 0.01}).svg();
    auto const at = svg.find("points=\"") + 8;
    std::istringstream in(svg.substr(at, svg.find('"', at) - at));
    double y[3]{};
    for (auto& each : y) {
        std::string pair;
        in >> pair;
        each = std::stod(pair.substr(pair.find(',') + 1));
    }
    CHECK(y[1] - y[0] == doctest::Approx(y[2] - y[1]).epsilon(0.01)); // printed with one decimal
    CHECK(y[1] > y[0]); // down the page
}

TEST_CASE("svg: a NaN is a gap, an infinity is left out and said")
{
    auto const nan = std::nan("");
    auto const gaps = history_of({1, 0.9, nan, 0.8, 0.7, nan, 0.5}).svg();
    check_picture(gaps);
    CHECK(count_of(gaps, "<polyline") == 2);
    CHECK(count_of(gaps, "<circle") == 1);
    CHECK(!holds(gaps, "left out"));
    auto const lost = history_of({1, 0.9, infinite, -infinite}).svg();
    check_picture(lost);
    CHECK(holds(lost, ">4 epochs, 2 infinite values left out<"));
    CHECK(holds(history_of({1, infinite}).svg(), "one infinite value left out"));
    check_picture(history_of({nan, nan}).svg());
    check_picture(history_of({infinite}).svg());
}

TEST_CASE("svg: numbers of any size stay within the picture")
{
    double const most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
    for (auto const& values : std::vector<std::vector<double>>{{most, -most, 0},
                                                               {most, least},
                                                               {least, 2 * least},
                                                               {1e-320, 1e308},
                                                               {-5, -5, -5},
                                                               {0, 0},
                                                               {most, most},
                                                               {-most},
                                                               {least},
                                                               {1, 1 + 1e-15},
                                                               {1e15, 1e15 + 1},
                                                               {-1e-9, 1e9},
                                                               {3e-8, 2e-8, 1.1e-8}}) {
        CAPTURE(values.front());
        check_picture(history_of(values).svg());
    }
}

TEST_CASE("svg: ten thousand epochs are thinned, and a spike among them stays")
{
    std::vector<double> training(10000, 0.5);
    training[7777] = 0.9;
    auto const svg = history_of(training).svg();
    check_picture(svg);
    CHECK(svg.size() < 60000);
    double highest = 1e9;
    auto const at = svg.find("points=\"") + 8;
    std::istringstream in(svg.substr(at, svg.find('"', at) - at));
    for (std::string pair; in >> pair;) {
        highest = std::min(highest, std::stod(pair.substr(pair.find(',') + 1)));
    }
    CHECK(highest == doctest::Approx(58).epsilon(1e-3)); // the top tick is 0.9
    CHECK(holds(svg, ">10000<"));
}

TEST_CASE("svg: a name with markup in it is written as text")
{
    history h;
    h.add({.epoch = 1, .training_loss = 1, .penalties = {{"<l2 & \"more\">", 0.5}}});
    CHECK(holds(h.svg(), "&lt;l2 &amp; &quot;more&quot;&gt;"));
}
