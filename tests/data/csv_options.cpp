// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/csv_options.hpp>

#include "files.hpp"

#include "../../src/data/gunzip.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/read_csv.hpp>
#include <lagom/data/split.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace {

using namespace lagom;
using support::error_of;
using support::temporary_file;
using strings = std::vector<std::string>;
using ints = std::vector<std::int32_t>;
using table = xt::xtensor<float, 2>;

template <class... Options>
auto read(std::string_view content, Options const&... options) -> data_set
{
    return read_csv(temporary_file(content).path, options...);
}

/// What reading the text says after the path.
template <class... Options>
auto refusal(std::string_view content, Options const&... options) -> std::string
{
    auto const file = temporary_file(content);
    auto const text = error_of<file_error>([&] {
        read_csv(file.path, options...);
    });
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
}

TEST_CASE("read_csv: a semicolon divides fields, and a comma stands in numbers, where they are asked to")
{
    auto const content = "x;y;label\n1,5;2,5;a\n-3,25;+4;b\n";
    auto const data = read(content, label("label"), delimiter(';'), decimal_comma);
    CHECK(data.features() == table{{1.5, 2.5}, {-3.25, 4}});
    CHECK(data.class_names() == strings{"a", "b"});
    CHECK(refusal(content, label("label")) ==
          ": no column \"label\"; the file has the columns \"x;y;label\"; delimiter(';') divides its fields");
    CHECK(refusal(content, label("label"), delimiter(';')) ==
          ", line 2 (row 1), column 1 \"x\": found \"1,5\", expected a finite number; decimal_comma reads a "
          "comma as the decimal point");
    CHECK(refusal("x;y\n1.500;2\n", delimiter(';'), decimal_comma) ==
          ", line 2 (row 1), column 1 \"x\": found \"1.500\", expected a finite number");
    CHECK(read("x,y\n\"1,5\",2\n", decimal_comma).features() == table{{1.5, 2}});
    CHECK(read("x;k\n1;1,0\n2;1\n", label("k"), delimiter(';'), decimal_comma).class_names() == strings{"1"});
    CHECK(refusal("x;y\n\"1\"2;3\n", delimiter(';'))
              .ends_with("expected the delimiter \";\" or the end of the line"));
}

TEST_CASE("read_csv: tabs divide fields, and an empty one is missing")
{
    auto const data = read("x\ty\tk\n1\t\ta b\n2\t3\tc\n", delimiter('\t'), label("k"), missing::skip_row);
    CHECK(data.features() == table{{2, 3}});
    CHECK(refusal("x\ty\n1\t2\n", label("y")).ends_with("; delimiter('\\t') divides its fields"));
}

TEST_CASE("read_csv: any number of spaces divides fields")
{
    auto const data = read("  x y   k\n 1   2  \"a b\"  \n  3 4 c\n   \n", delimiter(' '), label("k"));
    CHECK(data.features() == table{{1, 2}, {3, 4}});
    CHECK(data.class_names() == strings{"a b", "c"});
}

TEST_CASE("read_csv: blanks around a field are no part of it unless quoted")
{
    auto const data =
        read("age, work , income\n39, 77516, <=50K\n50,\t83311 , \" >50K\" \n", label("income"));
    CHECK(data.column_names() == strings{"age", "work"});
    CHECK(data.features() == table{{39, 77516}, {50, 83311}});
    CHECK(data.class_names() == strings{" >50K", "<=50K"});
    CHECK(read("x, \"y\"\n1, \"a,b\"\n2, \"c\"\n", label("y")).class_names() == strings{"a,b", "c"});
}

TEST_CASE("read_csv: blank lines are skipped, and in a single column they are missing values but at the end")
{
    auto const data = read("\n\nx,y\n1,a\n\n   \n2,b\n\n\r\n", label("y"));
    CHECK(data.features() == table{{1}, {2}});
    CHECK(refusal("x,y\n1,a\n\nno,b\n", label("y")).starts_with(", line 4 (row 2), column 1"));
    CHECK(read("x\n1\n2\n\n\n").features() == table{{1}, {2}});
    CHECK(refusal("x\n1\n\n2\n") ==
          ", line 3 (row 2), column 1 \"x\": found \"\" (a missing value), expected a number");
    CHECK(read("x\n1\n\n3\n", missing::mean).features() == table{{1}, {2}, {3}});
}

