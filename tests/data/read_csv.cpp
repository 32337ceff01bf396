// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_csv.hpp>

#include "../stderr_of.hpp"
#include "files.hpp"

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <clocale>
#include <cmath>
#include <string_view>

#ifndef LAGOM_SOURCE_ROOT
#define LAGOM_SOURCE_ROOT "."
#endif

namespace {

using lagom::classes_of;
using lagom::label;
using lagom::missing;
using lagom::read_csv;
using lagom::target;
using namespace std::string_literals;
using support::error_of;
using support::temporary_file;
using strings = std::vector<std::string>;
using ints = std::vector<std::int32_t>;
using table = xt::xtensor<float, 2>;

template <class... Options>
auto read(std::string_view content, Options const&... options) -> lagom::data_set
{
    return read_csv(temporary_file(content).path, options...);
}

/// What reading the text says after the path.
template <class... Options>
auto refusal(std::string_view content, Options const&... options) -> std::string
{
    auto const file = temporary_file(content);
    auto const text = error_of<lagom::file_error>([&] {
        read_csv(file.path, options...);
    });
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
}

TEST_CASE("read_csv: columns but the label are features, in the order of the header")
{
    auto const data = read("a,kind,b\n1,x,2\n3,y,4.5\n", label("kind"));
    CHECK(data.features() == table{{1, 2}, {3, 4.5}});
    CHECK(data.column_names() == strings{"a", "b"});
    CHECK(data.class_names() == strings{"x", "y"});
    CHECK(data.labels() == ints{0, 1});
}

TEST_CASE("read_csv: without options all columns are features")
{
    auto const data = read("a,b\n1,2\n");
    CHECK(data.columns() == 2);
    CHECK_FALSE(data.has_classes());
    CHECK_FALSE(data.has_targets());
}

TEST_CASE("read_csv: targets stand in the order they are asked for")
{
    auto const data = read("a,t,u\n1,2,3\n4,5,6\n", target("u"), target("t"));
    CHECK(data.features() == table{{1}, {4}});
    CHECK(data.targets() == table{{3, 2}, {6, 5}});
}

TEST_CASE("read_csv: options stand in any order")
{
    auto const content = "a,k\n1,x\n,x\n";
    CHECK(read(content, missing::skip_row, label("k")).size() == 1);
    CHECK(read(content, label("k"), missing::skip_row).size() == 1);
}

TEST_CASE("read_csv: quotes hold commas, doubled quotes and line breaks")
{
    auto const data = read("\"a \"\"1\"\"\",\"k,k\"\n1,\"x,\"\"y\"\"\"\n\"2\",\"two\r\nlines\"\n3,\"\"\"\"\n",
                           label("k,k"));
    CHECK(data.column_names() == strings{"a \"1\""});
    CHECK(data.features() == table{{1}, {2}, {3}});
    CHECK(data.class_names() == strings{"\"", "two\r\nlines", "x,\"y\""});
    CHECK(data.labels() == ints{2, 1, 0});
}

TEST_CASE("read_csv: LF and CRLF end a line, the last line needs no end, and a byte order mark is skipped")
{
    auto const expected = table{{1, 2}, {3, 4}};
    CHECK(read("a,b\n1,2\n3,4\n").features() == expected);
    CHECK(read("a,b\r\n1,2\r\n3,4\r\n").features() == expected);
    CHECK(read("a,b\n1,2\n3,4").features() == expected);
    CHECK(read("a,b\n1,2\n3,\"4\"").features() == expected);
    CHECK(read("\xEF\xBB\xBF"
               "a,b\n1,2\n3,4\n")
              .column_names() == strings{"a", "b"});
}

TEST_CASE("read_csv: quoting that is not RFC 4180 is refused where it stands")
{
    CHECK(refusal("a,b\n1,2\n3,4\"5\n") ==
          ", line 3 (row 2), column 2 \"b\": found a quote inside a field without quotes, "
          "expected quotes around the field, and those inside doubled");
    CHECK(refusal("a,b\n\"1\"x,2\n") ==
          ", line 2 (row 1), column 1 \"a\": found \"x\" after a closing quote, "
          "expected a comma or the end of the line");
    CHECK(refusal("a,b\n1,\"2\n3,4\n") ==
          ", line 2 (row 1), column 2 \"b\": found a quoted field that does not "
          "end, expected a closing quote");
    CHECK(refusal("a,b\n1,2\r3,4\n") ==
          ", line 2 (row 1), column 2 \"b\": found a carriage return alone, "
          "expected a line feed after it, or quotes around the field");
    CHECK(refusal("a,\"b\n1,2\n") ==
          ", line 1 (header), column 2: found a quoted field that does not end, expected a closing quote");
}

TEST_CASE("read_csv: lines are counted through quoted line breaks, rows are not")
{
    CHECK(refusal("k,a\n\"x\n\n\",1\ny,no\n", label("k")) ==
          ", line 5 (row 2), column 2 \"a\": found \"no\", expected a finite number");
}

TEST_CASE("read_csv: a row of another length than the header is refused")
{
    CHECK(refusal("a,b,c\n1,2,3\n1,2\n") == ", line 3 (row 2): found 2 fields, expected 3 as in the header");
    CHECK(refusal("a,b\n1,2,3,4\n") == ", line 2 (row 1): found 4 fields, expected 2 as in the header");
    CHECK(refusal("a,b\n1,2,\n") == ", line 2 (row 1): found 3 fields, expected 2 as in the header");
}

TEST_CASE("read_csv: a short row in a file of very wide rows is refused, whatever was reserved")
{
    auto wide = std::string("c0");
    for (auto i = 1; i < 1000; ++i) {
        wide += ",c" + std::to_string(i);
    }
    CHECK(refusal(wide + "\n1\n1\n1\n") == ", line 2 (row 1): found 1 field, expected 1000 as in the header");
    CHECK(refusal(wide + "\n\"\"\n\"\"\n").starts_with(", line 2 (row 1), column 1 \"c0\": found \"\""));
}

TEST_CASE("read_csv: numbers are read exactly, in every form from_chars knows and with a leading plus")
{
    auto const read_number = [](std::string const& text) {
        return read_csv<double>(temporary_file("a\n" + text + "\n").path).features()(0, 0);
    };
    CHECK(read_number("0.1") == 0.1);
    CHECK(read_number("+2.5e-3") == 2.5e-3);
    CHECK(read_number("-7") == -7.0);
    CHECK(read_number("16777217") == 16777217.0);
    CHECK(read_number("9999999") == 9999999.0);
    CHECK(read_number("1.7976931348623157e308") == 1.7976931348623157e308);
    CHECK(read_number(".5") == 0.5);
    CHECK(read("a\n16777217\n0.1\n").features() == table{{16777216}, {0.1F}});
    CHECK(read("a\n1e-50\n-1e-46\n1\n").features() == table{{0}, {0}, {1}});
}

TEST_CASE("read_csv: a short decimal is the same number, bit for bit, as from_chars reads")
{
    auto texts = strings{"0",         "-0",       "-0.0",     "5.",        "-.25",
                         "000000001", "16777215", "16777216", "1677721.5", "99999999"};
    for (auto i = 1U; i < 5000; ++i) {
        auto const digits = std::to_string(i * 2654435761U % 100'000'000);
        texts.push_back(digits);
        for (auto point = std::size_t{0}; point <= digits.size(); ++point) {
            texts.push_back((i % 2 == 0 ? "-" : "") + digits.substr(0, point) + "." + digits.substr(point));
        }
    }
    auto content = std::string("a\n");
    for (auto const& text : texts) {
        content += text + '\n';
    }
    auto const check = [&]<class T>(T value, lagom::basic_data_set<T> const& data) {
        auto wrong = strings();
        for (auto i = std::size_t{0}; i < texts.size(); ++i) {
            std::from_chars(texts[i].data(), texts[i].data() + texts[i].size(), value);
            auto const found = data.features()(i, 0);
            if (found != value || std::signbit(found) != std::signbit(value)) {
                wrong.push_back(texts[i]);
            }
        }
        CHECK(wrong == strings());
    };
    auto const file = temporary_file(content);
    check(0.0F, read_csv<float>(file.path));
    check(0.0, read_csv<double>(file.path));
    CHECK(refusal("a\n.\n").ends_with("found \".\", expected a finite number"));
    CHECK(refusal("a\n-\n").ends_with("found \"-\", expected a finite number"));
    CHECK(refusal("a\n1.2.3\n").ends_with("found \"1.2.3\", expected a finite number"));
}

TEST_CASE("read_csv: what is no finite number is refused as it stands")
{
    for (auto const* text :
         {"abc", "inf", "-inf", "1e", "1 2", "0x10", "+-1", "+", "1;2", "nan(1)", "-nan"}) {
        auto const expected = std::string(", line 3 (row 2), column 2 \"width\": found \"") + text +
            "\", expected a finite number";
        CHECK(refusal(std::string("a,width\n1,2\n3,") + text + "\n") == expected);
    }
    CHECK(refusal("a\n1e39\n") ==
          ", line 2 (row 1), column 1 \"a\": found \"1e39\", expected a number in the range of float");
    CHECK(error_of<lagom::file_error>([] {
              read_csv<double>(temporary_file("a\n1e400\n").path);
          }).ends_with("found \"1e400\", expected a number in the range of double"));
    CHECK(refusal("a,t\n1,x\n", target("t")) ==
          ", line 2 (row 1), column 2 \"t\": found \"x\", expected a finite number");
}

TEST_CASE("read_csv: an error shows a long or unprintable text shortened and escaped")
{
    CHECK(refusal("a\n\"x\ty\"\n") ==
          ", line 2 (row 1), column 1 \"a\": found \"x\\x09y\", expected a finite number");
    CHECK(refusal("a\n" + std::string(500, 'x') + "\n") ==
          ", line 2 (row 1), column 1 \"a\": found \"" + std::string(60, 'x') +
              "...\", expected a finite number");
}

/// Fault     another locale
/// Injected  de_DE, where the system has it
/// Holds     numbers are read alike
TEST_CASE("read_csv: the locale does not matter")
{
    auto const* const old = std::setlocale(LC_ALL, nullptr);
    auto const name = std::string(old == nullptr ? "C" : old);
    std::setlocale(LC_ALL, "de_DE.UTF-8");
    CHECK(read("a\n1.5\n").features()(0, 0) == 1.5F);
    std::setlocale(LC_ALL, name.c_str());
}

TEST_CASE("read_csv: a missing value is refused unless asked otherwise")
{
    for (auto const* text : {"", "NA", "NaN", "nan", "?", "null", "\"\"", "\"NA\""}) {
        auto const bare = std::string_view(text).starts_with('"')
            ? std::string(text).substr(1, std::string(text).size() - 2)
            : std::string(text);
        CHECK(refusal(std::string("a,b\n1,") + text + "\n") ==
              ", line 2 (row 1), column 2 \"b\": found \"" + bare +
                  "\" (a missing value), expected a number");
    }
    CHECK(refusal("a,k\n1,?\n", label("k")) ==
          ", line 2 (row 1), column 2 \"k\": found \"?\" (a missing value), expected the name of a class");
}

TEST_CASE("read_csv: missing::skip_row leaves out the row and the class that only it has")
{
    auto const data = read("k,a,b\nx,1,2\ny,,3\nz,4,5\n?,6,7\n", label("k"), missing::skip_row);
    CHECK(data.features() == table{{1, 2}, {4, 5}});
    CHECK(data.class_names() == strings{"x", "z"});
    CHECK(data.labels() == ints{0, 1});
    auto const real = read("a,t\n1,2\n3,NA\n5,6\n", target("t"), missing::skip_row);
    CHECK(real.targets() == table{{2}, {6}});
    CHECK(refusal("a,b\n,no\n", missing::skip_row) ==
          ", line 2 (row 1), column 2 \"b\": found \"no\", expected a finite number");
    CHECK(refusal("a,b\n,1\n2,\n", missing::skip_row) == ": a value is missing in each of the 2 rows");
}

TEST_CASE("read_csv: missing::mean fills features with the column's mean, and never invents an answer")
{
    auto const data = read("a,b\n1,2\n,3\n5,\n,7\n", missing::mean);
    CHECK(data.features() == table{{1, 2}, {3, 3}, {5, 4}, {3, 7}});
    CHECK(refusal("a,b\n1,\n2,?\n", missing::mean) ==
          ": the column \"b\" has no value at all, expected one to take the mean of");
    CHECK(refusal("a,t\n1,\n", target("t"), missing::mean) ==
          ", line 2 (row 1), column 2 \"t\": found \"\" (a missing value), expected a number");
    CHECK(refusal("a,k\n1,\n", label("k"), missing::mean) ==
          ", line 2 (row 1), column 2 \"k\": found \"\" (a missing value), expected the name of a class");
}

TEST_CASE("read_csv: classes are sorted as numbers if all are numbers, else as texts")
{
    CHECK(read("a,k\n1,10\n2,9\n3,-1\n", label("k")).class_names() == strings{"-1", "9", "10"});
    CHECK(read("a,k\n1,10\n2,9\n3,b\n", label("k")).class_names() == strings{"10", "9", "b"});
    CHECK(read("a,k\n1,1e3\n2,0.5\n3,-0.25\n", label("k")).class_names() == strings{"-0.25", "0.5", "1000"});
    CHECK(read("a,k\n1,10\n2,9\n3,-1\n", label("k")).labels() == ints{2, 1, 0});
}

TEST_CASE("read_csv: classes that are numbers are named by these, however they are written")
{
    auto const signs = read("x,y\n1.5,+1\n2.5,-1\n3.5,+1.0\n4.5,-1e0\n", label("y"));
    CHECK(signs.class_names() == strings{"-1", "1"});
    CHECK(signs.labels() == ints{1, 0, 1, 0});
    CHECK(read("x,y\n1,1.0\n2,10.0\n3,2.0\n", label("y")).class_names() == strings{"1", "2", "10"});
    auto const first = read("a,k\n1,1\n2,01\n3,-0\n", label("k"));
    CHECK(first.class_names() == strings{"0", "1"});
    CHECK(first.labels() == ints{1, 1, 0});
    auto const second = read("a,k\n1,+1.0\n2,0e3\n", label("k"), classes_of(first));
    CHECK(second.labels() == ints{1, 0});
    CHECK(second.class_names() == first.class_names());
    CHECK(read("a,k\n1,100000\n2,1e22\n", label("k")).class_names() == strings{"100000", "1e22"});
    CHECK(read("a,k\n1,+1\n2,1\n3,b\n", label("k")).class_names() == strings{"+1", "1", "b"});
    CHECK(refusal("a,k\n1,2.0\n", label("k"), classes_of(first)) ==
          ", line 2 (row 1), column 2 \"k\": found \"2.0\", expected one of the classes \"0\", \"1\"");
}

TEST_CASE("read_csv: labels beyond 2^53 are told apart")
{
    auto const content = std::string("a,k\n1,9007199254740993\n2,9007199254740992\n3,-9223372036854775808\n");
    CHECK(read(content, label("k")).class_names() ==
          strings{"-9223372036854775808", "9007199254740992", "9007199254740993"});
    CHECK(read(content + "4,18446744073709551615\n5,18446744073709551614\n", label("k")).class_count() == 5);
}

TEST_CASE("read_csv: a second file takes the classes and the order of columns of the first")
{
    auto const first = read("a,b,k\n1,2,x\n3,4,y\n5,6,z\n", label("k"));
    auto const second = read("k,b,a\nz,20,10\n", label("k"), classes_of(first));
    CHECK(second.features() == table{{10, 20}});
    CHECK(second.column_names() == strings{"a", "b"});
    CHECK(second.class_names() == strings{"x", "y", "z"});
    CHECK(second.labels() == ints{2});
    CHECK(read("b,a\n2,1\n", classes_of(first)).features() == table{{1, 2}});
}

TEST_CASE("read_csv: the order of known classes is kept, sorted or not")
{
    auto const first = lagom::data_set(table{{1}}, std::vector{0}, strings{"z", "a"});
    auto const second = read("x,k\n1,a\n2,z\n", label("k"), classes_of(first));
    CHECK(second.class_names() == strings{"z", "a"});
    CHECK(second.labels() == ints{1, 0});
}

TEST_CASE("read_csv: a class or column that the first file does not have is refused")
{
    auto const first = read("a,b,k\n1,2,x\n3,4,y\n", label("k"));
    CHECK(refusal("a,b,k\n1,2,x\n1,2,w\n", label("k"), classes_of(first)) ==
          ", line 3 (row 2), column 3 \"k\": found \"w\", expected one of the classes \"x\", \"y\"");
    CHECK(refusal("a,c,k\n1,2,x\n", label("k"), classes_of(first)) ==
          ": the column \"c\" is not in the first data set; expected \"a\", \"b\"");
    CHECK(refusal("a,k\n1,x\n", label("k"), classes_of(first)) ==
          ": 1 feature columns, expected 2 as in the first data set; not there: \"b\"");
    auto const unnamed = lagom::data_set(table{{1, 2}});
    CHECK(read("q,r\n1,2\n", classes_of(unnamed)).column_names() == strings{"q", "r"});
}

TEST_CASE("read_csv: with classes_of a gap takes the mean of the first data set")
{
    auto const train = read("x,z,y\n5,1,a\n15,3,b\n", label("y"), missing::mean);
    auto const test = read("z,x,y\n2,1000,a\n4,,b\n", label("y"), classes_of(train), missing::mean);
    CHECK(test.features() == table{{1000, 2}, {10, 4}});
    auto const one = read("x,z\n,\n", classes_of(train), missing::mean);
    CHECK(one.features() == table{{10, 2}});
    auto const nothing = std::numeric_limits<float>::quiet_NaN();
    auto odd = lagom::data_set(table{{nothing, 1}});
    odd.name_columns({"x", "z"});
    CHECK(refusal("x,z\n,\n", classes_of(odd), missing::mean) ==
          ": the column \"x\" lacks a value, and its mean in the first data set is not finite");
}

TEST_CASE("read_csv: a mean whose sum no double holds is taken all the same")
{
    auto const data = read_csv<double>(temporary_file("a,b\n1e308,1\n1.5e308,\n,3\n").path, missing::mean);
    CHECK(data.features()(2, 0) == doctest::Approx(1.25e308)); // two roundings of a double
    CHECK(data.features()(1, 1) == 2);
}

TEST_CASE("read_csv: options that contradict each other are refused")
{
    auto const no_classes = lagom::data_set(table{{1}});
    auto const file = temporary_file("a,k\n1,x\n");
    CHECK(error_of<lagom::argument_error>([&] {
              read_csv(file.path, label("k"), classes_of(no_classes));
          }) == "read_csv: classes_of is given a data set without classes");
    CHECK(error_of<lagom::argument_error>([&] {
              read_csv(file.path, target("k"), target("k"));
          }) == "read_csv: the target \"k\" is given twice");
    auto const contradiction = [&](auto const&... options) {
        return error_of<lagom::argument_error>([&] {
            read_csv(file.path, options...);
        });
    };
    CHECK(contradiction(label("k"), lagom::without("k")) ==
          "read_csv: the column \"k\" is given as the label and as left out");
    CHECK(contradiction(label("k"), lagom::only("a", "k")) ==
          "read_csv: the column \"k\" is given as the label and as a feature");
    CHECK(contradiction(lagom::one_hot("k"), target("k")) ==
          "read_csv: the column \"k\" is given as a target and as one-hot");
    CHECK(contradiction(lagom::one_hot("k"), lagom::only("a")) ==
          "read_csv: the column \"k\" is one-hot, and only(...) does not choose it");
    CHECK(contradiction(lagom::one_hot("k"), classes_of(no_classes)) ==
          "read_csv: classes_of is given a data set whose columns have no names, so their categories are not "
          "known");
    CHECK(contradiction(lagom::delimiter('"')) ==
          "read_csv: the character \"\"\" can neither divide fields nor begin a comment, expected another of "
          "ASCII");
    CHECK(contradiction(lagom::delimiter('#'), lagom::comment_lines('#')) ==
          "read_csv: delimiter and comment_lines are the same character");
}

TEST_CASE("read_csv: a header that does not name each column once is refused")
{
    CHECK(refusal("a,b,a\n1,2,3\n") ==
          ", line 1 (header), column 3: found \"a\" a second time, expected another name");
    CHECK(refusal(",a\n0,1\n") ==
          ", line 1 (header), column 1: found an empty name, expected the name of a column; without(\"\") "
          "leaves out what has no name");
}

TEST_CASE("read_csv: a file without what is asked for is refused, and the columns are listed")
{
    CHECK(refusal("") == ": the file is empty, expected a header");
    CHECK(refusal("\xEF\xBB\xBF") == ": the file is empty, expected a header");
    CHECK(refusal("a,b\n") == ": no row after the header");
    CHECK(refusal("a,b") == ": no row after the header");
    CHECK(refusal("a,b,k\n1,2,x\n", label("kind")) ==
          ": no column \"kind\"; the file has the columns \"a\", \"b\", \"k\"");
    CHECK(refusal("a,b\n1,2\n", target("t")) == ": no column \"t\"; the file has the columns \"a\", \"b\"");
    CHECK(refusal("k\nx\n", label("k")) == ": no feature column; the file has the columns \"k\"");
    CHECK(error_of<lagom::file_error>([] {
              read_csv("/nowhere/x.csv");
          }) == "/nowhere/x.csv: cannot open: No such file or directory");
}

/// Fault     a CSV file is cut
/// Injected  at any byte
/// Holds     read or refused
TEST_CASE("read_csv: a text cut off anywhere is read or refused, never more")
{
    auto const content = std::string("a,\"b\",k\r\n1,\"2\",\"x \"\"y\"\"\"\r\n3,4,\"z\nz\"\r\n");
    for (auto length = std::size_t{0}; length < content.size(); ++length) {
        try {
            auto const rows = read(content.substr(0, length), label("k")).size();
            CHECK(rows <= 2);
        } catch (lagom::file_error const& error) {
            CHECK_FALSE(std::string_view(error.what()).empty());
        }
    }
}

TEST_CASE("read_csv: the digits are 1797 images of 64 pixels in 10 classes")
{
    auto const data = read_csv(LAGOM_SOURCE_ROOT "/examples/data/digits.csv", label("label"));
    CHECK(data.size() == 1797);
    CHECK(data.columns() == 64);
    CHECK(data.class_names() == strings{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    CHECK(*std::max_element(data.features().begin(), data.features().end()) == 16);
    CHECK_NOTHROW(lagom::require_finite(data));
}

TEST_CASE("read_csv: the diabetes study has 442 patients and a real target")
{
    auto const data = read_csv<double>(LAGOM_SOURCE_ROOT "/examples/data/diabetes.csv", target("target"));
    CHECK(data.size() == 442);
    CHECK(data.columns() == 10);
    CHECK(data.features()(0, 2) == 32.1);
    CHECK(data.targets()(0, 0) == 151);
}

TEST_CASE("read_csv: a column whose numbers a float tells apart no more is refused with its name")
{
    auto const advice =
        "; take an offset off it first, or compute in double: read_csv<double> and make_model<double>"s;
    auto const times = "time,y\n1700000000,1\n1700000001,2\n1700000002,4\n";
    CHECK(refusal(times) ==
          ": the column \"time\" lies in [1.7e+09, 1.700000002e+09], where a float keeps no numbers nearer "
          "together than "
          "128" +
              advice);
    CHECK(refusal(times, target("time")).starts_with(": the column \"time\" lies in "));
    CHECK(refusal(times, lagom::without("time")).empty());
    CHECK(refusal("id\n16777216\n16777217\n") ==
          ": the column \"id\" lies in [1.6777216e+07, 1.6777217e+07], where a float keeps no numbers nearer "
          "together "
          "than 2" +
              advice);
    CHECK(refusal("a,x\n100000.01,1\n100000.02,2\n")
              .starts_with(": the column \"a\" lies in [100000.01, 100000.02]"));
    CHECK(refusal("p\n1e-50\n2e-47\n")
              .starts_with(": the column \"p\" lies in [1e-50, 2e-47], where a float keeps no "));
    // A row that is skipped has no part in it.
    auto const gap = "a,b\n1700000000,1\n1700000001,2\n5,NA\n";
    CHECK(
        refusal(gap, missing::skip_row).starts_with(": the column \"a\" lies in [1.7e+09, 1.700000001e+09]"));
}

TEST_CASE(
    "read_csv: numbers far from 0 that a float tells apart, or holds exactly, or that never change, are read")
{
    CHECK(read("a,b,c\n16777216,1700000001,1e9\n16777218,1700000001,1.001e9\n").features() ==
          table{{16777216, 1.7e9F, 1e9F}, {16777218, 1.7e9F, 1.001e9F}});
    CHECK(read("a\n0.1\n0.1\n").features() == table{{0.1F}, {0.1F}});
    CHECK(read("a,b\n1700000000,NA\n1800000001,\n", missing::mean, lagom::without("b")).size() == 2);
    auto const file = temporary_file("time\n1700000000\n1700000001\n");
    CHECK(read_csv<double>(file.path).features() == xt::xtensor<double, 2>{{1700000000}, {1700000001}});
}

TEST_CASE(
    "read_csv: a number that a double takes for 0 is refused, and one that only a float does is rounded")
{
    constexpr auto words = " (too small for a double), expected 0, or a number that a double tells from 0";
    for (auto const* const text : {"1e-400", "-1e-400", "3.5E-5000"}) {
        auto const place = ", line 3 (row 2), column 1 \"a\": found \"" + std::string(text) + "\"";
        auto const content = "a\n1\n" + std::string(text) + "\n";
        CHECK(refusal(content) == place + words);
        auto const file = temporary_file(content);
        CHECK(error_of<lagom::file_error>([&] {
                  read_csv<double>(file.path);
              }) == file.path + place + words);
    }
    auto const zeros = "a\n0e-400\n0.000000000000\n-0.0e5\n1\n1e-300\n";
    CHECK(read(zeros).features() == table{{0}, {0}, {0}, {1}, {0}});
    CHECK(read_csv<double>(temporary_file(zeros).path).features()(4, 0) == 1e-300);
    CHECK(refusal("a\n1e+400\n").ends_with("found \"1e+400\", expected a number in the range of float"));
}

/// Fault     a CSV file is cut in its last field
/// Injected  no end of the last line
/// Holds     said once
TEST_CASE("read_csv: a last line without an end, which may be cut off, is said once")
{
    auto const said = [](std::string_view content) {
        auto const file = temporary_file(content);
        auto const reads = [&] {
            CHECK(read_csv(file.path, label("price")).size() == 2);
        };
        auto const text = support::stderr_of(reads);
        CHECK(support::stderr_of(reads).empty());
        auto const start = "lagom: " + file.path;
        return text.starts_with(start) ? text.substr(start.size()) : text;
    };
    CHECK(said("a,price\n1,12.75\n2,9") ==
          ", line 3 (row 2), column 2 \"price\": the last line has no end, so that \"9\" may be cut off; a "
          "line end "
          "after it says that it is whole\n");
    CHECK(said("a,price\n1,12.75\n2,9 ").starts_with(", line 3"));
    CHECK(said("a,price\n1,12.75\n2,9\n").empty());
    CHECK(said("a,price\r\n1,12.75\r\n2,9\r\n").empty());
    CHECK(said("a,price\n1,12.75\n2,\"9\"").empty()); // its quote ends it
    CHECK(said("a,price\n1,12.75\n2,9\n\n").empty());
}

} // namespace
