// SPDX-License-Identifier: BSL-1.0
#include <lagom/graph/primitive.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace lagom::graphs;

namespace {

constexpr int kinds = static_cast<int>(op_kind::slice) + 1;

constexpr auto runs(op_kind what) -> place_in_loops { return about(what).runs; }

} // namespace

// What is summed follows from where it runs.
static_assert(is_reduction(op_kind::column_sum) && is_reduction(op_kind::row_sum) &&
              is_reduction(op_kind::row_max));
static_assert(!is_reduction(op_kind::map) && !is_reduction(op_kind::draw) && !is_reduction(op_kind::total) &&
              !is_reduction(op_kind::matmul));
static_assert(runs(op_kind::map) == place_in_loops::pointwise &&
              runs(op_kind::draw) == place_in_loops::drawn);
static_assert(runs(op_kind::column_sum) == place_in_loops::sums_columns &&
              runs(op_kind::row_max) == place_in_loops::sums_rows);
static_assert(about(op_kind::row_max).keeps_most && !about(op_kind::row_sum).keeps_most);
static_assert(!about(op_kind::row_max).passes_gradient && !about(op_kind::first_most).passes_gradient &&
              about(op_kind::pick).passes_gradient);

// A contraction owns its loops, and an epilogue can join it; what only moves numbers takes none along.
static_assert(about(op_kind::matmul).own == nest::matmul && is_loop(nest::matmul));
static_assert(about(op_kind::matmul_back).own == nest::matmul_back && is_loop(nest::matmul_back));
static_assert(about(op_kind::outer).own == nest::outer && is_loop(nest::outer));
static_assert(about(op_kind::concat).own == nest::moves && !is_loop(nest::moves));
static_assert(about(op_kind::slice).own == nest::moves && !is_loop(nest::moves));
static_assert(about(op_kind::total).own == nest::moves && !is_loop(nest::moves) && !is_loop(nest::scalars));
static_assert(!about(op_kind::total).loops_over_result && about(op_kind::matmul).loops_over_result);

// What they cost.
static_assert(about(op_kind::matmul).work == counting::products &&
              about(op_kind::outer).work == counting::products);
static_assert(about(op_kind::map).work == counting::formula && about(op_kind::total).work == counting::reads);
static_assert(about(op_kind::concat).work == counting::nothing &&
              about(op_kind::draw).work == counting::nothing);

TEST_CASE("about: every kind of op but a map has a text, and no two the same")
{
    std::set<std::string> texts;
    for (int k = 0; k < kinds; ++k) {
        texts.insert(about(static_cast<op_kind>(k)).text);
    }
    CHECK(texts.size() == kinds);
    CHECK(texts.contains("")); // a map is called by its formula
}

TEST_CASE("reason_text: every reason for a boundary has a sentence of its own")
{
    std::set<std::string> texts;
    constexpr int reasons = static_cast<int>(why::total) + 1;
    for (int r = 0; r < reasons; ++r) {
        texts.insert(reason_text(static_cast<why>(r)));
    }
    CHECK(texts.size() == reasons);
    CHECK(!texts.contains(""));
}