TEST_CASE("read_csv: lines that begin with a mark are skipped where that is asked for")
{
    auto const content = "# made by a tool\nx,y\n1,a\n  # \"and here\n2,#b\n";
    CHECK(read(content, comment_lines('#'), label("y")).class_names() == strings{"#b", "a"});
    CHECK(refusal(content, label("y")) ==
          ": no column \"y\"; the file has the columns \"# made by a tool\"; comment_lines('#') skips a line "
          "that begins so");
    CHECK(refusal("# by a tool\nx,y\n1,2\n").ends_with("; comment_lines('#') skips a line that begins so"));
    CHECK(refusal("x;y\n1;2\n")
              .ends_with("found \"1;2\", expected a finite number; delimiter(';') divides its fields"));
}

TEST_CASE("read_csv: a column without a name, as the index that pandas writes, is left out on request")
{
    auto const content = ",x,y\n0,1,a\n1,2,b\n";
    CHECK(refusal(content, label("y")) ==
          ", line 1 (header), column 1: found an empty name, expected the name of a column; without(\"\") "
          "leaves out what has no name");
    auto const data = read(content, label("y"), without(""));
    CHECK(data.features() == table{{1}, {2}});
    CHECK(data.column_names() == strings{"x"});
}

TEST_CASE("read_csv: a delimiter may end each row, with nothing behind it")
{
    auto const data = read("x,y,\n1,a,\n2,b,\n", label("y"));
    CHECK(data.column_names() == strings{"x"});
    CHECK(data.features() == table{{1}, {2}});
    CHECK(refusal("x,y,\n1,a,\n2,b,7\n", label("y")) ==
          ", line 3 (row 2), column 3 \"\": found \"7\", expected nothing, as the header ends in an empty "
          "name");
    CHECK(refusal("x,y,\n1,a\n", label("y")) ==
          ", line 2 (row 1): found 2 fields, expected 3 as in the header");
}

TEST_CASE("read_csv: a file without a header is said, not guessed")
{
    auto const content = "5.1,3.5,0\n4.9,3,1\n";
    auto const data = read(content, no_header, label("2"));
    CHECK(data.features() == table{{5.1F, 3.5}, {4.9F, 3}});
    CHECK(data.column_names() == strings{"0", "1"});
    CHECK(data.class_names() == strings{"0", "1"});
    CHECK(refusal(content) ==
          ", line 1 (header): all names are numbers, as in a file without a header; no_header reads them as "
          "data, with_header as names");
    CHECK(refusal("0,0,0\n1,2,3\n").starts_with(", line 1 (header): all names are numbers"));
    CHECK(read("0,1\n5,6\n", with_header).column_names() == strings{"0", "1"});
    CHECK(refusal("5.1,3.5,setosa\n4.9,3,other\n", label("kind")) ==
          ": no column \"kind\"; the file has the columns \"5.1\", \"3.5\", \"setosa\"; no_header reads a "
          "first "
          "row of data");
    CHECK(refusal("1,2\nx,4\n", no_header) ==
          ", line 2 (row 2), column 1 \"0\": found \"x\", expected a finite number");
    CHECK(refusal("1,2\n3\n", no_header) ==
          ", line 2 (row 2): found 1 field, expected 2 as in the first row");
    CHECK(refusal("", no_header) == ": the file is empty, expected a row");
    CHECK(refusal("1,2\n", no_header, label("k")) ==
          ": no column \"k\"; the file has the columns \"0\", \"1\"");
}

TEST_CASE("read_csv: columns are left out, or chosen in the order that is given")
{
    auto const content = "id,a,b,k,note\n7,1,2,x,\"some, text\"\n8,3,4,y,\n";
    auto const left = read(content, without("id", "note"), label("k"));
    CHECK(left.features() == table{{1, 2}, {3, 4}});
    CHECK(read(content, without("id"), label("k"), without("note")).column_names() == strings{"a", "b"});
    auto const chosen = read(content, only("b", "a"), label("k"));
    CHECK(chosen.features() == table{{2, 1}, {4, 3}});
    CHECK(chosen.column_names() == strings{"b", "a"});
    CHECK(read("id,a,b,k\n9,5,6,y\n", only("a", "b"), classes_of(chosen)).features() == table{{6, 5}});
    CHECK(read(",a,a,b\n0,1,2,3\n", only("b")).features() == table{{3}});
    CHECK(refusal(content, without("ID"), label("k"))
              .starts_with(": no column \"ID\"; the file has the columns \"id\", \"a\""));
    CHECK(refusal(content, only("c"), label("k")).starts_with(": no column \"c\"; "));
    CHECK(refusal("k\nx\n", label("k"), missing::mean) ==
          ": no feature column; the file has the columns \"k\"");
}

