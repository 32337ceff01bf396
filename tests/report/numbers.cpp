// SPDX-License-Identifier: BSL-1.0
#include "../../src/core/number_format.hpp"
#include "../../src/core/text_table.hpp"

#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <clocale>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

using namespace lagom;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Groups digits and has a comma for a point, as many languages write; no locale of the system is needed.
class with_commas : public std::numpunct<char> {
    auto do_decimal_point() const -> char override { return ','; }
    auto do_thousands_sep() const -> char override { return '.'; }
    auto do_grouping() const -> std::string override { return "\3"; }
};

/// While it lives, streams are in that locale, and the C library in a German one if the system has it.
class elsewhere {
public:
    elsewhere() : before_(std::locale::global(std::locale(std::locale(), new with_commas)))
    {
        for (char const* const name : {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"}) {
            if (std::setlocale(LC_NUMERIC, name) != nullptr) {
                break;
            }
        }
    }
    ~elsewhere()
    {
        std::locale::global(before_);
        std::setlocale(LC_NUMERIC, "C");
    }
    elsewhere(elsewhere const&) = delete;
    auto operator=(elsewhere const&) -> elsewhere& = delete;

private:
    std::locale before_;
};

template <class T>
auto printed(T const& value) -> std::string
{
    std::ostringstream out; // takes the global locale
    out << value;
    return out.str();
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

auto fit_to_targets(double size) -> std::pair<fit_result, evaluation_result>
{
    xt::xtensor<double, 2> x = xt::zeros<double>({64, 4}), y = xt::zeros<double>({64, 1});
    for (std::size_t i = 0; i < 64; ++i) {
        x(i, 0) = static_cast<double>(i) / 64;
        y(i, 0) = size * (x(i, 0) + 1);
    }
    basic_data_set<double> const d(x, y);
    auto m = make_model<double>(input<4> | dense<1>, seed(1));
    m.set_parameter("dense.0.kernel", xt::zeros<double>({4, 1}));
    auto r = fit(m, d, d, mse, sgd(1e-3), epochs(2), batch(64), threads(1), quiet);
    return {std::move(r), evaluate(m, d, mse)};
}

} // namespace

TEST_CASE("shown: four decimals where they fit, powers of ten where they would hide or flood")
{
    CHECK(shown(0) == "0.0000");
    CHECK(shown(-0.0) == "0.0000");
    CHECK(shown(1) == "1.0000");
    CHECK(shown(0.0231) == "0.0231");
    CHECK(shown(-12.5) == "-12.5000");
    CHECK(shown(0.001) == "0.0010");
    CHECK(shown(123456.78906) == "123456.7891");
    CHECK(shown(2.31e-8) == "2.310e-08");
    CHECK(shown(-2.31e-8) == "-2.310e-08");
    CHECK(shown(0.00099) == "9.900e-04");
    CHECK(shown(1e115) == "1.000e+115");
    CHECK(shown(1e308) == "1.000e+308");
    CHECK(shown(-1.7e308) == "-1.700e+308");
    CHECK(shown(1e-320) == "1.000e-320");
    CHECK(shown(std::numeric_limits<double>::denorm_min()) == "4.941e-324");
    CHECK(shown(1e6) == "1.000e+06");
    CHECK(shown(infinite) == "inf");
    CHECK(shown(-infinite) == "-inf");
    CHECK(shown(std::nan("")) == "nan");
    CHECK(shown(-std::nan("")) == "nan");
    CHECK(shown(0.04, 1) == "4e-02");
    CHECK(shown(12.34, 1) == "12.3");
}

TEST_CASE("shown: no number of any size but zero is shown as zero, nor in more than a dozen letters")
{
    for (double size = 1e-323; size < 1e308; size *= 3.7) {
        for (double const x : {size, -size}) {
            auto const text = shown(x);
            CAPTURE(text);
            REQUIRE(text.size() <= 12);
            REQUIRE(text.find_first_of("123456789") < text.find('e'));
            // Four digits, and below 0.1 as many as four decimals leave: at least two.
            REQUIRE(std::abs(std::stold(text) - x) <= 0.051 * size + 1e-323);
        }
    }
}

TEST_CASE("with_digits: so many digits of any number, rounded up to the next power or not")
{
    CHECK(with_digits(0, 3) == "0.00");
    CHECK(with_digits(0.01234, 3) == "0.0123");
    CHECK(with_digits(12.34, 3) == "12.3");
    CHECK(with_digits(9.999, 3) == "10.0");
    CHECK(with_digits(999.9, 3) == "1000");
    CHECK(with_digits(123456, 3) == "123456");
    CHECK(with_digits(1234567, 3) == "1.23e+06");
    CHECK(with_digits(1e-320, 3) == "1.00e-320");
    CHECK(with_digits(-1e308, 2) == "-1.0e+308");
    CHECK(with_digits(infinite, 3) == "inf");
}

TEST_CASE("time_text: seconds, minutes, hours, days")
{
    CHECK(time_text(0.00001234) == "1.23e-05 s");
    CHECK(time_text(0.5) == "0.500 s");
    CHECK(time_text(59.9) == "59.9 s");
    CHECK(time_text(59.97) == "1 min 00 s");
    CHECK(time_text(83) == "1 min 23 s");
    CHECK(time_text(3600 * 2 + 300) == "2 h 05 min");
    CHECK(time_text(86400 * 3 + 3600 * 4) == "3 d 4 h");
    CHECK(time_text(1e300) == "1.00e+300 s");
    CHECK(time_text(std::nan("")) == "nan s");
}

/// Fault     another locale
/// Injected  one with a decimal comma
/// Holds     numbers are printed alike
TEST_CASE("numbers are printed with a point and without groups in every locale")
{
    auto const [result, judged] = fit_to_targets(1);
    auto const as_ever = printed(result) + printed(judged) + result.history.svg() + result.history.csv();
    constexpr auto net = input<1200> | dense<10>;
    auto const picture = explain(net, mse, sgd(1e-3)).arena();
    elsewhere const here;
    REQUIRE(printed(1234.5) == "1.234,5"); // the locale is really there
    CHECK(printed(result) + printed(judged) + result.history.svg() + result.history.csv() == as_ever);
    CHECK(explain(net, mse, sgd(1e-3)).arena() == picture);
    CHECK(shown(0.85) == "0.8500");
    machine_report many;
    many.threads = 1024;
    CHECK(printed(many).find("1024 threads") != std::string::npos);
}

TEST_CASE("fit and evaluate: losses of any size are told whole, a line each")
{
    for (double const size : {1e-4, 1.0, 1e60, 1e130}) {
        auto const [result, judged] = fit_to_targets(size);
        auto const said = lines_of(printed(result) + printed(judged));
        CAPTURE(size);
        REQUIRE(said.size() == 2 + 4); // the run's two lines; examples, mse, mae, r2
        CHECK(said[0].starts_with("ended by           epochs(2) after 2 epochs, 2 steps, "));
        CHECK(said[1].find("training loss " + shown(result.history.back().training_loss)) !=
              std::string::npos);
        CHECK(said[1].find(" 0.0000") == std::string::npos);
        for (auto const& line : said) {
            CHECK(line.size() < 100);
        }
        CHECK(said[3] == "mse                " + shown(judged.loss()));
        CHECK(said[4] == "mae                " + shown(judged.regression->mae));
    }
}

TEST_CASE("evaluate: figures stand in one column, and none comes twice")
{
    evaluation_result r;
    r.examples = 12345;
    r.terms = {{"loss", 0.25}, {"a penalty with a very long name of its own", 2e-9}, {"größe", 3e200}};
    r.classification = classification{{.accuracy = 0.5, .balanced_accuracy = 0.25, .macro_f1 = 0.125}, {}};
    std::size_t const column = 44;
    auto const said = lines_of(printed(r));
    REQUIRE(said.size() == 7);
    for (auto const& line : said) {
        auto const at = line.find_last_of(' ') + 1;
        CHECK(width_of(line.substr(0, at)) == column);
    }
    CHECK(said.back() == "accuracy" + std::string(column - 8, ' ') + "0.5000");

    auto const twice = lines_of(printed(fit_to_targets(1).second));
    CHECK(std::count_if(twice.begin(), twice.end(), [](std::string const& line) {
              return line.starts_with("mse ");
          }) == 1);
}

TEST_CASE("text_table: letters of any script line up, and a line break in a cell breaks no row")
{
    CHECK(width_of("größe") == 5);
    CHECK(width_of("e\u0301") == 1);
    CHECK(width_of("中文") == 4);
    CHECK(width_of("\xFF\xC3") == 2);
    CHECK(width_of("") == 0);
    CHECK(cut_to("größe", 3) == "grö");
    CHECK(cut_to("中文", 3) == "中");
    text_table table("rl");
    table.add({"größe", "a"});
    table.add({"x", "b\nc"});
    CHECK(table.text() == "größe  a\n    x  b\\nc\n");
}

TEST_CASE("confusion_table: columns line up under names of any length and script")
{
    evaluation_result r;
    r.class_names = {"a", "größer als eins", "中"};
    std::vector<std::int32_t> truth, predicted;
    long const counts[3][3]{{1, 2, 30000}, {4, 5, 6}, {7, 8, 9}};
    for (std::int32_t i = 0; i < 9; ++i) {
        truth.insert(truth.end(), static_cast<std::size_t>(counts[i / 3][i % 3]), i / 3);
        predicted.insert(predicted.end(), static_cast<std::size_t>(counts[i / 3][i % 3]), i % 3);
    }
    r.classification = classification_of(truth, predicted, 3);
    auto const said = lines_of(r.confusion_table());
    REQUIRE(said.size() == 4);
    CHECK(said[0] == "           true |  a  größer als eins     中  <- predicted");
    CHECK(said[1] == "              a |  1                2  30000");
    CHECK(said[3] == "             中 |  7                8      9");
}

TEST_CASE("benchmark and machine: numbers of any size keep their columns and line ends")
{
    benchmark_result r;
    r.rows = 8;
    r.flops = 1e9;
    r.segments = {{"one", 0.02, 1e9}, {std::string(300, 'x'), 12345.678, 1e9}};
    auto const said = lines_of(printed(r));
    REQUIRE(said.size() == 5);
    CHECK(said[1].ends_with("  one"));
    CHECK(said[2].ends_with(std::string(300, 'x'))); // nothing is cut
    CHECK(said[1].find("one") == said[2].find("xxx"));
    machine_report m;
    m.processor = std::string(400, 'p');
    m.peak_gflops = 1e12;
    auto const told = lines_of(printed(m));
    CHECK(told.back() == "multiply-adds of float: 1.00e+12 GFLOP/s");
    CHECK(told.front().starts_with(std::string(400, 'p')));
}
