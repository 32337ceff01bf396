// SPDX-License-Identifier: BSL-1.0
#include <lagom/graph/tensor.hpp>

#include <doctest/doctest.h>

#include <initializer_list>

using namespace lagom::graphs;
using lagom::extent, lagom::role;

namespace {

constexpr loop examples{space::tile, {1, 0}, 7}, // a row an example
    positions{space::tile, {12, 0}, 7}, // twelve positions of each
    places{space::tile, {0, 12}, 7}, // a row a position, whatever the example
    narrow{space::tile, {1, 0}, 1}, kernel{space::kernel, {0, 5}, 7}, deeper{space::kernel, {0, 6}, 7},
    columns{space::per_column, {0, 1}, 7}, one_column{space::per_column, {0, 1}, 1},
    row_of_examples{space::per_row, {1, 0}}, row_of_positions{space::per_row, {12, 0}},
    row_of_places{space::per_row, {0, 12}}, number{space::scalar};

/// Whether `what` is read in a loop over `by` at these rows, and at its column.
constexpr auto is_read(loop what, loop by, row_index row, bool by_column) -> bool
{
    auto const at = read_in(what, by);
    return at.fits && at.row == row && at.by_column == by_column;
}
constexpr auto is_refused(loop what, loop by) -> bool { return !read_in(what, by).fits; }

} // namespace

TEST_CASE("read_in: of the same loop, at the row and the column")
{
    for (auto const& l : {examples, positions, places, kernel}) {
        CHECK(is_read(l, l, row_index::row, true));
    }
    CHECK(is_read(row_of_examples, row_of_examples, row_index::row, false));
    CHECK(is_read(columns, columns, row_index::none, true));
    CHECK(is_read(number, number, row_index::none, false));
}

TEST_CASE("read_in: in positions, what has a row an example is read at the example, a row a position at the "
          "position")
{
    CHECK(is_read(examples, positions, row_index::example, true));
    CHECK(is_read(places, positions, row_index::position, true));
    CHECK(is_read(row_of_examples, positions, row_index::example, false));
    CHECK(is_read(row_of_places, positions, row_index::position, false));
    CHECK(is_read(row_of_positions, positions, row_index::row, false));
}

TEST_CASE("read_in: a column is in no row, a row in no column, a number in neither")
{
    for (auto const& l : {examples, positions, places, kernel}) {
        CHECK(is_read(columns, l, row_index::none, true));
        CHECK(is_read(number, l, row_index::none, false));
    }
    CHECK(is_read(row_of_examples, examples, row_index::row, false));
    CHECK(is_read(number, columns, row_index::none, false));
    CHECK(is_read(number, row_of_examples, row_index::none, false));
}

TEST_CASE("read_in: what does not fit is refused")
{
    CHECK(is_refused(narrow, examples)); // other columns
    CHECK(is_refused(one_column, examples));
    CHECK(is_refused(positions, examples)); // more rows than the loop
    CHECK(is_refused(positions, places));
    CHECK(is_refused(places, examples)); // one position an example, or as many as examples?
    CHECK(is_refused(row_of_places, examples));
    CHECK(is_refused(examples, places));
    CHECK(is_refused(examples, kernel)); // activations and parameters
    CHECK(is_refused(kernel, examples));
    CHECK(is_refused(kernel, deeper));
    CHECK(is_refused(row_of_examples, kernel));
    CHECK(is_refused(one_column, row_of_examples)); // a column where there is none
    CHECK(is_refused(examples, columns));
    CHECK(is_refused(examples, number));
}

TEST_CASE("covering: elements, parameters, columns, rows, numbers; over all positions that either has")
{
    loop const order[]{positions, examples, kernel, columns, row_of_examples, number};
    for (int i = 0; i < 6; ++i) {
        for (int k = i; k < 6; ++k) {
            CAPTURE(i);
            CAPTURE(k);
            CHECK(covering(order[i], order[k]) == order[i]);
            CHECK(covering(order[k], order[i]) == order[i]);
        }
    }
    CHECK(covering(examples, row_of_positions) == positions);
    CHECK(covering(row_of_positions, examples) == positions);
    CHECK(covering(row_of_examples, row_of_positions) == row_of_positions);
}

TEST_CASE("extent: so many for each example, and so many besides")
{
    CHECK(extent{3, 4}.at(10) == 34);
    CHECK(extent{3, 4} * 2 == extent{6, 8});
    auto both = extent{1, 2};
    both += {3, 4};
    CHECK(both == extent{4, 6});
    CHECK(positions.numbers() == extent{84, 0});
    CHECK(kernel.numbers() == extent{0, 35});
}

TEST_CASE("is_parameter: the four roles that are learnt, and no other")
{
    int count = 0;
    for (int r = 0; r <= static_cast<int>(role::unused); ++r) {
        count += is_parameter(static_cast<role>(r)) ? 1 : 0;
    }
    CHECK(count == 4);
    CHECK(is_parameter(role::kernel));
    CHECK(is_parameter(role::bias));
    CHECK(is_parameter(role::norm_scale));
    CHECK(is_parameter(role::norm_shift));
}