TEST_CASE("read_csv: a column of texts becomes a column of 0 and 1 for each category, sorted")
{
    auto const data = read("age,work,k\n1,b,x\n2,a,y\n3,b,x\n", one_hot("work"), label("k"));
    CHECK(data.column_names() == strings{"age", "work=a", "work=b"});
    CHECK(data.features() == table{{1, 0, 1}, {2, 1, 0}, {3, 0, 1}});
    auto const two = read("p,q\nu,10\nv,9\nu,9.0\n", one_hot("p"), one_hot("q"));
    CHECK(two.column_names() == strings{"p=u", "p=v", "q=9", "q=10"});
    CHECK(two.features() == table{{1, 0, 0, 1}, {0, 1, 1, 0}, {1, 0, 1, 0}});
    CHECK(read("age,p\n1,u\n2,v\n", only("p", "age"), one_hot("p")).column_names() ==
          strings{"p=u", "p=v", "age"});
    CHECK(refusal("a,a=b\nb,1\n", one_hot("a")) ==
          ": two features are named \"a=b\", a column and a category, expected another name");
}

TEST_CASE("read_csv: a second file has the categories of the first, in their places")
{
    auto const data = read("age,work,k\n1,b,x\n2,a,y\n3,c,x\n4,b,y\n", one_hot("work"), label("k"));
    auto const [train, rest] = split(data, {0.5, 0.5}, in_order);
    auto const test = read("k,work,age\ny,b,9\nx,c,8\n", classes_of(train), label("k"));
    CHECK(test.column_names() == data.column_names());
    CHECK(test.features() == table{{9, 0, 1, 0}, {8, 0, 0, 1}});
    CHECK(test.labels() == ints{1, 0});
    CHECK(read("age,work\n1,c\n", one_hot("work"), classes_of(data)).features() == table{{1, 0, 0, 1}});
    CHECK(refusal("work,age\na,1\nd,2\n", classes_of(train)) ==
          ", line 3 (row 2), column 1 \"work\": found \"d\", expected one of the categories \"a\", \"b\", "
          "\"c\"");
    CHECK(refusal("work,age\na,1\n", one_hot("age"), classes_of(data)) ==
          ": the column \"age\" is a number in the first data set, not one-hot");
    CHECK(refusal("age\n1\n", classes_of(data)) ==
          ": 1 feature columns, expected 4 as in the first data set; not there: \"work=a\", \"work=b\", "
          "\"work=c\"");
    auto const numbers = read("zone\n1\n2\n", one_hot("zone"));
    CHECK(read("zone\n2.0\n", classes_of(numbers)).features() == table{{0, 1}});
}

TEST_CASE("read_csv: a category that is missing is refused, skipped, or the share of each category")
{
    auto const content = "work,x\na,1\nb,2\n?,3\nb,4\nb,5\n";
    CHECK(refusal(content, one_hot("work")) ==
          ", line 4 (row 3), column 1 \"work\": found \"?\" (a missing value), expected the name of a "
          "category");
    CHECK(read(content, one_hot("work"), missing::skip_row).features() ==
          table{{1, 0, 1}, {0, 1, 2}, {0, 1, 4}, {0, 1, 5}});
    auto const data = read(content, one_hot("work"), missing::mean);
    CHECK(data.features() == table{{1, 0, 1}, {0, 1, 2}, {.25, .75, 3}, {0, 1, 4}, {0, 1, 5}});
    CHECK(read("work,x\na,1\n?,\n", classes_of(data), missing::mean).features() ==
          table{{1, 0, 1}, {.25, .75, 3}});
    CHECK(read("work,x\na,1\nb,\nc,3\n", one_hot("work"), missing::skip_row).column_names() ==
          strings{"work=a", "work=c", "x"});
    CHECK(refusal("work,x\n?,1\n", one_hot("work"), missing::mean) ==
          ": the column \"work\" has no value at all, expected a category");
}

/// Fault     a column of very many categories
/// Injected  one-hot asked for
/// Holds     refused before memory is taken
TEST_CASE("read_csv: a column of very many categories is refused before memory is")
{
    auto content = std::string("id,x\n");
    for (auto i = 0; i <= 10000; ++i) {
        content += "n" + std::to_string(i) + ",1\n";
    }
    CHECK(refusal(content, one_hot("id")) ==
          ", line 10002 (row 10001): the column \"id\" has more than 10000 categories, expected fewer; "
          "without(\"id\") leaves it out");
}

TEST_CASE("read_csv: True is 1 and False is 0, in features and targets")
{
    auto const data = read("x,y,t\nTrue,a,FALSE\nfalse,b,true\n", label("y"));
    CHECK(data.features() == table{{1, 0}, {0, 1}});
    CHECK(read("x,t\n1,True\n2,False\n", target("t")).targets() == table{{1}, {0}});
    CHECK(read("x,k\n1,True\n2,False\n", label("k")).class_names() == strings{"False", "True"});
    CHECK(refusal("x\ntRUE\n") ==
          ", line 2 (row 1), column 1 \"x\": found \"tRUE\", expected a finite number");
}

TEST_CASE("read_csv: a user's words are missing values, and a number among them however it is written")
{
    auto const content = "x,y\n1,a\nNone,b\n3,a\nN/A,c\n-999.0,a\n";
    CHECK(
        refusal(content, label("y")) ==
        ", line 3 (row 2), column 1 \"x\": found \"None\", expected a finite number; missing_words(\"None\") "
        "makes it a missing value");
    auto const words = missing_words("None", "N/A");
    CHECK(read(content, label("y"), words, missing_words("-999"), missing::skip_row).features() ==
          table{{1}, {3}});
    CHECK(read(content, label("y"), words, missing_words("-999"), missing::mean).features() ==
          table{{1}, {2}, {3}, {2}, {2}});
    CHECK(refusal(content, label("y"), words) ==
          ", line 3 (row 2), column 1 \"x\": found \"None\" (a missing value), expected a number");
    CHECK(refusal("x,y\n1,None\n", label("y"), words)
              .ends_with("found \"None\" (a missing value), expected the name of a class"));
}

TEST_CASE("read_csv: NA is a class and a category where texts are as written")
{
    auto const content = "x,land,y\n1,NA,NA\nNA,None,DE\n3,NA,?\n";
    auto const data = read(content, label("y"), one_hot("land"), texts_as_written, missing::mean);
    CHECK(data.class_names() == strings{"?", "DE", "NA"});
    CHECK(data.labels() == ints{2, 1, 0});
    CHECK(data.column_names() == strings{"x", "land=NA", "land=None"});
    CHECK(data.features() == table{{1, 1, 0}, {2, 0, 1}, {3, 1, 0}});
    CHECK(refusal("x,y\n1,\n", label("y"), texts_as_written)
              .ends_with("found \"\" (a missing value), expected the name of a class"));
}

TEST_CASE("read_csv: several labels become targets of 0 and 1, in the order that is given")
{
    auto const content = "text,rude,spam\n0.5,1,False\n0.25,0,True\n0.75,1.0,0e1\n";
    auto const data = read(content, label("spam", "rude"));
    CHECK(data.targets() == table{{0, 1}, {1, 0}, {0, 1}});
    CHECK(data.features() == table{{0.5}, {0.25}, {0.75}});
    CHECK_FALSE(data.has_classes());
    CHECK(refusal("a,b,c\n1,0,1\n2,1,2\n", label("b", "c")) ==
          ", line 3 (row 2), column 3 \"c\": found \"2\", expected 0 or 1, or True or False");
    CHECK(refusal("a,b,c\n1,yes,1\n", label("b", "c"))
              .ends_with("found \"yes\", expected 0 or 1, or True or False"));
    CHECK(refusal("a,b,c\n1,NA,1\n", label("b", "c"), missing::mean)
              .ends_with("found \"NA\" (a missing value), expected 0 or 1"));
    CHECK(read("a,b,c\n1,NA,1\n2,0,1\n", label("b", "c"), missing::skip_row).targets() == table{{0, 1}});
    CHECK(error_of<argument_error>([] {
              read("a,b\n1,0\n", label("b", "b"));
          }) == "read_csv: the column \"b\" is given as a label and as a label");
}

TEST_CASE("read_csv: a carriage return alone ends a line where no line feed does")
{
    CHECK(read("x,y\r1,a\r\r2,b\r", label("y")).features() == table{{1}, {2}});
    CHECK(refusal("x,y\r1,a\r2\r", label("y")) ==
          ", line 3 (row 2): found 1 field, expected 2 as in the header");
    CHECK(refusal("x,y\n1,2\r3,4\n")
              .ends_with("found a carriage return alone, expected a line feed after it, or "
                         "quotes around the field"));
}

TEST_CASE("read_csv: what is no UTF-8 is named as what it is")
{
    using namespace std::string_view_literals;
    CHECK(refusal("\xFF\xFEx\0,\0y\0\n\0"sv) ==
          ": the file begins with the byte order mark of UTF-16, expected a text in UTF-8");
    CHECK(refusal("\xFE\xFF\0x"sv).starts_with(": the file begins with the byte order mark of UTF-16"));
    CHECK(
        refusal("\xFF\xFE\0\0x\0\0\0"sv).starts_with(": the file begins with the byte order mark of UTF-32"));
    CHECK(refusal("PK\3\4"sv).starts_with(": the file begins with the mark of a ZIP archive"));
    CHECK(refusal("x\0,\0y\0\n\0"sv) ==
          ", line 1 (header), column 1: found \"x\\x00\", expected a text without zero bytes (UTF-16 has "
          "them)");
    CHECK(refusal("x,y\n1,Caf\xE9\n", label("y")) ==
          ", line 2 (row 1), column 2 \"y\": found \"Caf\\xe9\", expected a text in UTF-8 (Latin-1 and "
          "Windows-1252 write other bytes)");
    CHECK(read("x,y\n1,Caf\xC3\xA9\n", label("y")).class_names() == strings{"Caf\xC3\xA9"});
}

TEST_CASE("read_csv: an error cuts no character of several bytes")
{
    auto text = std::string("x");
    for (auto i = 0; i < 40; ++i) {
        text += "\xC3\xA9";
    }
    CHECK(refusal("a\n" + text + "\n") ==
          ", line 2 (row 1), column 1 \"a\": found \"" + text.substr(0, 61) +
              "...\", expected a finite number");
}

/// "x,y\n1,a\n2,b\n" as the gzip program packs it.
constexpr auto packed = std::string_view("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xd0\xa9\xe4\x32\xd4"
                                         "\x49\xe4\x32\xd2\x49\xe2\x02\x00\x79\xa3\x6e\x5e\x0c\x00\x00\x00",
                                         32);

TEST_CASE("read_csv: a gzip file is known by its content")
{
    CHECK(read(packed, label("y")).features() == table{{1}, {2}});
    CHECK(refusal(packed.substr(0, packed.size() - 9)).ends_with(": the compressed data are cut off here"));
}

TEST_CASE("read_csv: what unpacks to more than is read is refused by name and bytes")
{
    CHECK(formats::unpack("f.csv.gz", packed, 12) == "x,y\n1,a\n2,b\n");
    CHECK(error_of<file_error>([] {
              formats::unpack("f.csv.gz", packed, 11);
          }) ==
          "f.csv.gz: the compressed file holds more than 11 bytes, which is the most that is read of one; "
          "unpack it first");
}

} // namespace

TEST_CASE("read_csv: texts that look like numbers stay as written where they are texts")
{
    auto const content = "x,zip\n1,01234\n2,1234\n3,1e5\n4,100000\n5,01234\n";
    auto const data = read(content, label("zip"), texts_as_written);
    CHECK(data.class_names() == strings{"01234", "100000", "1234", "1e5"});
    CHECK(read(content, label("zip")).class_names() == strings{"1234", "100000"});
    auto const again = read("x,zip\n1,1e5\n", label("zip"), texts_as_written, classes_of(data));
    CHECK(again.labels() == std::vector<std::int32_t>{3});
    CHECK(read(content, one_hot("zip"), texts_as_written).columns() == 5);
}

TEST_CASE("read_csv: targets and several labels keep the names of their columns, in the order asked for")
{
    auto const content = "x,p,q\n1,0,1\n2,1,0\n";
    CHECK(read(content, label("q", "p")).target_names() == strings{"q", "p"});
    CHECK(read(content, target("p"), target("q")).target_names() == strings{"p", "q"});
    CHECK(read(content).target_names().empty());
}
